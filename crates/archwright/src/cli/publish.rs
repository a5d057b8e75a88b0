//! `publish --resume`: the tags of an interrupted run, without building.

use super::{Fault, args::PublishArgs, build::print, session::Session};
use crate::resume::resume;
use archwright_model::{Project, count};

pub(super) fn run(session: &Session<'_>, args: &PublishArgs) -> Result<u8, Fault> {
    let nowhere = Project::new(session.here.clone());
    let world = session.world(session.project_here().unwrap_or(&nowhere), None)?;
    let file = session.here.join(&args.resume);
    let moved = resume(&file, &world, &mut |step, outcome| print(&format!("{}  {}", step.reference(), outcome.words())))?;
    print(&format!("done: {} moved", count(moved, "tag")));
    Ok(0)
}
