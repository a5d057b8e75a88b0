//! `brokkr-agent`: lives in a cluster, and tells the broker that it does.

mod kubectl;

use brokkr_wire::{Beat, exit_on_signals, post};
use std::{env, error::Error, process::ExitCode, thread, time::Duration};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> ExitCode {
    let outcome = match env::args().nth(1).as_deref() {
        Some("--version") => {
            println!("brokkr-agent {VERSION} ({})", env::consts::ARCH);
            Ok(())
        }
        Some("check") => check(),
        Some(other) => {
            eprintln!(
                "brokkr-agent: unknown argument `{other}`; it takes check, --version, or none, and BROKER, NAME, SECONDS"
            );
            return ExitCode::from(2);
        }
        None => run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("brokkr-agent: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether the kubectl of this image runs on this machine.
fn check() -> Result<(), Box<dyn Error>> {
    println!("brokkr-agent {VERSION} on {}: kubectl {}", env::consts::ARCH, kubectl::version()?);
    Ok(())
}

fn run() -> Result<(), Box<dyn Error>> {
    exit_on_signals()?;
    let variable = |name: &str, usual: &str| env::var(name).unwrap_or_else(|_| usual.to_owned());
    let (broker, seconds) = (variable("BROKER", "localhost:3000"), variable("SECONDS", "10").parse()?);
    let beat = Beat::new(&variable("NAME", "agent"), env::consts::ARCH, &kubectl::version()?)?;
    loop {
        match post(&broker, "/agents", &beat.to_string()) {
            Ok(answer) if answer.status == 202 => {}
            Ok(answer) => eprintln!("brokkr-agent: {broker} says {}: {}", answer.status, answer.body.trim()),
            // The broker may be gone for a while; the agent stays.
            Err(error) => eprintln!("brokkr-agent: {broker}: {error}"),
        }
        thread::sleep(Duration::from_secs(seconds));
    }
}
