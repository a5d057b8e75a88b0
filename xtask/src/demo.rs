//! `demo`: a newcomer's first two minutes.

use crate::chores::{me, shell, with_engine};
use anyhow::Result;
use std::process::ExitCode;
use xshell::{Shell, cmd};

const WHAT: &str = "\
This demo builds examples/noetl, a web UI, a Rust command line and a Python server in one image, for linux/amd64
and linux/arm64. It will:

  1. find a Docker Engine, or bring up a private one below your cache folder
  2. build the UI once, the command line once per platform, the image once per platform
  3. push by digest to a registry on loopback, read it back, prove it, and only then move the tags
  4. run both images and ask them what they are
";

/// Runs the demo.
pub fn run(args: &[String]) -> Result<ExitCode> {
    if let Some(unknown) = args.iter().find(|arg| *arg != "--help" && *arg != "-h") {
        eprintln!("error: `demo` takes no `{unknown}`");
        return Ok(ExitCode::from(2));
    }
    println!("{WHAT}");
    if !args.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let sh = shell("examples/noetl")?;
    if with_engine(&sh)?.is_none() {
        return Ok(ExitCode::from(4));
    }
    let registry = format!("{}/demo", sh.var("REGISTRY")?);
    let archwright = me()?;
    println!("\n$ cd examples/noetl && cargo xtask docker-build --push --registry {registry}\n");
    let build = cmd!(sh, "{archwright} docker-build --push --registry {registry}").quiet().ignore_status();
    let status = std::process::Command::from(build).status()?;
    if !status.success() {
        return Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)));
    }
    let reference = format!("{registry}/noetl-local-dev:latest");
    for platform in ["linux/amd64", "linux/arm64"] {
        ask(&sh, &reference, platform)?;
    }
    println!("\nRun it again: what has not changed is already so, and the tags stay where they are.");
    println!("The engine goes on running; `cargo xtask engine down` ends it and leaves nothing behind.");
    Ok(ExitCode::SUCCESS)
}

/// Runs one platform's image.
fn ask(sh: &Shell, reference: &str, platform: &str) -> Result<()> {
    println!("\n$ docker run --rm --platform {platform} {reference} info");
    let answer = cmd!(sh, "docker run --rm --pull always --quiet --platform {platform} {reference} info").quiet().ignore_stderr().read()?;
    println!("{answer}");
    Ok(())
}
