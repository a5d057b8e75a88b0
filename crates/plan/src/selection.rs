//! Which images, variants and platforms a request means.

mod except;
mod image_id;

pub use image_id::ImageId;

use crate::{Facts, PlanError, PlatformChoice, Request, request::Variants};
use archwright_model::{
    Platforms, Project, nearest,
    project::{Image, Key, Need, Variant},
};
use std::collections::BTreeSet;

/// The images and variants that a request selects, in the project's order.
pub(crate) fn images(project: &Project, request: &Request) -> Result<Vec<ImageId>, PlanError> {
    let asked = &request.selection;
    for word in &asked.images {
        known_image(project, word)?;
    }
    let words_of = |image: &Image| asked.images.iter().filter(|word| name_of(word) == image.key.as_str()).collect::<Vec<_>>();
    let images: Vec<_> = project.images.iter().filter(|image| asked.images.is_empty() || !words_of(image).is_empty()).collect();
    if images.is_empty() {
        return Err(PlanError::configuration("this project has no image").hint("add an [image.NAME] table to archwright.toml"));
    }
    let out = except::read(project, request)?;
    let mut selected = Vec::new();
    for image in &images {
        for variant in variants(image, &words_of(image), &images, request)? {
            selected.push(ImageId { image: image.key.clone(), variant });
        }
    }
    except::take(&selected, &out)
}

/// The images and variants that a request selects, in the project's order.
pub fn selected(project: &Project, request: &Request) -> Result<Vec<ImageId>, PlanError> {
    images(project, request)
}

/// The selected images and those that they need, each behind what it needs.
pub(crate) fn with_needed(project: &Project, request: &Request) -> Result<Vec<ImageId>, PlanError> {
    let mut order = Vec::new();
    for id in images(project, request)? {
        visit(project, id, &mut order, &mut Vec::new())?;
    }
    Ok(order)
}

fn visit(project: &Project, id: ImageId, order: &mut Vec<ImageId>, path: &mut Vec<ImageId>) -> Result<(), PlanError> {
    if order.contains(&id) {
        return Ok(());
    }
    if path.contains(&id) {
        return Err(PlanError::configuration(format!(
            "image `{id}` needs itself, through {}",
            path.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        )));
    }
    path.push(id.clone());
    for other in project.image(id.image.as_str()).iter().flat_map(|image| &image.needs).filter_map(|need| meant(project, need)) {
        visit(project, other, order, path)?;
    }
    path.pop();
    order.push(id);
    Ok(())
}

/// The image, or the variant of it, that a need means. The configuration's check refuses one that may mean several.
pub(crate) fn meant(project: &Project, need: &Need) -> Option<ImageId> {
    match need {
        Need::Image(key) => {
            let usual = project.image(key.as_str()).and_then(|image| image.usual_variants().first().map(|variant| variant.key.clone()));
            Some(ImageId { image: key.clone(), variant: usual })
        }
        Need::Variant(key, variant) => Some(ImageId { image: key.clone(), variant: Some(variant.clone()) }),
        Need::Ui(_) | Need::Cli(_) => None,
    }
}

/// What the selected images need, directly or through other images.
pub fn needs(project: &Project, request: &Request) -> Result<BTreeSet<Need>, PlanError> {
    let images = with_needed(project, request)?;
    let images = images.iter().filter_map(|id| project.image(id.image.as_str()));
    Ok(images.flat_map(|image| image.needs.iter().cloned()).collect())
}

fn name_of(word: &str) -> &str {
    word.split_once(':').map_or(word, |(image, _)| image)
}

fn known_image<'a>(project: &'a Project, word: &str) -> Result<&'a Image, PlanError> {
    let name = name_of(word);
    project.image(name).ok_or_else(|| {
        let names: Vec<_> = project.images.iter().map(|image| image.key.as_str()).collect();
        let hint = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? images: {}", names.join(", ")),
            None => format!("images: {}", names.join(", ")),
        };
        PlanError::usage(format!("unknown image `{name}`")).hint(hint)
    })
}

