//! This repository's own tasks.

mod engine;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> anyhow::Result<ExitCode> {
    match args.split_first() {
        Some((verb, rest)) if verb == "engine" => engine::run(rest),
        _ => {
            eprintln!("usage: cargo xtask engine up|env|status|down");
            Ok(ExitCode::from(2))
        }
    }
}
