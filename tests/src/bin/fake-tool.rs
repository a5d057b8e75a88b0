//! docker, npm, cargo and others for tests, by the name that it is started under.

use std::process::ExitCode;

fn main() -> ExitCode {
    archwright_tests::fake::main()
}
