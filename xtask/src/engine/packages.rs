//! The engine's own programs, unpacked side by side and never installed.

use anyhow::{Context as _, Result};
use camino::Utf8Path;
use xshell::cmd;

use super::apt;
use super::artifact::{self, Artifact};
use super::context::Context;
use super::phase::{Job, Outcome};

/// Engine 28, buildx, containerd and crane are Debian sid's, which run on Debian 12's libc. Their dependencies are
/// not asked for: sid may name newer ones than the programs need.
const NEWEST: [&str; 6] = ["docker.io/sid", "docker-cli/sid", "docker-buildx/sid", "containerd/sid", "crane/sid", "tini-static/sid"];

/// Debian 12's, with what they depend on. runc must be: sid's wants libc 2.38.
const STABLE: [&str; 4] = ["runc/bookworm", "docker-registry/bookworm", "mmdebstrap/bookworm", "qemu-user-static/bookworm"];

/// Programs of the unpacked root that callers get on their PATH.
const OFFERED: [&str; 4] = ["usr/bin/docker", "usr/bin/crane", "usr/sbin/runc", "usr/bin/docker-registry"];

/// Programs that must start on this machine's libc.
const RUN: [&str; 5] = ["usr/sbin/dockerd", "usr/bin/containerd", "usr/sbin/runc", "usr/bin/docker", "usr/bin/docker-registry"];

/// Unpacks the packages and offers their programs.
pub fn ensure(context: &Context, job: &Job) -> Result<Outcome> {
    let outcome = Artifact::new(context.root(), recipe()).ensure(|part| unpack(context, job, part))?;
    for program in OFFERED {
        let target = context.root().join(program);
        artifact::link(&target, &context.bin().join(target.file_name().unwrap_or_default()))?;
    }
    Ok(outcome)
}

fn recipe() -> String {
    [&NEWEST[..], &STABLE].concat().join("\n")
}

fn unpack(context: &Context, job: &Job, part: &Utf8Path) -> Result<()> {
    let mut archives = context.apt.download(context, job, &STABLE)?;
    // libseccomp goes into the BuildKit image beside runc, whether the machine has it or not.
    let seccomp = format!("libseccomp2:{}", context.native.name());
    let wanted: Vec<String> = NEWEST.map(str::to_owned).into_iter().chain([seccomp]).collect();
    archives.extend(context.apt.fetch(context, job, &wanted)?);
    // The emulator package holds forty; one is wanted. The `-P` name makes QEMU keep argv[0].
    let gnu = context.native.foreign().gnu();
    let emulator = [format!("./usr/bin/qemu-{gnu}-static"), format!("./usr/libexec/qemu-binfmt/{gnu}-binfmt-P")];
    for archive in &archives {
        let name = archive.file_name().unwrap_or_default();
        let members: &[String] = if name.starts_with("qemu-user-static_") { &emulator } else { &[] };
        apt::unpack_only(job, archive, part, members)?;
    }
    // The engine starts `docker-init` in containers with --init, and buildx in every builder container.
    let init = part.join("usr/bin/docker-init");
    let _ = std::fs::remove_file(&init);
    std::os::unix::fs::symlink("tini-static", &init).context("linking `docker-init`")?;
    for program in RUN {
        let program = part.join(program);
        job.run(cmd!(job.sh, "{program} --version")).with_context(|| format!("trying `{program}` on this machine"))?;
    }
    Ok(())
}
