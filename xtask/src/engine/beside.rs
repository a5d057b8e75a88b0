//! Beside the Docker Engine that is there: a registry on loopback, an emulator, and what the tests call.
//!
//! The engine itself is used as it is. Its client and its plugins stay in front: our own are not on the PATH.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use xshell::{Shell, cmd};

use super::artifact;
use super::context::{Context, Store};
use super::phase::{Board, Job, Outcome};
use super::refusal::Refusal;
use super::services;
use super::state::{self, Kind, RegistryBy, State};
use super::verb::Extent;
use super::{bases, buildkit, extras, images, packages, prerequisites, toolchain};

const IMAGE: &str = "registry:2";
const EMULATORS: &str = "tonistiigi/binfmt";

/// The program of ours that would hide the machine's.
const HIDING: &str = "docker";

/// Is our registry up?
pub fn up_now(state: &State) -> bool {
    services::registry_answers(state.port)
}

/// Brings up what is missing.
pub fn up(context: &Context, last: Option<&State>, extent: Extent) -> Result<State> {
    let last = last.filter(|state| state.kind == Kind::Present);
    let running = last.filter(|state| up_now(state));
    let port = match running {
        Some(state) => state.port,
        None => services::choose_port(context, last.map(|state| state.port))?,
    };
    // Where packages can be unpacked, there is all that a private engine has, too.
    let unpacks = prerequisites::check(context).is_ok();
    let fetch = extent == Extent::Tests && unpacks;
    let registry_by = match running {
        Some(state) => state.registry_by,
        None if fetch => RegistryBy::Process,
        None if registry_image()? => RegistryBy::Container,
        None if unpacks => RegistryBy::Process,
        None => return Err(no_registry()),
    };
    let mut state = State { kind: Kind::Present, port, store: Store::Containerd, toolchain: false, registry_by };
    state.write(context)?;
    state::join(context)?;
    Board::with(&context.log(), |board| {
        if fetch || registry_by == RegistryBy::Process {
            board.run("packages", |job| packages::ensure(context, job))?;
        }
        board.run("registry", |job| registry(context, &state, job))?;
        board.run("emulator", |job| emulator(context, job))?;
        if fetch { tools(context, &mut state, board) } else { Ok(()) }
    })?;
    offer(context)?;
    state.write(context)?;
    Ok(state)
}

/// What the tests call, and the base images that they mirror.
fn tools(context: &Context, state: &mut State, board: &Board) -> Result<()> {
    board.run("buildkit", |job| buildkit::programs(context, job))?;
    board.run("bases", |job| bases::ensure(context, job))?;
    board.run("images", |job| images::push_bases(context, state, job))?;
    board.run("toolchain", |job| toolchain::ensure(context, job, &mut state.toolchain))?;
    board.run("old-buildx", |job| extras::old_buildx(context, job))?;
    board.run("tools", |job| extras::python_tools(context, job))?;
    board.run("shellcheck", |job| extras::shellcheck(context, job))
}

