//! The private engine's daemons: registry, containerd, dockerd.

use std::time::Duration;

use anyhow::{Context as _, Result};
use xshell::Shell;

use super::bridge;
use super::context::Context;
use super::daemon::{self, Daemon};
use super::http;
use super::phase::{Job, Outcome};
use super::refusal::Refusal;
use super::settings;
use super::state::State;

/// A daemon that takes longer than this to answer will not.
const LIMIT: Duration = Duration::from_secs(30);

/// Program names of the daemons.
const DAEMONS: [&str; 3] = ["dockerd", "containerd", "docker-registry"];

/// Program names of everything that runs for an engine.
pub const PROGRAMS: [&str; 5] = ["dockerd", "containerd", "docker-registry", "containerd-shim-runc-v2", "docker-proxy"];

/// The three daemons in the order in which they start.
pub fn all(context: &Context) -> [Daemon; 3] {
    ["registry", "containerd", "dockerd"].map(|name| Daemon::new(name, &context.run(), &context.log()))
}

/// Do all three run and answer?
pub fn up(context: &Context, state: &State) -> bool {
    all(context).iter().all(Daemon::alive) && registry_answers(state.port) && engine_answers(context) && bridge::exists(state)
}

/// Does the registry answer?
pub fn registry_answers(port: u16) -> bool {
    http::loopback(port, "/v2/").is_some()
}

fn engine_answers(context: &Context) -> bool {
    http::unix(&context.socket(), "/_ping").is_some()
}

/// Starts what does not run.
pub fn ensure(context: &Context, state: &State, job: &Job) -> Result<Outcome> {
    if up(context, state) {
        return Ok(Outcome::AlreadySo);
    }
    std::fs::create_dir_all(context.run())?;
    settings::write(context, state)?;
    bridge::ensure(state, job)?;
    start(context, state)?;
    Ok(Outcome::Done)
}

/// Removes what a crash or a reboot left: pid files and sockets without a process, processes without a pid file.
pub fn clear_stale(context: &Context) -> Result<()> {
    let known: Vec<u32> = all(context).iter().filter_map(Daemon::pid).collect();
    // Shims are left to containerd, which takes them up again.
    for pid in daemon::strays(&DAEMONS, &context.engine).into_iter().filter(|pid| !known.contains(pid)) {
        daemon::end(pid)?;
    }
    let [_, containerd, dockerd] = all(context);
    let stale = [(&containerd, "containerd.sock"), (&dockerd, "docker.sock"), (&dockerd, "docker-own.pid")];
    for (_, file) in stale.into_iter().filter(|(daemon, _)| !daemon.alive()) {
        let _ = std::fs::remove_file(context.run().join(file));
    }
    Ok(())
}

fn start(context: &Context, state: &State) -> Result<()> {
    let (engine, root) = (&context.engine, context.root());
    let sh = Shell::new()?;
    // The engine finds its helpers (runc, docker-init, docker-proxy, the shim) by PATH.
    let path = sh.var("PATH").unwrap_or_default();
    sh.set_var("PATH", format!("{root}/usr/bin:{root}/usr/sbin:{path}:/usr/sbin:/sbin"));
    sh.set_var("LD_LIBRARY_PATH", root.join("usr/lib").join(context.native.triplet()));
    let [_, containerd, dockerd] = all(context);
    start_registry(context, state)?;
    let program = root.join("usr/bin/containerd");
    let was_alive = containerd.alive();
    containerd.start(&sh, &[program.as_str(), "-c", engine.join("containerd.toml").as_str()])?;
    let socket = context.run().join("containerd.sock");
    containerd.wait(LIMIT, || std::os::unix::net::UnixStream::connect(&socket).is_ok())?;
    if !was_alive {
        // An engine that lost its containerd tries it again only now and then, and answers meanwhile.
        dockerd.stop()?;
    }
    let program = root.join("usr/sbin/dockerd");
    dockerd.start(&sh, &[program.as_str(), "--config-file", engine.join("daemon.json").as_str()])?;
    dockerd.wait(LIMIT, || engine_answers(context))?;
    wait_for_registry(context, state)
}

/// Starts the registry, which an engine that was there before needs too.
pub fn start_registry(context: &Context, state: &State) -> Result<()> {
    let (engine, address, file) = (&context.engine, state.registry(), context.engine.join("registry.yml"));
    std::fs::create_dir_all(context.run())?;
    std::fs::create_dir_all(context.log())?;
    let text = format!(
        "version: 0.1\nlog: {{level: warn}}\n\
         storage: {{filesystem: {{rootdirectory: {engine}/registry}}, delete: {{enabled: true}}}}\n\
         http: {{addr: \"{address}\"}}\n"
    );
    std::fs::write(&file, text).with_context(|| format!("writing `{file}`"))?;
    let [registry, ..] = all(context);
    let program = context.root().join("usr/bin/docker-registry");
    registry.start(&Shell::new()?, &[program.as_str(), "serve", file.as_str()])
}

/// Waits until the registry answers.
pub fn wait_for_registry(context: &Context, state: &State) -> Result<()> {
    let [registry, ..] = all(context);
    registry.wait(LIMIT, || registry_answers(state.port))
}

/// The registry's port: the one that was asked for, else the one from last time, else 5005, else the next that
/// is free.
///
/// # Errors
/// A machine refusal when the port that was asked for belongs to somebody else.
pub fn choose_port(context: &Context, last: Option<u16>) -> Result<u16> {
    let [registry, ..] = all(context);
    if let Some(last) = last.filter(|_| registry.alive()) {
        return Ok(last);
    }
    let free = |port: u16| std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port)).is_ok();
    match context.port {
        Some(port) if free(port) => Ok(port),
        Some(port) => Err(Refusal::machine(format!("port {port} on loopback is taken by another program"))
            .hint("choose another with ARCHWRIGHT_ENGINE_PORT")
            .into()),
        None => last
            .into_iter()
            .chain(5005..5105)
            .find(|port| free(*port))
            .ok_or_else(|| Refusal::machine("no free port from 5005 to 5104 on loopback").into()),
    }
}
