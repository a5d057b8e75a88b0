//! `system-info-exporter`: the state of a Linux node as Prometheus metrics.

mod args;
mod metrics;
mod procfs;
mod routes;
mod server;

use std::process::ExitCode;

use crate::args::Invocation;

/// The release.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The CPU this binary was compiled for, in Rust's spelling: `x86_64`, `aarch64`.
const ARCH: &str = std::env::consts::ARCH;

fn main() -> ExitCode {
    match args::parse(std::env::args_os().skip(1), std::env::var_os("PORT")) {
        Ok(Invocation::Help) => print!("{}", args::HELP),
        Ok(Invocation::Version) => println!("system-info-exporter {VERSION} ({ARCH})"),
        Ok(Invocation::Serve { port }) => {
            // Comes back only when listening failed: a signal ends the process.
            let error = server::run(port);
            return fail(1, &error);
        }
        Err(error) => return fail(2, &error),
    }
    ExitCode::SUCCESS
}

fn fail(code: u8, error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("system-info-exporter: {error}");
    ExitCode::from(code)
}
