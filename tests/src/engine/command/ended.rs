//! How a program ended, and what is asserted of it.
#![expect(clippy::return_self_not_must_use, reason = "an assertion alone is a use")]

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::{fmt::Write as _, os::unix::process::ExitStatusExt as _, process::ExitStatus, time::Duration};

/// A program that ended.
#[derive(Debug)]
pub struct Ended {
    /// Its status.
    pub status: ExitStatus,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
    /// How long it took.
    pub took: Duration,
    pub(super) command: String,
    pub(super) dir: Utf8PathBuf,
}

impl Ended {
    /// Fails the test unless the program ended with that number.
    ///
    /// # Panics
    /// It did not.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        if self.status.code() != Some(code) {
            self.fail(&format!("expected exit {code}"));
        }
        self
    }

    /// Fails the test unless stdout or stderr holds that text.
    ///
    /// # Panics
    /// Neither does.
    #[track_caller]
    pub fn tells(self, text: &str) -> Self {
        if !self.stdout.contains(text) && !self.stderr.contains(text) {
            self.fail(&format!("expected to be told {text:?}"));
        }
        self
    }

    /// Fails the test if stdout or stderr holds that text.
    ///
    /// # Panics
    /// One does.
    #[track_caller]
    pub fn never_tells(self, text: &str) -> Self {
        if self.stdout.contains(text) || self.stderr.contains(text) {
            self.fail(&format!("expected not to be told {text:?}"));
        }
        self
    }

    /// Its standard output as JSON.
    ///
    /// # Panics
    /// It is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| self.fail(&format!("expected JSON on stdout: {error}")))
    }

    /// Fails the test with all there is to see.
    ///
    /// # Panics
    /// Always.
    #[track_caller]
    pub fn fail(&self, why: &str) -> ! {
        let ended = match (self.status.code(), self.status.signal()) {
            (Some(code), _) => format!("exit {code}"),
            (None, Some(signal)) => format!("signal {signal}"),
            (None, None) => self.status.to_string(),
        };
        let (dir, seconds) = (&self.dir, self.took.as_secs_f64());
        panic!(
            "{why}\n$ cd {dir} && {}\n{ended} after {seconds:.1} s\n--- stdout\n{}\n--- stderr\n{}\n--- {dir}\n{}",
            self.command,
            tail(&self.stdout),
            tail(&self.stderr),
            listing(dir)
        )
    }
}

/// The last part of a text: a test that prints megabytes fails readably too.
fn tail(text: &str) -> &str {
    let start = text.len().saturating_sub(20_000);
    let start = (start..text.len()).find(|start| text.is_char_boundary(*start)).unwrap_or(text.len());
    &text[start..]
}

/// The files of a folder with their sizes; what package managers and compilers fill is left out.
fn listing(dir: &Utf8Path) -> String {
    let mut text = String::new();
    if dir != Utf8Path::new("/") {
        list(dir, dir, &mut text);
    }
    text
}

fn list(root: &Utf8Path, dir: &Utf8Path, text: &mut String) {
    let Ok(entries) = dir.read_dir_utf8() else { return };
    let mut entries: Vec<_> = entries.flatten().collect();
    entries.sort_by(|a, b| a.path().cmp(b.path()));
    for entry in entries {
        let path = entry.path();
        let is_noise = matches!(entry.file_name(), "node_modules" | ".git" | "blobs" | ".fingerprint" | "deps" | "incremental");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !is_noise => list(root, path, text),
            _ => {
                let size = entry.metadata().map_or(0, |file| file.len());
                // Writing to a String cannot fail.
                let _ = writeln!(text, "{size:>9}  {}", path.strip_prefix(root).unwrap_or(path));
            }
        }
    }
}
