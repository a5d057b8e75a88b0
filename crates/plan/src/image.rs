//! *Build* of one image or variant: its targets, one per platform, and what is published of it.

mod cache;
mod exposure;
mod mounts;
mod options;
mod place;
mod target;

pub(crate) use place::{layout_dir, staged_layout};

use crate::{
    ImageId, Output, PlanError, Run,
    bake::{BakeTarget, Build},
    bases, cli,
    contexts::{self, Taken},
    disk::{self, Disk},
    facts::ImageStore,
    handle::What,
    prebuilt,
    publish::{Index, IndexPart, LastTag, Place, PlatformTag, Prove, Release},
    run::{ImageStep, Wanted},
    selection, tags,
    test::Test,
};
use archwright_model::{
    command::Arg,
    project::{self, Image, Variant},
};
use camino::Utf8PathBuf;
use place::{Route, earlier, export_dir, place, route};
use std::collections::BTreeMap;
use target::target;

pub(crate) fn step(run: &Run<'_>, id: &ImageId) -> Result<ImageStep, PlanError> {
    let image = run.model_image(id)?;
    let release = release(run, id, image)?;
    let selected = run.selects(id)?;
    if selected {
        check(run, &release)?;
    }
    crate::builder::check(run)?;
    disk::first(Disk { project: run.project(), repository: &run.facts().repository }.image(image))?;
    contexts::has_a_name_for_buildx(run, image)?;
    if let Some(bake) = &image.bake {
        return Err(PlanError::configuration(format!("image `{}`: nobody read {}", image.key, bake.file))
            .hint("plan `baked::merged` of the project"));
    }
    options::check(run, image)?;
    check_needs(run, id, image, &release)?;
    let variant = variant(image, id)?;
    let one = |platform| target(run, id, image, variant, &release, platform).map(|target| BakeTarget { requested: selected, ..target });
    if selected {
        exposure::check(run, image, variant)?;
    }
    let one = |platform| one(platform).map(|target| if selected { target } else { target.unpublished() });
    let mut targets: Vec<_> = release.platforms.iter().map(one).collect::<Result<_, _>>()?;
    if let Some(epoch) = source_date_epoch(run)? {
        for target in &mut targets {
            target.args.entry(SOURCE_DATE_EPOCH.into()).or_insert_with(|| Arg::Plain(epoch.to_string()));
        }
    }
    let builder = crate::builder::name(run.project(), &run.facts().docker, run.request()).value;
    let build = Build { builder, targets, metadata_file: Utf8PathBuf::new() };
    let needs = image.needs.iter().map(|need| Wanted { need: need.clone(), image: selection::meant(run.project(), need) }).collect();
    let dockerfile = run.facts().repository.dockerfile(image).cloned();
    let taken = dockerfile.map(|dockerfile| Taken::new(dockerfile, run.project())).unwrap_or_default();
    let bases = bases::of(run, image, variant, &release.platforms).bases;
    let notes = if selected { notes(run, image) } else { Vec::new() };
    Ok(ImageStep { run: run.mark(), build, release, selected, needs, taken, bases, waits: Vec::new(), notes })
}

/// What whoever asked for the image may not expect of it.
fn notes(run: &Run<'_>, image: &Image) -> Vec<String> {
    let dirty = tags::of_a_dirty_tree(run.project(), image, run.request(), run.facts());
    selection::left_out(image, run.request())
        .into_iter()
        .chain(dirty)
        .chain(options::notes(run, image))
        .chain(mounts::notes(run, image))
        .collect()
}

/// BuildKit takes it as a build argument, and buildx from the environment (`bake/bake.go`, toBuildOpt); the plan says it instead.
const SOURCE_DATE_EPOCH: &str = "SOURCE_DATE_EPOCH";

/// The time that a reproducible build takes for now.
fn source_date_epoch(run: &Run<'_>) -> Result<Option<u64>, PlanError> {
    let Some(text) = &run.facts().source_date_epoch else { return Ok(None) };
    text.parse().map(Some).map_err(|_| {
        PlanError::usage(format!("environment {SOURCE_DATE_EPOCH}: `{text}` is no number of seconds"))
            .hint("set it to seconds since 1970, `git log -1 --format=%ct` say, or unset it")
    })
}

/// The index and the proof of a built image.
pub(crate) fn proof(run: &Run<'_>, id: &ImageId) -> Result<(Index, Prove), PlanError> {
    let image = run.model_image(id)?;
    let release = release(run, id, image)?;
    let place = place(run, id, &release);
    let is_exported = matches!(place, Place::Layout(_)) || route(run, image) == Route::Export;
    let parts = release.platforms.iter().map(|platform| IndexPart {
        platform,
        target: BakeTarget::name_of(id, platform),
        layout: is_exported.then(|| export_dir(id, platform)),
    });
    let index = Index {
        image: id.clone(),
        parts: parts.collect(),
        place: place.clone(),
        names: release.references().collect(),
        earlier: earlier(run, id)?,
        attest: release.attest,
        annotations: annotations(image, variant(image, id)?),
        write_once: release.references().filter(|name| name.tag().is_some_and(|tag| release.is_write_once(tag))).collect(),
    };
    let base = bases::of(run, image, variant(image, id)?, &release.platforms).last;
    let prove = Prove {
        image: id.clone(),
        place,
        platforms: release.platforms,
        attest: release.attest,
        allow_foreign: image.allow_foreign.clone(),
        base,
    };
    Ok((index, prove))
}

