//! What chores share: the repository, its shell, and the engine's environment.

use crate::engine::{self, Extent};
use anyhow::{Context as _, Result};
use archwright::model::ExitKind;
use camino::{Utf8Path, Utf8PathBuf};
use std::{env, process::ExitCode};
use xshell::Shell;

/// The repository's root.
pub fn root() -> Utf8PathBuf {
    let manifest = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// A shell in a folder of the repository.
pub fn shell(dir: &str) -> Result<Shell> {
    let sh = Shell::new()?;
    sh.change_dir(root().join(dir));
    Ok(sh)
}

/// What a chore does with `--help`, and with an argument that it does not take; `None` if it shall run.
pub fn usage(args: &[String], text: &str, takes: impl Fn(&str) -> bool) -> Option<ExitCode> {
    if args.iter().any(|arg| matches!(arg.as_str(), "--help" | "-h" | "help")) {
        println!("{text}");
        return Some(ExitCode::SUCCESS);
    }
    let unknown = args.iter().find(|arg| !takes(arg))?;
    let call = text.lines().next().and_then(|line| line.strip_prefix("usage: ")).unwrap_or_default();
    eprintln!("error: it takes no `{unknown}`\n  fix: {call}");
    Some(ExitCode::from(ExitKind::Usage.code()))
}

/// This program, which is also the `archwright` command line.
pub fn me() -> Result<Utf8PathBuf> {
    let path = Utf8PathBuf::from_path_buf(env::current_exe()?).ok().context("the path of this program is not UTF-8")?;
    // A build of this very program replaces the file, and Linux then names the old one so.
    Ok(path.as_str().strip_suffix(" (deleted)").map_or(path.clone(), Utf8PathBuf::from))
}

/// Brings the engine up and gives a shell its environment; `None` if it cannot come up here, and why was said.
pub fn with_engine(sh: &Shell, extent: Extent) -> Result<Option<()>> {
    let args: &[&str] = match extent {
        Extent::Engine => &["up"],
        Extent::Tests => &["up", "--for-tests"],
    };
    let args: Vec<_> = args.iter().map(ToString::to_string).collect();
    if engine::run(&args)? != ExitCode::SUCCESS {
        return Ok(None);
    }
    let (bin, variables) = engine::environment(extent)?;
    let path = sh.var("PATH").unwrap_or_default();
    sh.set_var("PATH", format!("{bin}:{path}"));
    for (name, value) in variables {
        sh.set_var(name, value);
    }
    Ok(Some(()))
}
