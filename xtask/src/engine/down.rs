//! `down`: no process, mount, link, rule or registration of ours is left, and that is checked.

use std::process::ExitCode;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Shell, cmd};

use super::context::Context;
use super::state::{self, Kind, State};
use super::{artifact, beside, emulator, http, stop, up};

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
    stop::private(context, state)?;
    // Builders of the containers that are gone.
    artifact::remove(&context.docker_config().join("buildx"))
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
    stop::remove_cgroups("docker");
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
