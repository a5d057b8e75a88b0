//! `demo`: a newcomer's first two minutes.

use crate::{
    chores::{me, shell, usage, with_engine},
    engine::Extent,
};
use anyhow::Result;
use archwright::model::ExitKind;
use std::process::{ExitCode, Output};
use xshell::cmd;

const WHAT: &str = "\
This demo builds examples/noetl, a web UI, a Rust command line and a Python server in one image, for linux/amd64
and linux/arm64. It will:

  1. find a Docker Engine, or bring up a private one below your cache folder
  2. build the UI once, the command line once per platform, the image once per platform
  3. push by digest to a registry on loopback, read it back, prove it, and only then move the tags
  4. run both images and ask them what they are
";

/// The variables by which people choose otherwise for projects of their own: the demo does what it says.
const CHOICES: [&str; 5] = ["ARCHWRIGHT_PLATFORMS", "ARCHWRIGHT_REGISTRY", "ARCHWRIGHT_BUILDER", "ARCHWRIGHT_TAG", "ARCHWRIGHT_PUSH"];

/// Runs the demo.
pub fn run(args: &[String]) -> Result<ExitCode> {
    if let Some(code) = usage(args, &format!("usage: cargo xtask demo\n\n{WHAT}"), |_| false) {
        return Ok(code);
    }
    println!("{WHAT}");
    let sh = shell("examples/noetl")?;
    if with_engine(&sh, Extent::Engine)?.is_none() {
        return Ok(ExitCode::from(4));
    }
    let registry = format!("{}/demo", sh.var("REGISTRY")?);
    let archwright = me()?;
    println!("\n$ eval \"$(cargo xtask engine env)\"");
    println!("$ cd examples/noetl && cargo xtask docker-build --push --registry {registry}\n");
    let build = cmd!(sh, "{archwright} docker-build --push --registry {registry}").quiet().ignore_status();
    let status = std::process::Command::from(CHOICES.iter().fold(build, xshell::Cmd::env_remove)).status()?;
    if !status.success() {
        return Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)));
    }
    let reference = format!("{registry}/noetl-local-dev:latest");
    for (platform, machine) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")] {
        println!("\n$ docker run --rm --platform {platform} {reference} info");
        let run = cmd!(sh, "docker run --rm --pull always --quiet --platform {platform} {reference} info");
        let output = run.quiet().ignore_status().output()?;
        match judge(&output, machine) {
            Ok(answer) => println!("{answer}"),
            Err(why) => {
                eprintln!("error: the image of {platform} {why}\n  fix: docker run --rm --platform {platform} {reference} info");
                return Ok(ExitCode::from(ExitKind::Verification.code()));
            }
        }
    }
    println!("\nRun it again: what has not changed is already so, and the tags stay where they are.");
    println!("The engine goes on running: `cargo xtask engine down` ends it, and with `--purge` deletes its downloads too.");
    Ok(ExitCode::SUCCESS)
}

/// What a container answered, if it ended well and names the machine that it was made for; or what is wrong.
fn judge(output: &Output, machine: &str) -> Result<String, String> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    let answer = text(&output.stdout);
    if !output.status.success() {
        return Err(format!("does not run: {}\n{}", output.status, text(&output.stderr)).trim_end().to_owned());
    }
    if !answer.contains(machine) {
        return Err(format!("does not answer that it is {machine}: {answer}"));
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::judge;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{ExitStatus, Output};

    #[test]
    fn a_container_must_run_and_name_its_machine() {
        let output = |code: i32, stdout: &str, stderr: &str| Output {
            status: ExitStatus::from_raw(code << 8),
            stdout: stdout.into(),
            stderr: stderr.into(),
        };
        assert_eq!(judge(&output(0, "noetl on aarch64\n", "warning"), "aarch64"), Ok("noetl on aarch64".to_owned()));
        let wrong = "does not answer that it is aarch64: noetl on x86_64";
        assert_eq!(judge(&output(0, "noetl on x86_64\n", ""), "aarch64"), Err(wrong.to_owned()));
        let refused = "does not run: exit status: 125\ndocker: no such image";
        assert_eq!(judge(&output(125, "", "docker: no such image\n"), "aarch64"), Err(refused.to_owned()));
    }
}
