//! What mends a name that BuildKit does not find.

use crate::{World, observe};
use archwright_plan::{bake::BakeTarget, contexts::Taken};

/// The fix for the name that a line of the Dockerfile takes from, if nothing is given under it and something like it is.
pub(super) fn fix_at(line: u32, target: &BakeTarget, world: &World) -> Option<String> {
    let project = world.project();
    let dockerfile = observe::dockerfile(&project.path(&target.dockerfile))?;
    Taken::new(dockerfile, project).fix_at(line, target)
}
