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

/// Runs a chore; what went wrong is told on stderr.
fn told(args: &[OsString], chore: impl Fn(&[String]) -> anyhow::Result<ExitCode>) -> ExitCode {
    let args: Vec<_> = args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
    chore(&args).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
