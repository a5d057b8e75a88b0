//! `cargo xtask`: everything that `archwright.toml` describes, as verbs.

use std::process::ExitCode;

/// Hands over to archwright, which reads `archwright.toml` and the command line.
fn main() -> ExitCode {
    archwright::cli::main()
}
