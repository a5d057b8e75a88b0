//! `status`: what is up, where, and how large.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use camino::Utf8Path;
use serde_json::Value;
use xshell::{Shell, cmd};

use super::context::Context;
use super::state::{Kind, State};
use super::{beside, bridge, emulator, http, services, toolchain};

/// Prints the table; exits 4 if the engine is not up.
pub fn run() -> Result<ExitCode> {
    let context = Context::read()?;
    let state = State::read(&context);
    let up = match &state {
        None => false,
        Some(state) if state.kind == Kind::Present => beside::up_now(state),
        Some(state) => services::up(&context, state),
    };
    let mut rows = match &state {
        None => vec![row("engine", false, "never brought up: cargo xtask engine up")],
        Some(state) if state.kind == Kind::Present => {
            vec![row("engine", up, "the machine's own"), row("registry", up, &state.registry())]
        }
        Some(state) => private(&context, state),
    };
    for (name, dir) in [("folder", &context.engine), ("downloads", &context.shared)] {
        rows.extend(size(dir).map(|size| format!("{name:<10} {size:<5} {dir}\n")));
    }
    // Whoever stops reading has read enough.
    let _ = std::io::stdout().write_all(rows.concat().as_bytes());
    Ok(if up { ExitCode::SUCCESS } else { ExitCode::from(4) })
}

fn private(context: &Context, state: &State) -> Vec<String> {
    let [registry, containerd, dockerd] = services::all(context);
    let version = http::unix(&context.socket(), "/version")
        .and_then(|text| serde_json::from_str::<Value>(&text).ok())
        .and_then(|value| Some(format!("Docker Engine {}, ", value.get("Version")?.as_str()?)))
        .unwrap_or_default();
    let mut rows = vec![
        row("engine", dockerd.alive(), &format!("{version}{} store, unix://{}", state.store.name(), context.socket())),
        row("containerd", containerd.alive(), ""),
        row("registry", registry.alive(), &state.registry()),
        row("bridge", bridge::exists(state), &state.bridge()),
        row("emulator", emulator::registered(context), context.native.foreign().name()),
    ];
    if state.toolchain {
        rows.push(format!("{:<10} {:<5} {}\n", "toolchain", "", toolchain::path(context)));
    }
    rows
}

fn row(name: &str, up: bool, what: &str) -> String {
    let line = format!("{name:<10} {:<5} {what}", if up { "up" } else { "down" });
    format!("{}\n", line.trim_end())
}

/// Disk use of a folder, on its own file system only.
fn size(dir: &Utf8Path) -> Option<String> {
    let sh = Shell::new().ok()?;
    let output = cmd!(sh, "du -shx {dir}").quiet().ignore_status().ignore_stderr().read().ok()?;
    output.split_whitespace().next().map(str::to_owned)
}
