//! The Docker Engine that is there: used as it is, with a registry container on loopback beside it.

use anyhow::{Context as _, Result};
use serde_json::Value;
use xshell::{Shell, cmd};

use super::context::{Context, Store};
use super::daemon::Daemon;
use super::machine;
use super::phase::{Board, Job, Outcome};
use super::refusal::Refusal;
use super::services;
use super::state::{Kind, State};

const REGISTRY: &str = "archwright-engine-registry";
const REGISTRY_IMAGE: &str = "registry:2";
const EMULATORS: &str = "tonistiigi/binfmt";

/// Can the engine that is there do the job? If not, why not.
enum Found {
    Fit,
    Unfit(String),
}

/// Whose engine it shall be: ours if it runs already or was asked for; the machine's if it is fit; else ours.
///
/// # Errors
/// A machine refusal where neither is possible.
pub fn choose(context: &Context, last: Option<&State>) -> Result<Kind> {
    let ours = last.is_some_and(|state| state.kind == Kind::Private) && services::all(context).iter().any(Daemon::alive);
    if ours || context.private {
        return Ok(Kind::Private);
    }
    match look(&Shell::new()?)? {
        Found::Fit => Ok(Kind::Present),
        Found::Unfit(reason) => {
            machine::can_be_private().map_err(|error| match error.downcast::<Refusal>() {
                Ok(refusal) => refusal.because(&reason).into(),
                Err(error) => error,
            })?;
            eprintln!("{reason}: using a private engine");
            Ok(Kind::Private)
        }
    }
}

fn look(sh: &Shell) -> Result<Found> {
    let unfit = |reason: &str| Ok(Found::Unfit(reason.to_owned()));
    if !machine::on_path(sh, "docker") {
        return unfit("no docker client on PATH");
    }
    let server = cmd!(sh, "docker version --format '{{json .Server}}'").quiet().ignore_status().ignore_stderr().read()?;
    let server: Value = serde_json::from_str(server.trim()).unwrap_or(Value::Null);
    let field = |name: &str| server.get(name).and_then(Value::as_str).unwrap_or_default();
    if server.is_null() {
        return unfit("no Docker Engine answers");
    }
    // Podman's `docker` shim has no buildx of its own: `buildx version` prints buildah's.
    let buildx = cmd!(sh, "docker buildx version").quiet().ignore_status().ignore_stderr().read()?;
    if buildx.contains("buildah") || buildx.contains("podman") {
        return unfit("`docker` is Podman's");
    }
    let major = numbers(field("Version")).0;
    if major < 24 || field("Os") != "linux" {
        return unfit(&format!("Docker Engine {} for {} is not enough", field("Version"), field("Os")));
    }
    if numbers(buildx.split_whitespace().nth(1).unwrap_or_default()) < (0, 13) {
        return unfit("the buildx plugin is missing or older than 0.13");
    }
    Ok(Found::Fit)
}

/// Major and minor of `v1.2.3-x`.
fn numbers(version: &str) -> (u32, u32) {
    let mut parts = version.trim_start_matches('v').split(['.', '-', '+']).map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

/// Is our registry beside the engine up?
pub fn up_now(state: &State) -> bool {
    services::registry_answers(state.port)
}

/// Brings up what is missing beside the engine.
pub fn up(context: &Context, last: Option<&State>) -> Result<State> {
    let last = last.filter(|state| state.kind == Kind::Present);
    let port = match last.filter(|state| up_now(state)) {
        Some(state) => state.port,
        None => services::choose_port(context, last.map(|state| state.port))?,
    };
    let state = State { kind: Kind::Present, port, store: Store::Containerd, toolchain: false };
    state.write(context)?;
    Board::with(&context.log(), |board| {
        board.run("registry", |job| registry(&state, job))?;
        board.run("emulator", |job| emulator(context, job))
    })?;
    Ok(state)
}

fn registry(state: &State, job: &Job) -> Result<Outcome> {
    if up_now(state) {
        return Ok(Outcome::AlreadySo);
    }
    if job.read(cmd!(job.sh, "docker image inspect {REGISTRY_IMAGE}")).is_err() {
        job.run(cmd!(job.sh, "docker pull -q {REGISTRY_IMAGE}")).map_err(|_| {
            Refusal::machine(format!("the image `{REGISTRY_IMAGE}` is not there and cannot be pulled"))
                .hint(format!("docker pull {REGISTRY_IMAGE}"))
        })?;
    }
    let _ = job.run(cmd!(job.sh, "docker rm -f {REGISTRY}"));
    let publish = format!("127.0.0.1:{}:5000", state.port);
    job.run(cmd!(job.sh, "docker run -d --name {REGISTRY} -p {publish} -e REGISTRY_STORAGE_DELETE_ENABLED=true {REGISTRY_IMAGE}"))?;
    let start = std::time::Instant::now();
    while !up_now(state) {
        if start.elapsed().as_secs() > 30 {
            return Err(Refusal::machine(format!("the registry does not answer on {}", state.registry()))
                .hint(format!("docker logs {REGISTRY}"))
                .into());
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    Ok(Outcome::Done)
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

/// Removes the registry container, and the emulator if we installed it.
pub fn down(context: &Context) -> Result<()> {
    let sh = Shell::new()?;
    let note = context.engine.join("emulator-installed");
    if let Ok(foreign) = std::fs::read_to_string(&note) {
        let name = format!("qemu-{}", if foreign == "arm64" { "aarch64" } else { "x86_64" });
        cmd!(sh, "docker run --privileged --rm {EMULATORS} --uninstall {name}").quiet().ignore_stdout().run()?;
        std::fs::remove_file(note)?;
    }
    cmd!(sh, "docker rm -f -v {REGISTRY}").quiet().ignore_stdout().ignore_stderr().ignore_status().run()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn versions() {
        assert_eq!(super::numbers("v0.29.1-desktop.1"), (0, 29));
        assert_eq!(super::numbers("28.5.2+dfsg4"), (28, 5));
        assert_eq!(super::numbers(""), (0, 0));
    }
}
