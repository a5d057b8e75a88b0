//! `cargo xtask`: everything that `archwright.toml` describes, as verbs, and `pin`, which is this project's own.

mod pin;

use archwright::cli::App;
use std::process::ExitCode;

fn main() -> ExitCode {
    App::default()
        .chore("pin", "Write the digest that was pushed last into the manifest, and say how to roll it out", pin::run)
        .main()
}