/// What is run in each platform of an image once it is proven, if there is something.
pub(crate) fn test(run: &Run<'_>, id: &ImageId) -> Result<Option<Test>, PlanError> {
    let image = run.model_image(id)?;
    let Some(project::Test { command, timeout }) = image.test.clone() else { return Ok(None) };
    let release = release(run, id, image)?;
    let builder = crate::builder::name(run.project(), &run.facts().docker, run.request()).value;
    let place = place(run, id, &release);
    Ok(Some(Test { image: id.clone(), builder, place, platforms: release.platforms, command, timeout }))
}

/// What an index says of its image. Registries look for labels such as `org.opencontainers.image.description` there as well: GHCR
/// shows those of the config for a bare manifest only.
fn annotations(image: &Image, variant: Option<&Variant>) -> BTreeMap<String, String> {
    let labels = image.labels.iter().chain(variant.into_iter().flat_map(|variant| &variant.labels));
    let known = labels.filter(|(name, _)| name.starts_with("org.opencontainers.image."));
    known.chain(&image.annotations).map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Hands an artifact to every target under that name, each the one of its own platform.
pub(crate) fn give(build: &mut Build, name: &str, artifact: &What) {
    for target in &mut build.targets {
        let context = match artifact {
            What::Ui(key) => format!("target/archwright/artifacts/ui.{key}"),
            What::Cli(key, _) => cli::staged(key, target.platform).into_string(),
            What::Prebuilt(key, _) => prebuilt::staged(key, target.platform).into_string(),
            What::Image(other, _) => format!("target:{}", BakeTarget::name_of(other, target.platform)),
            What::Builder | What::Custom | What::Proven(_) => continue,
        };
        target.contexts.insert(name.to_owned(), context);
    }
}

fn release(run: &Run<'_>, id: &ImageId, image: &Image) -> Result<Release, PlanError> {
    let variant = variant(image, id)?;
    let listed = tags::tags(run.project(), id, image, variant, run.request(), run.facts())?;
    let last_tag = LastTag::of(image, &listed);
    let (tags, classes): (Vec<_>, Vec<_>) = tags::in_their_order(listed).into_iter().unzip();
    let (repository, copies) = tags::repositories(run.project(), image, run.request())?;
    let suffix = variant.map(|variant| variant.suffix.clone()).unwrap_or_default();
    let platforms = run.platforms_of(id)?;
    let mut write_once = tags::write_once(image, variant, run.facts());
    write_once.retain(|tag| tags.contains(tag));
    Ok(Release {
        image: id.clone(),
        repository,
        copies,
        write_once,
        version: tags::version(&tags, &suffix, run.facts()),
        suffix,
        platform_tags: PlatformTag::of(image, &tags, &classes, &platforms),
        last_tag,
        tags,
        classes,
        platforms,
        attest: image.attest.into(),
    })
}

fn variant<'a>(image: &'a Image, id: &ImageId) -> Result<Option<&'a Variant>, PlanError> {
    let Some(key) = &id.variant else { return Ok(None) };
    let found = image.variants.iter().find(|variant| variant.key == *key);
    found.map(Some).ok_or_else(|| PlanError::usage(format!("image `{}` has no variant `{key}`", image.key)))
}

/// What the request asks must be possible: a registry to push to, a store that holds several platforms.
fn check(run: &Run<'_>, release: &Release) -> Result<(), PlanError> {
    match run.output() {
        Output::Push if tags::namespaces(run.project(), run.request()).is_none() => {
            Err(PlanError::usage("nothing can be pushed: no registry is set").hint("give --registry HOST/PATH, or set [project] registry"))
        }
        Output::Load if release.platforms.len() > 1 => {
            let docker = run.facts().docker.known();
            let store = docker.and_then(|docker| docker.server.known()).map(|server| server.image_store);
            if store != Some(ImageStore::Classic) {
                return Ok(());
            }
            Err(PlanError::machine(format!(
                "image `{}` has {} platforms, and the Docker server's classic image store holds one per name",
                release.image,
                release.platforms.len()
            ))
            .hint("load one platform (docker-build-local, or --platforms), push, or turn on the containerd image store"))
        }
        Output::Push | Output::Load | Output::Layout(_) | Output::Nothing => Ok(()),
    }
}

/// An image that is needed must have every platform of the one that needs it.
fn check_needs(run: &Run<'_>, id: &ImageId, image: &Image, release: &Release) -> Result<(), PlanError> {
    for need in &image.needs {
        let Some(key) = need.image() else { continue };
        let Some(other) = run.project().image(key.as_str()) else { continue };
        let variant = selection::meant(run.project(), need).and_then(|id| id.variant);
        let lacking = release.platforms.missing_from(&selection::platforms(other, variant.as_ref(), run.request(), run.facts())?);
        if !lacking.is_empty() {
            return Err(PlanError::configuration(format!("image `{id}` is built for {lacking}, and `{need}`, which it needs, is not"))
                .hint(format!("add {lacking} to `platforms` of [image.{key}], or take it from those of [image.{}]", image.key)));
        }
    }
    Ok(())
}
