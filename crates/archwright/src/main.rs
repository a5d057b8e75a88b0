//! The `archwright` command, for projects without an xtask of their own.

use std::process::ExitCode;

fn main() -> ExitCode {
    archwright::cli::main()
}