/// Puts the programs that hide none of the machine's into the callers' folder.
fn offer(context: &Context) -> Result<()> {
    let tools = context.tools();
    std::fs::create_dir_all(&tools)?;
    for entry in context.bin().read_dir_utf8().into_iter().flatten() {
        let entry = entry?;
        if entry.file_name() != HIDING {
            artifact::link(entry.path(), &tools.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// The container's name: one for each engine, as ports are.
fn container(state: &State) -> String {
    format!("archwright-registry-{}", state.port)
}

/// Is the registry's image there, or can it be pulled?
fn registry_image() -> Result<bool> {
    let sh = Shell::new()?;
    let quiet = |command: xshell::Cmd<'_>| command.quiet().ignore_stdout().ignore_stderr().run().is_ok();
    Ok(quiet(cmd!(sh, "docker image inspect {IMAGE}")) || quiet(cmd!(sh, "docker pull -q {IMAGE}")))
}

fn no_registry() -> anyhow::Error {
    Refusal::machine(format!("the image `{IMAGE}` is not there and cannot be pulled")).hint(format!("docker pull {IMAGE}")).into()
}

fn registry(context: &Context, state: &State, job: &Job) -> Result<Outcome> {
    if up_now(state) {
        return Ok(Outcome::AlreadySo);
    }
    match state.registry_by {
        RegistryBy::Process => {
            services::start_registry(context, state)?;
            services::wait_for_registry(context, state)?;
        }
        RegistryBy::Container => run_container(state, job)?,
    }
    Ok(Outcome::Done)
}

fn run_container(state: &State, job: &Job) -> Result<()> {
    let name = container(state);
    remove_container(&job.sh, &name)?;
    let publish = format!("127.0.0.1:{}:5000", state.port);
    job.run(cmd!(job.sh, "docker run -d --name {name} -p {publish} -e REGISTRY_STORAGE_DELETE_ENABLED=true {IMAGE}"))?;
    let start = Instant::now();
    while !up_now(state) {
        if start.elapsed() > Duration::from_secs(30) {
            return Err(Refusal::machine(format!("the registry does not answer on {}", state.registry()))
                .hint(format!("docker logs {name}"))
                .into());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Removes a container if it is there.
fn remove_container(sh: &Shell, name: &str) -> Result<()> {
    let filter = format!("name=^/{name}$");
    let ids = said(cmd!(sh, "docker ps -aq --filter {filter}")).map_err(|why| kept(name, &why))?;
    match ids.split_whitespace().next() {
        None => Ok(()),
        Some(id) => said(cmd!(sh, "docker rm -f -v {id}")).map(drop).map_err(|why| kept(name, &why).into()),
    }
}

fn kept(name: &str, why: &str) -> Refusal {
    Refusal::machine(format!("the registry's container `{name}` cannot be removed: {why}"))
        .hint(format!("see that the engine answers, then: docker rm -f -v {name}; cargo xtask engine down"))
}

/// What a command wrote to stdout; if it failed, the last line that it wrote to stderr.
fn said(command: xshell::Cmd<'_>) -> Result<String, String> {
    let output = command.quiet().ignore_status().output().map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let last = || text(&output.stderr).trim_end().lines().last().map_or_else(|| output.status.to_string(), str::to_owned);
    if output.status.success() { Ok(text(&output.stdout)) } else { Err(last()) }
}

/// Installs the emulator into the engine's machine if the platform is missing there.
fn emulator(context: &Context, job: &Job) -> Result<Outcome> {
    let foreign = context.native.foreign().name();
    let platforms = job.read(cmd!(job.sh, "docker buildx inspect default")).unwrap_or_default();
    if platforms.contains(&format!("linux/{foreign}")) {
        return Ok(Outcome::AlreadySo);
    }
    eprintln!("\nthe engine cannot run linux/{foreign}: registering QEMU in its kernel with {EMULATORS} (until it restarts)");
    job.run(cmd!(job.sh, "docker run --privileged --rm {EMULATORS} --install {foreign}")).map_err(|_| {
        Refusal::machine(format!("the emulator for linux/{foreign} cannot be installed"))
            .hint(format!("docker run --privileged --rm {EMULATORS} --install {foreign}"))
    })?;
    std::fs::write(context.engine.join("emulator-installed"), foreign).context("noting the emulator")?;
    Ok(Outcome::Done)
}

/// Ends the registry, and removes the emulator if we installed it.
pub fn down(context: &Context, state: &State) -> Result<()> {
    let sh = Shell::new()?;
    let [daemon, ..] = services::all(context);
    daemon.stop()?;
    if state.registry_by == RegistryBy::Container {
        remove_container(&sh, &container(state))?;
        if up_now(state) {
            return Err(Refusal::machine(format!("a registry still answers on {}", state.registry()))
                .hint("is this the engine that it was started on? See `docker context show` and DOCKER_HOST")
                .into());
        }
    }
    let note = context.engine.join("emulator-installed");
    if let Ok(foreign) = std::fs::read_to_string(&note) {
        let name = format!("qemu-{}", if foreign == "arm64" { "aarch64" } else { "x86_64" });
        said(cmd!(sh, "docker run --privileged --rm {EMULATORS} --uninstall {name}")).map_err(|why| {
            Refusal::machine(format!("the emulator `{name}` cannot be unregistered: {why}"))
                .hint(format!("docker run --privileged --rm {EMULATORS} --uninstall {name}"))
        })?;
        std::fs::remove_file(note)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::remove_container;
    use std::{fs, os::unix::fs::PermissionsExt as _};
    use xshell::Shell;

    /// What removing a container comes to, with a `docker` whose `ps` and `rm` do this.
    fn removed(ps: &str, rm: &str) -> Result<(), String> {
        let dir = tempfile::tempdir().expect("a folder");
        let program = dir.path().join("docker");
        fs::write(&program, format!("#!/bin/sh\ncase $1 in ps) {ps};; rm) {rm};; esac\n")).expect("a program");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a program");
        let sh = Shell::new().expect("a shell");
        sh.set_var("PATH", dir.path());
        remove_container(&sh, "registry").map_err(|error| error.to_string())
    }

    #[test]
    fn a_container_that_stays_is_told() {
        assert_eq!(removed("echo 1234", "true"), Ok(()));
        assert_eq!(removed("true", "exit 1"), Ok(()), "there is none");
        let hint = "  fix: see that the engine answers, then: docker rm -f -v registry; cargo xtask engine down";
        let told = |why: &str| Err(format!("the registry's container `registry` cannot be removed: {why}\n{hint}"));
        assert_eq!(removed("echo 1234", "echo 'Error: permission denied' >&2; exit 1"), told("Error: permission denied"));
        assert_eq!(removed("echo 'Cannot connect' >&2; exit 1", "true"), told("Cannot connect"));
    }
}
