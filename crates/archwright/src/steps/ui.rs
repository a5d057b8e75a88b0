//! *Build UI*: once for all platforms; an unchanged UI is already so; only files recorded as ours are removed.

mod inputs;
mod record;
mod tree;

use super::{Ended, tell};
use crate::{StepError, World, files, interrupted::Interrupted};
use archwright_model::{ExitKind, count, project::UiMode};
use archwright_plan::{
    StepId,
    ui::{BuildUi, PLACEHOLDER},
};
use camino::Utf8Path;
use record::{Copies, Record};
use std::{fs, io};
use tree::Tree;

pub(super) fn run(work: &BuildUi, id: &StepId, world: &World) -> Result<Ended, StepError> {
    let (project, staged) = (world.project(), world.project().path(&work.staged));
    let failed = |path: &Utf8Path, error: &io::Error| StepError::file(path, error);
    let interrupt = world.runner().interrupt();
    let inputs = inputs::digest(work, world)?;
    let record_file = project.path(&work.record);
    let before = Record::read(&record_file);
    let unchanged = before.inputs == inputs && before.is_staged(&staged, interrupt);
    if unchanged && before.has_copies(&work.copy_to, project) {
        return Ok(Ended::already_so(format!("{}, inputs unchanged", count(before.files.len(), "file"))));
    }
    let copies = Copies { record: &before, work, world };
    copies.refuse_edited()?;
    let bundle = match work.mode {
        // What was built is there; only its copies are not as they should be.
        _ if unchanged => Tree::read(&staged, interrupt).map_err(|error| failed(&staged, &error))?,
        UiMode::Build => build(work, id, world)?,
        UiMode::Disabled => Tree::default(),
        UiMode::Placeholder => Tree::of_one("index.html", PLACEHOLDER),
    };
    Interrupted::check(interrupt).and_then(|()| files::fresh_dir(&staged)).map_err(|error| failed(&staged, &error))?;
    bundle.write_to(&staged, interrupt).map_err(|error| failed(&staged, &error))?;
    // The build took its time, and the user went on working.
    copies.refuse_edited()?;
    copies.refuse_foreign(&bundle)?;
    // On record before the first of them changes: whatever ends this run, the next one knows what is ours.
    let record = before.clone().replaced_by(inputs, &bundle, &work.copy_to);
    files::write_json_durably(&record_file, &record).map_err(|error| failed(&record_file, &error))?;
    copies.replace(&bundle)?;
    let note = match work.mode {
        UiMode::Build => count(bundle.len(), "file"),
        UiMode::Disabled => "disabled: images get an empty context".into(),
        UiMode::Placeholder => "placeholder: one page that says so".into(),
    };
    files::write_json(&record_file, &record.settled()).map_err(|error| failed(&record_file, &error))?;
    Ok(Ended::done(note))
}

/// The program that a UI which was never built needs and this machine lacks.
pub(crate) fn missing_tool(work: &BuildUi, world: &World) -> Option<StepError> {
    missing(work).filter(|_| !world.project().path(&work.staged).exists())
}

fn missing(work: &BuildUi) -> Option<StepError> {
    let program = work.missing.as_ref()?;
    let (what, install) = match program.as_str() {
        "npm" => ("npm, which".to_owned(), "install Node.js, which brings npm (Debian: `apt-get install npm`)".to_owned()),
        "node" => {
            let needs_it = format!("{}, which needs node, and that", work.install.program);
            (needs_it, "install Node.js (Debian: `apt-get install nodejs`)".to_owned())
        }
        other => (format!("{other}, which"), format!("install it with `npm install --global {other}`")),
    };
    Some(StepError::new(ExitKind::Machine, format!("UI `{}` is built by {what} is not on the PATH", work.key)).hint(install))
}

fn build(work: &BuildUi, id: &StepId, world: &World) -> Result<Tree, StepError> {
    if let Some(error) = missing(work) {
        return Err(error);
    }
    tell(&work.install, ExitKind::HostStep, id, world)?;
    let output = world.project().path(&work.output);
    tell(&work.build, ExitKind::HostStep, id, world)?;
    if !output.is_dir() {
        return Err(StepError::new(ExitKind::HostStep, format!("UI `{}`: the build left no folder {output}", work.key))
            .hint(format!("check `output` in [ui.{}]", work.key)));
    }
    let bundle = Tree::read(&output, world.runner().interrupt()).map_err(|error| StepError::file(&output, &error))?;
    if bundle.len() == 0 {
        return Err(StepError::new(ExitKind::HostStep, format!("UI `{}`: the build left {output} empty", work.key))
            .hint(format!("check `output` in [ui.{}]", work.key)));
    }
    Ok(bundle)
}

/// Whether a folder has no entry, or is not there.
fn is_empty(dir: &Utf8Path) -> bool {
    fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none())
}
