//! A command line that clap refuses, in the words of every other fault: what is wrong, the nearest valid thing, the fix.

use super::Fault;
use archwright_model::nearest;
use clap::{
    Command, Error,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::ffi::OsString;

/// The fault, for the mistakes that have a nearest valid thing; clap itself prints the others, and help.
pub(super) fn fault(error: &Error, tree: &Command, args: &[OsString]) -> Option<Fault> {
    let program = tree.get_bin_name().unwrap_or_else(|| tree.get_name());
    let verb = args.get(1).and_then(|verb| verb.to_str()).and_then(|name| tree.find_subcommand(name));
    let of_verb = verb.map_or_else(|| program.to_owned(), |verb| format!("{program} {}", verb.get_name()));
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        Some(ContextValue::Strings(words)) => words.first().map(String::as_str),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = word(ContextKind::InvalidSubcommand)?;
            let known = || tree.get_subcommands().map(Command::get_name);
            // `build`, `build-amd64`: what `docker build` has taught.
            let docker = known().find(|known| known.strip_prefix("docker-") == Some(name));
            let near = docker.map_or_else(|| did_you_mean(name, known()), |known| format!("did you mean `{known}`? "));
            Some(Fault::usage(format!("there is no verb `{name}`")).hint(format!("{near}`{program} --help` lists every verb")))
        }
        ErrorKind::UnknownArgument => {
            let name = word(ContextKind::InvalidArg)?;
            // The hyphens are no letters that could be right.
            let flags = verb.unwrap_or(tree).get_arguments().filter_map(clap::Arg::get_long);
            let near = nearest(name.trim_start_matches('-'), flags).map(|near| format!("did you mean `--{near}`? ")).unwrap_or_default();
            let what = if name.starts_with('-') { "flag" } else { "argument" };
            Some(
                Fault::usage(format!("`{of_verb}` takes no {what} `{name}`")).hint(format!("{near}`{of_verb} --help` lists what it takes")),
            )
        }
        ErrorKind::InvalidValue => {
            let (flag, value) = (bare(word(ContextKind::InvalidArg)?), word(ContextKind::InvalidValue).unwrap_or_default());
            let known = match error.get(ContextKind::ValidValue) {
                Some(ContextValue::Strings(values)) => values.as_slice(),
                _ => &[],
            };
            let wrong = if value.is_empty() { format!("{flag} needs a value") } else { format!("{flag} cannot be `{value}`") };
            let near = did_you_mean(value, known.iter().map(String::as_str));
            let fix = match known {
                [] => format!("`{of_verb} --help` says what it takes"),
                known => format!("{near}one of: {}", known.join(", ")),
            };
            Some(Fault::usage(wrong).hint(fix))
        }
        ErrorKind::ArgumentConflict => {
            let (one, other) = (bare(word(ContextKind::InvalidArg)?), bare(word(ContextKind::PriorArg)?));
            Some(Fault::usage(format!("{one} cannot be used with {other}")).hint("leave one of them out"))
        }
        ErrorKind::TooManyValues => {
            let (flag, value) = (bare(word(ContextKind::InvalidArg)?), word(ContextKind::InvalidValue)?);
            Some(Fault::usage(format!("{flag} takes no value, and is given `{value}`")).hint(format!("write `{flag}` alone")))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = word(ContextKind::InvalidArg)?;
            Some(Fault::usage(format!("`{of_verb}` needs {missing}")).hint(format!("`{of_verb} --help` says what it takes")))
        }
        _ => None,
    }
}

/// A flag without its value's name: `--platforms <LIST>`.
fn bare(flag: &str) -> &str {
    flag.split_whitespace().next().unwrap_or(flag)
}

/// The nearest valid thing, as a hint begins; empty if nothing is near.
pub(super) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, known).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default()
}
