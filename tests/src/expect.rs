//! Expected texts in files: compared, or written anew with `UPDATE_EXPECT=1`, which is refused when `CI` is set.

use camino::Utf8Path;
use std::{env, fs};

/// Compares a text with a file's.
///
/// # Panics
/// They differ, the file cannot be written, or `UPDATE_EXPECT` is set where `CI` is.
#[track_caller]
#[expect(clippy::panic, reason = "a test fails by panicking")]
pub fn check(file: &Utf8Path, got: &str) {
    if updates() {
        let written = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(file, got));
        written.unwrap_or_else(|error| panic!("{file}: {error}"));
        return;
    }
    let expected = fs::read_to_string(file).unwrap_or_else(|error| format!("({file}: {error})\n"));
    assert!(expected == got, "{file}: UPDATE_EXPECT=1 takes what is new\n== expected\n{expected}\n== got\n{got}");
}

#[expect(clippy::disallowed_methods, reason = "switches of the tests, not of the product")]
fn updates() -> bool {
    let set = |name| env::var(name).is_ok_and(|value| !value.is_empty());
    assert!(!(set("UPDATE_EXPECT") && set("CI")), "UPDATE_EXPECT is refused when CI is set");
    set("UPDATE_EXPECT")
}
