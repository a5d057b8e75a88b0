//! A run that ended, and what may be asked of it; a failure shows everything.

use camino::Utf8PathBuf;
use std::{os::unix::process::ExitStatusExt as _, process::ExitStatus};

pub struct Ended {
    pub args: Vec<String>,
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
    pub around: String,
    pub root: Utf8PathBuf,
}

impl Ended {
    /// With that exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert!(self.status.code() == Some(code), "exit code is not {code}\n{self}");
        self
    }

    /// With that text, and nothing else, on stdout.
    #[track_caller]
    pub fn prints(self, expected: &str) -> Self {
        assert!(self.stdout == expected, "stdout is not\n{expected}\n{self}");
        self
    }

    /// With that text, and nothing else, on stderr.
    #[track_caller]
    pub fn complains(self, expected: &str) -> Self {
        let stderr = super::normalised(&self.stderr, &self.root);
        assert!(stderr == expected, "stderr is not\n{expected}\n{self}");
        self
    }

    /// With that text somewhere on stdout.
    #[track_caller]
    pub fn shows(self, fragment: &str) -> Self {
        assert!(self.stdout.contains(fragment), "stdout lacks\n{fragment}\n{self}");
        self
    }

    /// With that text somewhere on stderr.
    #[track_caller]
    pub fn says(self, fragment: &str) -> Self {
        assert!(self.stderr.contains(fragment), "stderr lacks\n{fragment}\n{self}");
        self
    }

    /// With that text nowhere.
    #[track_caller]
    pub fn hides(self, fragment: &str) -> Self {
        assert!(!self.stdout.contains(fragment) && !self.stderr.contains(fragment), "it shows\n{fragment}\n{self}");
        self
    }
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let end = self.status.code().map_or_else(|| format!("signal {:?}", self.status.signal()), |code| format!("exit {code}"));
        write!(f, "$ archwright {}\n{end}\n-- stdout\n{}\n-- stderr\n{}\n-- {}", self.args.join(" "), self.stdout, self.stderr, self.around)
    }
}
