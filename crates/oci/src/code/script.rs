//! Scripts: the program that the first line names.

use serde::{Deserialize, Serialize};

/// As much of the first line as Linux reads (`BINPRM_BUF_SIZE`).
pub(super) const LINE: u64 = 256;

/// A script with a first line that names its interpreter (execve(2)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Script {
    /// The program that runs it.
    pub interpreter: String,
    /// Everything behind it, as one argument.
    pub argument: Option<String>,
}

impl Script {
    /// The program that `env` looks for on `PATH`, if `env` is what runs it: `#!/usr/bin/env -S NAME=value python3 -u`.
    pub fn program(&self) -> Option<&str> {
        if self.interpreter.rsplit('/').next() != Some("env") {
            return None;
        }
        let words = self.argument.as_deref()?.split_whitespace();
        words
            .map(|word| word.strip_prefix("-S").unwrap_or(word))
            .find(|word| !word.is_empty() && !word.starts_with('-') && !word.contains('='))
    }
}

pub(super) fn read(start: &[u8]) -> Option<Script> {
    let line = start.strip_prefix(b"#!")?;
    let line = line.split(|byte| matches!(byte, b'\n' | 0)).next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let line = line.trim_matches([' ', '\t']);
    let (interpreter, argument) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let argument = argument.trim_start_matches([' ', '\t']);
    if interpreter.is_empty() {
        return None;
    }
    Some(Script { interpreter: interpreter.into(), argument: (!argument.is_empty()).then(|| argument.into()) })
}
