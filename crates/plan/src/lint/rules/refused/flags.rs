//! Flags that an instruction does not have.

use crate::dockerfile::{Instruction, Verb};
use archwright_model::nearest;
use std::ops::Range;

pub(super) fn unknown(instruction: &Instruction) -> Option<(Range<usize>, String)> {
    let known: &[&str] = match instruction.verb {
        Verb::From => &["platform"],
        Verb::Copy => &["from", "chown", "chmod", "link", "parents", "exclude"],
        Verb::Add => &["chown", "chmod", "link", "keep-git-dir", "checksum", "exclude", "unpack"],
        Verb::Run => &["mount", "network", "security", "device"],
        Verb::Healthcheck => &["interval", "timeout", "start-period", "start-interval", "retries"],
        // Others have none, and what begins with dashes there is seldom meant as one.
        Verb::Arg
        | Verb::Cmd
        | Verb::Entrypoint
        | Verb::Env
        | Verb::Expose
        | Verb::Label
        | Verb::Maintainer
        | Verb::Onbuild
        | Verb::Shell
        | Verb::Stopsignal
        | Verb::User
        | Verb::Volume
        | Verb::Workdir
        | Verb::Unknown => return None,
    };
    let flag = instruction.flags.iter().find(|flag| !known.contains(&flag.name.as_str()))?;
    let near = nearest(&flag.name, known.iter().copied()).map(|near| format!("; the nearest is `--{near}`")).unwrap_or_default();
    Some((flag.word.span.clone(), format!("{} has no flag `--{}`{near}", instruction.keyword.text.to_ascii_uppercase(), flag.name)))
}
