//! What a fake was asked, as the log keeps it.

use anyhow::{Context as _, Result};
use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use std::{
    env,
    fs::OpenOptions,
    io::{Read as _, Write as _},
};

/// One start of a fake program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Its name.
    pub program: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// Where it was started.
    pub dir: String,
    /// The names of its environment variables, and for those that archwright sets also the value.
    pub env: Vec<String>,
    /// What it read.
    pub stdin: String,
}

/// Variables whose value a test may look at.
const SHOWN: [&str; 6] = ["CARGO_PROFILE_", "CARGO_TARGET_", "DOCKER_CONFIG", "RUSTC_WRAPPER", "RUSTUP_TOOLCHAIN", "VITE_"];

impl Call {
    pub(super) fn take(program: &str, args: Vec<String>, dir: &Utf8Path) -> Result<Self> {
        let mut stdin = String::new();
        std::io::stdin().read_to_string(&mut stdin).context("stdin")?;
        let shown = |name: &str| SHOWN.iter().any(|prefix| name.starts_with(prefix));
        #[expect(clippy::disallowed_methods, reason = "a fake logs what it was given")]
        let all = env::vars_os().map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()));
        let mut names: Vec<_> = all.map(|(name, value)| if shown(&name) { format!("{name}={value}") } else { name }).collect();
        names.sort();
        Ok(Self { program: program.into(), args, dir: dir.as_str().into(), env: names, stdin })
    }

    /// Program and arguments, as a rule's `call` matches them.
    pub fn line(&self) -> String {
        format!("{} {}", self.program, self.args.join(" "))
    }

    /// Appended in one write, so that fakes that run side by side do not mix.
    pub(super) fn log(&self, tools: &Utf8Path) -> Result<()> {
        let mut line = serde_json::to_string(self)?;
        line.push('\n');
        let mut file = OpenOptions::new().create(true).append(true).open(tools.join("log"))?;
        file.write_all(line.as_bytes()).context("the log")
    }
}
