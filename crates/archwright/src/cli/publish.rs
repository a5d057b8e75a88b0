//! `publish --resume`: the tags of an interrupted run, without building.

use super::{Fault, args::PublishArgs, session::Session};
use crate::{journal::Journal, observe, resume::resume};
use archwright_model::{Project, count};

pub(super) fn run(session: &Session<'_>, args: &PublishArgs) -> Result<u8, Fault> {
    let nowhere = Project::new(session.here.clone());
    let world = session.world(session.project_here().unwrap_or(&nowhere), None)?;
    let file = session.here.join(&args.resume);
    let journal = Journal::read(&file)?;
    let registries = journal.open().map(|step| step.repository().registry());
    world.reach(&observe::registries(world.runner(), world.project(), registries));
    let moved = resume(&file, &world, &mut |step, outcome| session.out.print(&format!("{}  {}", step.reference(), outcome.words())))?;
    session.out.print(&if moved == 0 { "already so: no tag had to move".into() } else { format!("done: {} moved", count(moved, "tag")) });
    Ok(0)
}
