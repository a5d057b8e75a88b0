//! `cargo xtask engine`: the Docker Engine, registry, emulator and cross toolchain that tests and examples need.
//!
//! It uses the Docker Engine that is there if that can do the job, with a registry beside it ([`beside`]). Otherwise,
//! as root on Debian or Ubuntu, it brings up a private one from Debian's packages, which are unpacked below the
//! user's cache directory and never installed. Reading order: [`verb`] says what was asked, [`up`] is the table of
//! contents of what is done, [`down`] undoes it. Every phase is an "ensure" step: it probes first, so `up` can be repeated at will and a
//! half-finished one is taken up where it stopped.

mod verb;

mod env;
mod status;
mod up;

mod down;
mod stop;

mod context;
mod phase;
mod refusal;

mod distribution;
mod libc;
mod machine;
mod mirror;
mod prerequisites;

mod apt;
mod artifact;
mod packages;
mod pypi;

mod emulator;

mod bridge;
mod daemon;
mod http;
mod services;
mod settings;
mod state;

mod bases;
mod foreign;
mod images;
mod layout;

mod browser;
mod buildkit;
mod corpus;
mod extras;
mod toolchain;

mod beside;
mod present;

use std::process::ExitCode;

pub use env::read as environment;
pub use machine::on_path;
use refusal::Refusal;
pub use verb::Extent;
use verb::Verb;

/// Runs one engine verb. What was refused or could not be done is told on stderr and becomes the exit code;
/// an `Err` is a bug of ours.
pub fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    match dispatch(args) {
        Ok(code) => Ok(code),
        Err(error) => match error.downcast_ref::<Refusal>() {
            Some(refusal) => {
                eprintln!("error: {refusal}");
                Ok(ExitCode::from(refusal.code))
            }
            None => Err(error),
        },
    }
}

/// Makes the corpus of ordinary content, if this machine can: the folder that holds it, or why there is none.
///
/// # Errors
/// A [`Refusal`] if what it is made of could not be fetched.
pub fn corpus() -> anyhow::Result<Result<camino::Utf8PathBuf, String>> {
    let missing = corpus::missing(&xshell::Shell::new()?);
    if !missing.is_empty() {
        return Ok(Err(format!("{} not on PATH", missing.join(", "))));
    }
    let context = context::Context::read()?;
    let _locks = up::lock(&context)?;
    phase::Board::with(&context.log(), |board| board.run("corpus", |job| corpus::ensure(&context, job)))?;
    Ok(Ok(corpus::dir(&context)))
}

/// Makes sure of a browser: what starts it, or why there is none.
///
/// # Errors
/// A [`Refusal`] if it could not be fetched.
pub fn browser() -> anyhow::Result<Result<String, String>> {
    let sh = xshell::Shell::new()?;
    if let Some(program) = browser::of_machine(&sh) {
        return Ok(Ok(program.to_owned()));
    }
    if let Some(why) = browser::refused(&sh) {
        return Ok(Err(why));
    }
    let context = context::Context::read()?;
    let _locks = up::lock(&context)?;
    phase::Board::with(&context.log(), |board| board.run("browser", |job| browser::ensure(&context, job)))?;
    let browser = browser::path(&context).into_string();
    Ok(if browser::starts(&sh, &browser) { Ok(browser) } else { Err(format!("`{browser}` does not start on this machine")) })
}

fn dispatch(args: &[String]) -> anyhow::Result<ExitCode> {
    match verb::parse(args)? {
        Verb::Help => {
            print!("{}", verb::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Verb::Up(extent) => up::run(extent),
        Verb::Env(extent) => env::run(extent),
        Verb::Status => status::run(),
        Verb::Down { purge } => down::run(purge),
    }
}
