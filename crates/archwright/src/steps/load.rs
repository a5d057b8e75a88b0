//! *Load*: proven layouts into the Docker server's image store, each as one archive.

use super::{Ended, machine, publish::last_tags};
use crate::{
    StepError, World,
    error::Tail,
    execute::State,
    layouts,
    progress::Event,
    report::{TagOutcome, TagReport},
};
use archwright_model::{ExitKind, count};
use archwright_oci::{Document, Layout, layout};
use archwright_plan::{
    StepId,
    publish::{Load, LoadImage},
};
use std::{fs, io::BufWriter};

pub(super) fn run(work: &Load, id: &StepId, world: &World, state: &State) -> Result<Ended, StepError> {
    let mut loaded = 0;
    for image in &work.images {
        loaded += usize::from(one(image, id, world, state)? == TagOutcome::Loaded);
    }
    last_tags(&work.last_tags, world)?;
    Ok(if loaded == 0 {
        Ended::already_so("the server has the same images")
    } else {
        Ended::done(format!("{} loaded", count(loaded, "image")))
    })
}

fn one(image: &LoadImage, id: &StepId, world: &World, state: &State) -> Result<TagOutcome, StepError> {
    let (root, proven) = {
        let state = state.lock();
        (state.indexes.get(&image.image).cloned(), state.proven.contains_key(&image.image))
    };
    let root = root.filter(|_| proven).ok_or_else(|| StepError::new(ExitKind::Bug, format!("image `{}` is not proven", image.image)))?;
    let layout = layouts::open(&world.project().path(&image.layout), world.runner()).map_err(|error| error.hint(changed(image)))?;
    // Loading again what is there would leave an image without a name.
    let outcome = if is_there(image, &root, &layout, world)? {
        TagOutcome::AlreadySo
    } else {
        load(image, &root, &layout, id, world)?;
        look_again(image, &root, &layout, world)?;
        TagOutcome::Loaded
    };
    let mut state = state.lock();
    for name in &image.names {
        state.tagged(&image.image, TagReport { reference: name.clone(), platform: None, outcome });
    }
    if let Some(name) = image.names.first() {
        state.written(&image.image, name.to_string());
        let platform = image.foreign.map(|platform| format!("--platform {platform} ")).unwrap_or_default();
        state.advise(format!("run it: docker run --rm {platform}{name}"));
    }
    Ok(outcome)
}

/// Whether the server has the image under every one of its names: by the index's digest, or by the config's on the classic store.
fn is_there(image: &LoadImage, root: &Document, layout: &Layout, world: &World) -> Result<bool, StepError> {
    let mut ids = vec![root.digest().to_string()];
    if let Some([only]) = root.index().map(|index| index.images().collect::<Vec<_>>()).as_deref() {
        let document = layout.document(only).map_err(|error| broken(image, &error))?;
        ids.extend(document.manifest().map(|manifest| manifest.config.digest.to_string()));
    }
    let answer = world.runner().capture(&image.inspect())?;
    let there: Vec<_> = answer.stdout.lines().map(str::trim).collect();
    Ok(answer.exit.is_success() && there.len() == image.names.len() && there.iter().all(|id| ids.iter().any(|ours| ours == id)))
}

/// That Docker ended well says nothing of what the names point to now.
fn look_again(image: &LoadImage, root: &Document, layout: &Layout, world: &World) -> Result<(), StepError> {
    if is_there(image, root, layout, world)? {
        return Ok(());
    }
    let names = image.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Err(StepError::new(
        ExitKind::Verification,
        format!("Docker says that it loaded {names}, and does not have what was proven under that name"),
    )
    .hint(format!("`{}` shows what it has; run again, while nothing else tags or removes images", image.inspect())))
}

fn broken(image: &LoadImage, error: &layout::LayoutError) -> StepError {
    let failure = layouts::failure(error);
    if error.is_cancelled() { failure } else { failure.hint(changed(image)) }
}

fn changed(image: &LoadImage) -> String {
    format!("something changed `{}` since it was proven; run again", image.layout)
}

fn load(image: &LoadImage, root: &Document, layout: &Layout, id: &StepId, world: &World) -> Result<(), StepError> {
    let archive = world.project().path(image.archive());
    let failed = |error: std::io::Error| StepError::file(&archive, &error);
    fs::create_dir_all(archive.parent().unwrap_or(&archive)).map_err(failed)?;
    let file = BufWriter::new(fs::File::create(&archive).map_err(failed)?);
    // What is packed is hashed again: it is what was proven, or nothing is loaded.
    if let Err(error) = layout::write_tar(layout, root, &image.names, file) {
        // Half an archive helps nobody; why it was not written counts more than whether it goes away.
        drop(fs::remove_file(&archive));
        return Err(broken(image, &error));
    }
    let command = image.command();
    let mut said = Tail::default();
    let exit = world.runner().stream(&command, |_, text| {
        said.push(text);
        world.reporter().event(&Event::Line { step: id, text });
    });
    // The archive is as large as the image, and the layout that it came from stays; what Docker said counts more than this.
    let removed = fs::remove_file(&archive);
    let exit = exit?;
    if !exit.is_success() {
        let failed = machine(format!("`{command}` ended with {exit}")).details(said.into_lines());
        return Err(failed.hint("mend what Docker says: `docker info` shows its image store, `docker system df` what fills it; or write a layout with --output oci:DIR"));
    }
    removed.map_err(failed)
}
