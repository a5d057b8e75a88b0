//! `promote`: what is published and proven, under other names.

use super::{
    Fault,
    args::PromoteArgs,
    session::Session,
    verify::{self, Allowances},
};
use crate::{
    World, observe,
    promote::{Promotion, promote},
};
use archwright_model::{ImageRef, Project, count};

pub(super) fn run(session: &Session<'_>, args: &PromoteArgs) -> Result<u8, Fault> {
    let nowhere = Project::new(session.here.clone());
    let world = session.world(session.project_here().unwrap_or(&nowhere), None)?;
    let from = reference(&args.from)?;
    let to = args.to.iter().map(|text| destination(text)).collect::<Result<Vec<_>, _>>()?;
    let registries = to.iter().chain([&from]).map(|reference| reference.repository().registry());
    world.reach(&observe::registries(world.runner(), world.project(), registries));
    if from.digest().is_none() {
        return Err(without_digest(&from, &world));
    }
    let question = verify::question(session, args.platforms.as_deref(), &args.require)?;
    let places = to.iter().chain([&from]).map(ImageRef::repository);
    let promotion = Promotion {
        question: Allowances::OfProject.of(session, places, &question),
        from,
        to,
        allow_shrink: args.allow_shrink,
        allow_downgrade: args.allow_downgrade,
    };
    let digest = promote(&promotion, &world, &mut |reference, outcome| {
        session.out.print(&format!("{reference}  {}", outcome.words()));
    })?;
    session.out.print(&format!("done: {} at {digest}", count(promotion.to.len(), "tag")));
    Ok(0)
}

fn reference(text: &str) -> Result<ImageRef, Fault> {
    text.parse().map_err(|error| Fault::usage(format!("`{text}`: {error}")))
}

fn destination(text: &str) -> Result<ImageRef, Fault> {
    let reference = reference(text)?;
    if reference.tag().is_some() && reference.digest().is_none() {
        return Ok(reference);
    }
    Err(Fault::usage(format!("`{text}` names no tag")).hint("name each destination with its tag: ghcr.io/acme/app:1.4.0"))
}

/// A tag may be moved between the look at it and the copy; what it points to now is said.
fn without_digest(from: &ImageRef, world: &World) -> Fault {
    let found = world.client().ok().and_then(|client| client.head(from).ok().flatten());
    let fault = Fault::usage(format!("`{from}` names no digest: what is promoted is one image, and a tag may move"));
    match found {
        Some(found) => fault.hint(format!("it points to {} now", from.repository().pinned(&found.digest))),
        None => fault.hint("name it as REPOSITORY@sha256:…"),
    }
}
