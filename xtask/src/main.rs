//! This repository's own tasks: its image, built by the steps that everybody uses, and the chores around it.

mod chores;
mod demo;
mod docs;
mod engine;
mod image;
mod suites;

use archwright::cli::App;
use std::{ffi::OsString, process::ExitCode};

fn main() -> ExitCode {
    App::default()
        .compose(image::compose)
        .chore("engine", "A Docker Engine for tests and examples: up, env, status, down", |args| told(args, engine::run))
        .chore("demo", "Build, prove and run examples/noetl for two platforms", |args| told(args, demo::run))
        .chore("test", "Run every test suite; name some to run those alone", |args| told(args, suites::run))
        .chore("docs", "Write the reference pages, or --check them", |args| told(args, docs::run))
        .chore("check", "Format, lints, and whether generated files drifted", |args| told(args, suites::check))
        .main()
}

/// Runs a chore. What it refuses or cannot do becomes its exit code; an `Err` is a bug of ours, as a panic is.
fn told(args: &[OsString], chore: impl Fn(&[String]) -> anyhow::Result<ExitCode>) -> ExitCode {
    let args: Vec<_> = args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
    chore(&args).unwrap_or_else(|error| {
        eprintln!("error: {error:#}\n  this is a bug of ours");
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use super::{App, ExitCode, told};

    #[test]
    fn a_chore_that_panics_or_fails_unforeseen_ends_with_1() {
        let app = App::default()
            .chore("panics", "", |args| told(args, |_| unreachable!("a bug")))
            .chore("fails", "", |args| told(args, |_| Err(anyhow::anyhow!("a bug"))))
            .chore("refuses", "", |args| told(args, |_| Ok(ExitCode::from(4))));
        let ended = |chore: &str| app.run(["xtask", chore].map(Into::into));
        assert_eq!(ended("panics"), ExitCode::from(1));
        assert_eq!(ended("fails"), ExitCode::from(1));
        assert_eq!(ended("refuses"), ExitCode::from(4));
    }
}
