//! Whose Docker Engine it shall be: the machine's, if it can do the job, or a private one.

use anyhow::Result;
use serde_json::Value;
use xshell::{Shell, cmd};

use super::context::Context;
use super::daemon::Daemon;
use super::machine;
use super::prerequisites;
use super::refusal::Refusal;
use super::services;
use super::state::{Kind, State};

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
            prerequisites::check(context).map_err(|error| match error.downcast::<Refusal>() {
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

#[cfg(test)]
mod tests {
    #[test]
    fn versions() {
        assert_eq!(super::numbers("v0.29.1-desktop.1"), (0, 29));
        assert_eq!(super::numbers("28.5.2+dfsg4"), (28, 5));
        assert_eq!(super::numbers(""), (0, 0));
    }
}
