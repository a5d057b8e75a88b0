//! Flags of our own for rustc, beside those that the user has set.

use crate::{PlanError, facts::RustFlags};
use archwright_model::{Command, RustTriple, project::Cli};

const STATIC: [&str; 2] = ["-C", "target-feature=+crt-static"];
const ENCODED: &str = "CARGO_ENCODED_RUSTFLAGS";
const BUILD: &str = "CARGO_BUILD_RUSTFLAGS";

/// A command of Cargo that links the C library statically for these triples, and keeps what the user has rustc told.
///
/// Cargo takes flags from the first source that is there and from no other: `CARGO_ENCODED_RUSTFLAGS`, `RUSTFLAGS`, all of
/// `target.*.rustflags`, `build.rustflags`. A variable stands beside the files' list of its name. So ours go behind the user's, in
/// the source that Cargo takes anyway (seen with Cargo 1.95).
pub(super) fn with_static_crt<'a>(
    command: Command,
    cli: &Cli,
    set: Option<&RustFlags>,
    triples: impl Iterator<Item = &'a RustTriple>,
) -> Result<Command, PlanError> {
    let none = RustFlags::default();
    let set = set.unwrap_or(&none);
    let mut names = Vec::new();
    for triple in triples {
        let name = variable(cli, set, triple)?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names.into_iter().fold(command, |command, name| {
        let separator = if name == ENCODED { "\u{1f}" } else { " " };
        let theirs = set.variables.get(&name).map(String::as_str).filter(|flags| !flags.is_empty());
        let flags: Vec<_> = theirs.into_iter().chain(STATIC).collect();
        command.env(name, flags.join(separator))
    }))
}

/// The variable that stands in the source that Cargo takes for a triple.
fn variable(cli: &Cli, set: &RustFlags, triple: &RustTriple) -> Result<String, PlanError> {
    if let Some(whole) = [ENCODED, "RUSTFLAGS"].into_iter().find(|name| set.variables.contains_key(*name)) {
        return Ok(whole.into());
    }
    let own = format!("CARGO_TARGET_{}_RUSTFLAGS", triple.env_name());
    let has_table = |name: &str| set.tables.iter().any(|table| table == name);
    let for_build = has_table("build") || set.variables.contains_key(BUILD);
    let for_triple = has_table(triple.as_str()) || set.variables.contains_key(&own);
    if for_triple || !for_build {
        return Ok(own);
    }
    match set.tables.iter().find(|table| table.starts_with("cfg(")) {
        None => Ok(BUILD.into()),
        // Only rustc knows whether it holds for the triple, and with it whether Cargo takes one or the other.
        Some(condition) => Err(PlanError::configuration(format!(
            "cli `{}`: Cargo's configuration has rustflags for every build and for `{condition}`, and a static binary needs one more",
            cli.key
        ))
        .about(format!("cli.{}.libc", cli.key))
        .hint(format!("write those for {triple} under [target.{triple}] in .cargo/config.toml"))),
    }
}