fn variants(image: &Image, words: &[&String], all: &[&Image], request: &Request) -> Result<Vec<Option<Key>>, PlanError> {
    let mut named: Vec<&str> = words.iter().filter_map(|word| word.split_once(':')).map(|(_, variant)| variant).collect();
    if let (true, Some(name)) = (image.variants.is_empty(), named.first()) {
        return Err(PlanError::usage(format!("image `{}` has no variant `{name}`: it has none", image.key)).hint("name the image alone"));
    }
    let asked = &request.selection.variants;
    match asked {
        // Of several images, one without variants is built as it is.
        Variants::Named(keys) if image.variants.is_empty() && all.iter().all(|other| other.variants.is_empty()) => {
            let name = keys.first().map_or("", String::as_str);
            return Err(
                PlanError::usage(format!("image `{}` has no variant `{name}`: it has none", image.key)).hint("name the image alone")
            );
        }
        Variants::Named(keys) => named.extend(keys.iter().map(String::as_str)),
        Variants::Usual | Variants::All => {}
    }
    if image.variants.is_empty() {
        return Ok(vec![None]);
    }
    if let Some(name) = named.iter().find(|name| !image.variants.iter().any(|variant| variant.is_called(name))) {
        return Err(unknown_variant(image, name));
    }
    let has_default = image.variants.iter().any(|variant| variant.suffix.is_empty());
    let wanted = |variant: &Variant| {
        if *asked == Variants::All {
            true
        } else if named.is_empty() {
            !has_default || variant.suffix.is_empty()
        } else {
            named.iter().any(|name| variant.is_called(name))
        }
    };
    Ok(image.variants.iter().filter(|variant| wanted(variant)).map(|variant| Some(variant.key.clone())).collect())
}

fn unknown_variant(image: &Image, name: &str) -> PlanError {
    let known: Vec<_> = image.variants.iter().map(|variant| variant.key.as_str()).collect();
    let near = nearest(name, known.iter().copied()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    PlanError::usage(format!("image `{}` has no variant `{name}`", image.key)).hint(format!("{near}variants: {}", known.join(", ")))
}

/// That variants of an image are left out because one of them is the usual one, if the request names none.
pub(crate) fn left_out(image: &Image, request: &Request) -> Option<String> {
    let named = request.selection.images.iter().any(|word| word.contains(':') && name_of(word) == image.key.as_str());
    if named || request.selection.variants != Variants::Usual {
        return None;
    }
    let usual = image.variants.iter().find(|variant| variant.suffix.is_empty())?;
    let left: Vec<_> = image.variants.iter().filter(|variant| !variant.suffix.is_empty()).map(|variant| &variant.key).collect();
    let not_built: Vec<_> = left.iter().map(|key| format!("{}:{key}", image.key)).collect();
    let first = left.first()?;
    Some(format!(
        "not built: {}; `{}` alone is, because its suffix is empty: --all builds every variant, --variant {first} that one",
        not_built.join(", "),
        ImageId { image: image.key.clone(), variant: Some(usual.key.clone()) }
    ))
}

/// The platforms of one image, or of a variant, under a request.
pub(crate) fn platforms(image: &Image, variant: Option<&Key>, request: &Request, facts: &Facts) -> Result<Platforms, PlanError> {
    let own = variant.and_then(|key| image.variant(key.as_str())?.platforms.as_ref()).unwrap_or(&image.platforms);
    match request.platforms.as_ref().map(|choice| &choice.value) {
        None => Ok(own.value.clone()),
        Some(PlatformChoice::Exact(platforms)) => Ok(platforms.clone()),
        Some(PlatformChoice::Server) => server_platform(facts),
    }
}

/// The Docker server's platform: what `local` means.
pub(crate) fn server_platform(facts: &Facts) -> Result<Platforms, PlanError> {
    let unknown = |why: &str| {
        PlanError::machine(format!("the Docker server's platform is unknown: {why}"))
            .hint("`local` means the server's platform; start Docker, or name one with --platforms")
    };
    let docker = facts.docker.known().ok_or_else(|| unknown(facts.docker.why_unknown().unwrap_or_default()))?;
    let server = docker.server.known().ok_or_else(|| unknown(docker.server.why_unknown().unwrap_or_default()))?;
    Ok(std::iter::once(server.platform).collect())
}
