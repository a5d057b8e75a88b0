//! Cargo's word on a command line's package.

use crate::runner::Runner;
use archwright_model::{Command, project::Cli};
use archwright_plan::{Fact, facts::CliPackage};
use camino::Utf8PathBuf;
use serde::Deserialize;

pub(super) fn observe(runner: &Runner, cli: &Cli) -> Fact<CliPackage> {
    let command = Command::new("cargo").args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path", cli.manifest.as_str()]);
    match runner.capture(&command) {
        Err(error) => Fact::Unknown(error.to_string()),
        Ok(answer) if answer.exit.is_success() => parse(&answer.stdout, cli, runner),
        Ok(answer) => {
            let said: Vec<_> = answer.stderr.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            Fact::Unknown(format!("`cargo metadata` failed: {}", said.join(": ")))
        }
    }
}

fn parse(json: &str, cli: &Cli, runner: &Runner) -> Fact<CliPackage> {
    let metadata: Metadata = match serde_json::from_str(json) {
        Ok(metadata) => metadata,
        Err(error) => return Fact::Unknown(format!("`cargo metadata` printed something else: {error}")),
    };
    let manifest = runner.path(&cli.manifest);
    let chosen = match &cli.package {
        Some(name) => metadata.packages.iter().find(|package| package.name == *name),
        None => metadata.packages.iter().find(|package| package.manifest_path == manifest).or(match metadata.packages.as_slice() {
            [only] => Some(only),
            _ => None,
        }),
    };
    let Some(package) = chosen else {
        let names: Vec<_> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
        return Fact::Unknown(format!("set `package` in [cli.{}] to one of: {}", cli.key, names.join(", ")));
    };
    let is_bin = |target: &&Target| target.kind.iter().any(|kind| kind == "bin");
    Fact::Known(CliPackage {
        package: package.name.clone(),
        version: package.version.clone(),
        bins: package.targets.iter().filter(is_bin).map(|target| target.name.clone()).collect(),
        target_dir: metadata.target_directory,
    })
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    target_directory: Utf8PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    manifest_path: Utf8PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}
