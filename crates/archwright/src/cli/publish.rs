//! `publish --resume` and `publish --roll-back`: the tags of a run, without building.

use super::{Fault, args::PublishArgs, session::Session};
use crate::{
    World,
    journal::Journal,
    observe,
    resume::resume,
    roll_back::{Back, roll_back},
};
use archwright_model::{Project, Registry, count};
use camino::Utf8Path;

pub(super) fn run(session: &Session<'_>, args: &PublishArgs) -> Result<u8, Fault> {
    let nowhere = Project::new(session.here.clone());
    let world = session.world(session.project_here().unwrap_or(&nowhere), None)?;
    match (&args.roll_back, &args.resume) {
        (Some(file), _) => back(session, &world, &session.here.join(file)),
        (None, Some(file)) => forward(session, &world, &session.here.join(file)),
        (None, None) => Err(Fault::usage("`publish` needs a journal").hint("name it with --resume FILE or --roll-back FILE")),
    }
}

fn forward(session: &Session<'_>, world: &World, file: &Utf8Path) -> Result<u8, Fault> {
    let journal = Journal::read(file)?;
    reach(world, journal.open().map(|step| step.repository().registry()));
    let moved = resume(file, world, &mut |step, outcome| session.out.print(&format!("{}  {}", step.reference(), outcome.words())))?;
    session.out.print(&if moved == 0 { "already so: no tag had to move".into() } else { format!("done: {} moved", count(moved, "tag")) });
    Ok(0)
}

fn back(session: &Session<'_>, world: &World, file: &Utf8Path) -> Result<u8, Fault> {
    let journal = Journal::read(file)?;
    reach(world, journal.moves().iter().map(|step| step.repository().registry()));
    let mut new = 0;
    let back = roll_back(file, world, &mut |step, fate| {
        new += usize::from(fate == Back::New);
        session.out.print(&format!("{}  {}", step.reference(), fate.words()));
    })?;
    session.out.print(&match (back, new) {
        (0, 0) => "already so: no tag had to go back".into(),
        (0, new) => {
            format!("no tag went back: {} had no image before the run, and most registries cannot take a tag away", count(new, "tag"))
        }
        (back, _) => format!("done: {} back", count(back, "tag")),
    });
    Ok(0)
}

fn reach<'a>(world: &World, registries: impl Iterator<Item = &'a Registry>) {
    world.reach(&observe::registries(world.runner(), world.project(), registries));
}
