//! How a new package `xtask` gets on with the Cargo workspace that is there.

use crate::{glob, init::CargoRoot};
use camino::Utf8Path;

/// What the package has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Membership {
    /// A workspace of its own, which no other one notices.
    Own,
    /// A member, because the workspace's globs take it in; a workspace inside would then be an error.
    Member,
    /// Not there: the globs take in a folder that has no `Cargo.toml`, and Cargo would refuse the whole workspace.
    Impossible(&'static str),
}

pub(super) fn membership(root: &CargoRoot) -> Membership {
    if takes_in(root, "xtask/src") {
        Membership::Impossible("xtask/src")
    } else if takes_in(root, "xtask") {
        Membership::Member
    } else {
        Membership::Own
    }
}

/// Whether a workspace takes a folder for a member. A member that is named wins over `exclude`, one that a glob finds does
/// not; `*` finds folders that start with a dot too (seen with Cargo 1.95).
pub(super) fn takes_in(root: &CargoRoot, folder: &str) -> bool {
    let CargoRoot::Workspace { members, exclude } = root else { return false };
    let within = |list: &[String]| list.iter().any(|path| Utf8Path::new(folder).starts_with(path.trim_start_matches("./")));
    let taken = members.iter().any(|pattern| glob::takes_in(pattern, folder));
    taken && (within(members) || !within(exclude))
}
