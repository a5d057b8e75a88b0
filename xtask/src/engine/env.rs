//! `env`: lines for a shell to eval. Nothing is started.

use std::process::ExitCode;

use anyhow::Result;
use camino::Utf8PathBuf;

use super::context::Context;
use super::refusal::Refusal;
use super::state::{Kind, State};
use super::verb::Extent;
use super::{beside, extras, services, toolchain};

/// Prints the lines, if the engine is up.
pub fn run(extent: Extent) -> Result<ExitCode> {
    let (context, state) = running()?;
    println!("export PATH={}:\"$PATH\"", quote(programs(&context, &state).as_str()));
    for (name, value) in variables(&context, &state, extent) {
        println!("export {name}={}", quote(&value));
    }
    Ok(ExitCode::SUCCESS)
}

/// The same for a process of ours: the folder that goes in front of PATH, and the variables.
pub fn read(extent: Extent) -> Result<(Utf8PathBuf, Vec<(&'static str, String)>)> {
    let (context, state) = running()?;
    Ok((programs(&context, &state), variables(&context, &state, extent)))
}

fn running() -> Result<(Context, State)> {
    let context = Context::read()?;
    let state = State::read(&context).filter(|state| match state.kind {
        Kind::Private => services::up(&context, state),
        Kind::Present => beside::up_now(state),
    });
    match state {
        Some(state) => Ok((context, state)),
        None => Err(Refusal::machine("the engine is not up").hint("cargo xtask engine up").into()),
    }
}

/// The folder that goes in front of PATH.
fn programs(context: &Context, state: &State) -> Utf8PathBuf {
    match state.kind {
        Kind::Private => context.bin(),
        Kind::Present => context.tools(),
    }
}

fn variables(context: &Context, state: &State, extent: Extent) -> Vec<(&'static str, String)> {
    let mut variables = Vec::new();
    if state.kind == Kind::Private {
        variables.push(("DOCKER_HOST", format!("unix://{}", context.socket())));
        variables.push(("DOCKER_CONFIG", context.docker_config().into_string()));
    }
    variables.push(("REGISTRY", state.registry()));
    if state.toolchain {
        variables.push(("ARCHWRIGHT_RUST_TOOLCHAIN", toolchain::path(context).into_string()));
    }
    let old = extras::old_buildx_path(context);
    if extent == Extent::Tests && old.exists() {
        variables.push(("ARCHWRIGHT_TEST_BUILDX_OLD", old.into_string()));
    }
    variables
}

/// A word for a POSIX shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn quoted_for_a_shell() {
        assert_eq!(super::quote("/a b"), "'/a b'");
        assert_eq!(super::quote("it's"), r"'it'\''s'");
    }
}
