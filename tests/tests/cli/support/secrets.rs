//! What must not show: in no output, and in no file.

use super::{Ended, Sandbox};
use std::fs;

/// Every verb that prints or keeps something, and how it ends in a sound project.
pub const EVERY_VERB: [(&[&str], i32); 11] = [
    (&["plan"], 0),
    (&["plan", "--json"], 0),
    (&["plan", "--bake"], 0),
    (&["facts"], 0),
    (&["docker-build", "--dry-run"], 0),
    (&["docker-build"], 0),
    (&["docker-build", "--json", "--progress", "json"], 0),
    (&["ui-build"], 0),
    (&["cli-build"], 0),
    (&["builder", "status"], 0),
    (&["generate", "make", "--check"], 10),
];

/// Neither shown nor kept in any file, but those of the user's own whose names begin so.
#[track_caller]
pub fn nowhere(sandbox: &Sandbox, ended: Ended, texts: &[&str], own: &str) -> Ended {
    let ended = texts.iter().fold(ended, |ended, text| ended.hides(text));
    for name in sandbox.files().iter().filter(|name| !name.starts_with(own)) {
        let bytes = fs::read(sandbox.root().join(name)).unwrap();
        let kept = texts.iter().find(|text| String::from_utf8_lossy(&bytes).contains(**text));
        assert!(kept.is_none(), "{name} keeps {kept:?}\n{ended}");
    }
    ended
}
