//! What the tests share: a project with one of everything, and the files that hold expected text.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![allow(dead_code, reason = "each test file uses a part")]

use archwright_model::{Project, config};
use std::{fs, path::PathBuf};

pub fn data(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "data", name].iter().collect()
}

pub fn project() -> Project {
    let text = fs::read_to_string(data("archwright.toml")).unwrap();
    config::read(&text, "archwright.toml".as_ref(), "/work".as_ref()).unwrap()
}

/// Compares with a committed file; `UPDATE_EXPECT=1` writes it anew, but not in CI.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "the one switch of the tests")]
pub fn check(actual: &str, file: &str) {
    let path = data(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        assert!(std::env::var_os("CI").is_none(), "expected text is not rewritten in CI");
        fs::write(&path, actual).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(actual == expected, "{} differs; UPDATE_EXPECT=1 rewrites it. Actual:\n{actual}", path.display());
}
