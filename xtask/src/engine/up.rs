//! `up`: what is done, in which order, and what side by side.

use std::fs::File;
use std::process::ExitCode;
use std::thread::{self, ScopedJoinHandle};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use camino::Utf8Path;

use super::context::{Context, Store};
use super::daemon::Daemon;
use super::phase::Board;
use super::refusal::Refusal;
use super::state::{self, Kind, RegistryBy, State};
use super::verb::Extent;
use super::{bases, beside, bridge, buildkit, emulator, extras, images, packages, prerequisites, present, services, stop, toolchain};

/// Brings the engine up.
pub fn run(extent: Extent) -> Result<ExitCode> {
    let start = Instant::now();
    let context = Context::read()?;
    let _locks = lock(&context)?;
    let last = State::read(&context);
    let state = match present::choose(&context, last.as_ref())? {
        Kind::Present => beside::up(&context, last.as_ref(), extent)?,
        Kind::Private => private(&context, last.as_ref())?,
    };
    eprintln!("engine up in {:.1} s, registry {}: eval \"$(cargo xtask engine env)\"", start.elapsed().as_secs_f64(), state.registry());
    Ok(ExitCode::SUCCESS)
}

/// One `up` or `down` at a time, for this engine and for the shared downloads. The locks end with the process.
pub fn lock(context: &Context) -> Result<[File; 2]> {
    let take = |dir: &Utf8Path| -> Result<File> {
        std::fs::create_dir_all(dir).with_context(|| format!("making `{dir}`"))?;
        let path = dir.join("lock");
        let file = File::create(&path).with_context(|| format!("opening `{path}`"))?;
        if file.try_lock().is_err() {
            eprintln!("waiting for another `cargo xtask engine` ({path})");
            file.lock().with_context(|| format!("locking `{path}`"))?;
        }
        Ok(file)
    };
    Ok([take(&context.engine)?, take(&context.shared)?])
}

fn private(context: &Context, last: Option<&State>) -> Result<State> {
    prerequisites::check(context)?;
    services::clear_stale(context)?;
    let mut state = decide(context, last)?;
    if let Some(moved) = last.filter(|last| last.kind == Kind::Private && last.port != state.port) {
        // What still runs was told the other port, and its bridge is named after it.
        stop::private(context, moved)?;
    }
    state.write(context)?;
    state::join(context)?;
    announce(context, &state);
    let toolchain = Board::with(&context.log(), |board| phases(context, &state, board))?;
    state.toolchain = toolchain;
    state.write(context)?;
    Ok(state)
}

/// Port and store: what was asked for, else what it was last time.
fn decide(context: &Context, last: Option<&State>) -> Result<State> {
    let running = services::all(context).iter().any(Daemon::alive);
    let last_private = last.filter(|state| state.kind == Kind::Private);
    if let Some(last) = last_private.filter(|_| running) {
        let other_store = context.store.is_some_and(|store| store != last.store);
        let other_port = context.port.is_some_and(|port| port != last.port);
        if other_store || other_port {
            return Err(Refusal::machine(format!(
                "the engine in {} runs with the {} store and port {}",
                context.engine,
                last.store.name(),
                last.port
            ))
            .hint("take it down first: cargo xtask engine down")
            .into());
        }
    }
    Ok(State {
        kind: Kind::Private,
        port: services::choose_port(context, last_private.map(|state| state.port))?,
        store: context.store.or(last_private.map(|state| state.store)).unwrap_or(Store::Containerd),
        toolchain: last.is_some_and(|state| state.toolchain),
        registry_by: RegistryBy::Process,
    })
}

/// Tells what changes outside the engine's folder, before it does.
fn announce(context: &Context, state: &State) {
    let mut changes = emulator::changes(context);
    if !bridge::exists(state) {
        changes.push(format!("add the network bridge `{}`", state.bridge()));
    }
    if !changes.is_empty() {
        eprintln!("outside {} this will (and `engine down` undoes it):", context.engine);
        for change in changes {
            eprintln!("  {change}");
        }
    }
}

/// All phases; returns whether callers need our Rust toolchain.
fn phases(context: &Context, state: &State, board: &Board) -> Result<bool> {
    let mut toolchain = false;
    thread::scope(|scope| {
        // Compiling BuildKit takes longest and needs nothing of the rest.
        let programs = scope.spawn(|| board.run("buildkit", |job| buildkit::programs(context, job)));
        board.run("packages", |job| packages::ensure(context, job))?;
        board.run("emulator", |job| emulator::ensure(context, job))?;
        board.run("daemons", |job| services::ensure(context, state, job))?;
        let tools = scope.spawn(|| {
            board.run("toolchain", |job| toolchain::ensure(context, job, &mut toolchain))?;
            board.run("old-buildx", |job| extras::old_buildx(context, job))?;
            board.run("tools", |job| extras::python_tools(context, job))?;
            board.run("shellcheck", |job| extras::shellcheck(context, job))
        });
        board.run("bases", |job| bases::ensure(context, job))?;
        board.run("registry", |job| images::push_bases(context, state, job))?;
        board.run("old-bases", |job| images::remove_old_bases(context, job))?;
        join(programs)?;
        board.run("image", |job| buildkit::image(context, job))?;
        board.run("builder", |job| images::push_buildkit(context, state, job))?;
        join(tools)
    })?;
    Ok(toolchain)
}

fn join(thread: ScopedJoinHandle<'_, Result<()>>) -> Result<()> {
    match thread.join() {
        Ok(result) => result,
        Err(_) => bail!("a phase panicked"),
    }
}
