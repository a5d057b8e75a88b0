//! *Load*: proven layouts into the Docker server's image store, each as one archive.

use super::{Ended, machine};
use crate::{StepError, World, execute::State, progress::Event, report::TagOutcome};
use archwright_model::{ExitKind, count};
use archwright_oci::{Layout, layout};
use archwright_plan::{
    StepId,
    publish::{Load, LoadImage},
};
use std::{fs, io::BufWriter};

pub(super) fn run(work: &Load, id: &StepId, world: &World, state: &State) -> Result<Ended, StepError> {
    for image in &work.images {
        one(image, id, world, state)?;
    }
    Ok(Ended::done(format!("{} loaded", count(work.images.len(), "image"))))
}

fn one(image: &LoadImage, id: &StepId, world: &World, state: &State) -> Result<(), StepError> {
    let (root, proven) = {
        let state = state.lock();
        (state.indexes.get(&image.image).cloned(), state.proven.contains_key(&image.image))
    };
    let root = root.filter(|_| proven).ok_or_else(|| StepError::new(ExitKind::Bug, format!("image `{}` is not proven", image.image)))?;
    let broken = |error: layout::LayoutError| StepError::new(ExitKind::Verification, error.to_string());
    let archive = world.project().path(image.archive());
    let layout = Layout::open(world.project().path(&image.layout)).map_err(broken)?;
    let failed = |error: std::io::Error| StepError::file(&archive, &error);
    fs::create_dir_all(archive.parent().unwrap_or(&archive)).map_err(failed)?;
    let file = BufWriter::new(fs::File::create(&archive).map_err(failed)?);
    // What is packed is hashed again: it is what was proven, or nothing is loaded.
    if let Err(error) = layout::write_tar(&layout, &root, &image.names, file) {
        // Half an archive helps nobody; why it was not written counts more than whether it goes away.
        drop(fs::remove_file(&archive));
        return Err(broken(error));
    }
    let command = image.command();
    let mut said = Vec::new();
    let exit = world.runner().stream(&command, |_, text| {
        said.push(text.to_owned());
        world.reporter().event(&Event::Line { step: id, text });
    });
    // The archive is as large as the image, and the layout that it came from stays; what Docker said counts more than this.
    let removed = fs::remove_file(&archive);
    let exit = exit?;
    if !exit.is_success() {
        return Err(machine(format!("`{command}` ended with {exit}")).details(said));
    }
    removed.map_err(failed)?;
    let mut state = state.lock();
    for name in &image.names {
        state.tagged(&image.image, name.clone(), TagOutcome::Loaded);
    }
    if let Some(name) = image.names.first() {
        state.advise(format!("run it: docker run --rm {name}"));
    }
    Ok(())
}
