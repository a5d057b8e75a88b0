//! `publish --resume`: the tags of an interrupted run, without building.

use super::{Fault, args::PublishArgs, build::print, session::Session};
use crate::steps::publish;
use archwright_model::{Project, count};

pub(super) fn run(session: &Session<'_>, args: &PublishArgs) -> Result<u8, Fault> {
    let nowhere = Project::new(session.here.clone());
    let project = session.project_here().unwrap_or(&nowhere);
    let client = crate::registry::client(project, &session.runner(&project.root))?;
    let file = session.here.join(&args.resume);
    let moved = publish::resume(&file, &client, &mut |step, outcome| print(&format!("{}  {outcome}", step.reference())))?;
    print(&format!("done: {} moved", count(moved, "tag")));
    Ok(0)
}
