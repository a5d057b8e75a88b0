//! `down`: no process, mount, link, rule or registration of ours is left, and that is checked.

use std::process::ExitCode;

use anyhow::{Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Shell, cmd};

use super::context::Context;
use super::state::{self, Kind, State};
use super::{artifact, beside, bridge, daemon, emulator, http, services, up};

/// Takes the engine down.
pub fn run(purge: bool) -> Result<ExitCode> {
    let context = Context::read()?;
    let _locks = up::lock(&context)?;
    if let Some(state) = State::read(&context) {
        match state.kind {
            Kind::Present => beside::down(&context, &state)?,
            Kind::Private => private(&context, &state)?,
        }
    }
    state::leave(&context);
    let others = state::others(&context);
    if others.is_empty() {
        remove_empty_folders();
        for undone in emulator::undo(&context)? {
            eprintln!("{undone}");
        }
    }
    if purge {
        self::purge(&context, &others)?;
    }
    eprintln!("engine down");
    Ok(ExitCode::SUCCESS)
}

fn private(context: &Context, state: &State) -> Result<()> {
    let sh = Shell::new()?;
    remove_containers(context, &sh);
    let [registry, containerd, dockerd] = services::all(context);
    // The engine first: it talks to containerd to the end.
    for daemon in [dockerd, containerd, registry] {
        daemon.stop()?;
    }
    for pid in daemon::strays(&services::PROGRAMS, &context.engine) {
        daemon::end_tree(pid)?;
    }
    for point in mounts(&context.engine)? {
        if cmd!(sh, "umount {point}").quiet().ignore_stderr().run().is_err() {
            cmd!(sh, "umount -l {point}").quiet().run()?;
        }
    }
    bridge::delete(state)?;
    remove_cgroups(&state.cgroup());
    // Builders of the containers that are gone.
    artifact::remove(&context.docker_config().join("buildx"))?;
    verify(context, state)
}

/// Containers are removed while the engine is there to do it; without it they are ended as strays below.
fn remove_containers(context: &Context, sh: &Shell) {
    let socket = context.socket();
    let Some(text) = http::unix(&socket, "/containers/json?all=1") else { return };
    let Ok(serde_json::Value::Array(containers)) = serde_json::from_str(&text) else { return };
    let ids: Vec<&str> = containers.iter().filter_map(|container| container.get("Id")?.as_str()).collect();
    let docker = context.root().join("usr/bin/docker");
    if !ids.is_empty() {
        let removed = cmd!(sh, "{docker} -H unix://{socket} rm -f -v {ids...}").quiet().ignore_stdout().run();
        if removed.is_err() {
            eprintln!("some containers could not be removed; they end with the engine");
        }
    }
    // Builders keep their cache in named volumes, which nothing would ever use again.
    let _ = cmd!(sh, "{docker} -H unix://{socket} volume prune -a -f").quiet().ignore_stdout().ignore_stderr().run();
}

/// Mount points below `dir`, deepest first. proc(5) writes blanks and the like as octal escapes.
fn mounts(dir: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    let text = std::fs::read_to_string("/proc/self/mounts")?;
    let mut points: Vec<Utf8PathBuf> = text
        .lines()
        .filter_map(|line| line.split(' ').nth(1))
        .map(|point| Utf8PathBuf::from(point.replace(r"\040", " ").replace(r"\011", "\t")))
        .filter(|point| point.starts_with(dir))
        .collect();
    points.sort();
    points.reverse();
    Ok(points)
}

/// The engine's control groups, in whichever hierarchies there are. Only empty ones can be removed.
fn remove_cgroups(name: &str) {
    let root = Utf8Path::new("/sys/fs/cgroup");
    let hierarchies = root.read_dir_utf8().into_iter().flatten().flatten().map(|entry| entry.path().join(name));
    for group in hierarchies.chain([root.join(name)]) {
        remove_cgroup(&group);
    }
}

fn remove_cgroup(group: &Utf8Path) {
    for entry in group.read_dir_utf8().into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_cgroup(entry.path());
        }
    }
    let _ = std::fs::remove_dir(group);
}

/// Folders that dockerd, containerd, runc and buildx make at fixed places, whatever they are told. They go if they
/// are empty and no daemon of the machine's own is there to use them.
fn remove_empty_folders() {
    let used = ["/run/docker.sock", "/run/containerd/containerd.sock"].iter().any(|socket| Utf8Path::new(socket).exists());
    if used {
        return;
    }
    for folder in ["/run/docker/plugins", "/run/docker", "/run/containerd/s", "/run/containerd", "/run/runc"] {
        let _ = std::fs::remove_dir(folder);
    }
    remove_cgroups("docker");
}

/// Nothing may be left.
fn verify(context: &Context, state: &State) -> Result<()> {
    let mut left: Vec<String> = mounts(&context.engine)?.into_iter().map(|point| format!("mount {point}")).collect();
    left.extend(daemon::strays(&services::PROGRAMS, &context.engine).into_iter().map(|pid| format!("process {pid}")));
    left.extend(bridge::exists(state).then(|| format!("link {}", state.bridge())));
    if !left.is_empty() {
        bail!("`engine down` left behind: {}", left.join(", "));
    }
    Ok(())
}

/// Deletes the engine's folder, and the downloads if no other engine uses them.
fn purge(context: &Context, others: &[Utf8PathBuf]) -> Result<()> {
    artifact::remove(&context.engine)?;
    match others.first() {
        Some(other) => eprintln!("{} stays: the engine in {other} uses it", context.shared),
        None => artifact::remove(&context.shared)?,
    }
    Ok(())
}
