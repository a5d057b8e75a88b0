//! What is meant in the folder of a workspace's member where nothing is named: what that describes.

use crate::cli::{Fault, session::Session};
use archwright_model::{
    ExitKind,
    project::{Key, Member},
};

/// The images of the member; empty, which means all, where this is the folder of none.
pub(super) fn images(session: &Session<'_>) -> Result<Vec<String>, Fault> {
    meant(session, "image", |member| &member.images)
}

/// The UIs of the member, likewise.
pub(in crate::cli) fn uis(session: &Session<'_>) -> Result<Vec<String>, Fault> {
    meant(session, "ui", |member| &member.uis)
}

/// The command lines of the member, likewise.
pub(in crate::cli) fn clis(session: &Session<'_>) -> Result<Vec<String>, Fault> {
    meant(session, "cli", |member| &member.clis)
}

fn meant(session: &Session<'_>, table: &str, of: fn(&Member) -> &Vec<Key>) -> Result<Vec<String>, Fault> {
    let Some(member) = session.member() else { return Ok(Vec::new()) };
    let keys: Vec<_> = of(member).iter().map(ToString::to_string).collect();
    if keys.is_empty() {
        let message = format!("the member `{}` of the workspace has no {table}", member.folder);
        let root = session.project()?.root.clone();
        return Err(Fault::new(ExitKind::Configuration, message)
            .hint(format!("add `[{table}.KEY]` to its archwright.toml, name what is meant, or call this in {root} for all")));
    }
    Ok(keys)
}
