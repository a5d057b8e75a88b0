//! Cargo's word on a command line's package.

mod profile;

use crate::{observe::Environment, runner::Runner};
use archwright_model::{Command, project::Cli};
use archwright_plan::{
    Fact,
    facts::{CliMember, CliPackage, CliRefusal},
};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

/// How Cargo ends when it cannot use a manifest, after it has said why; rustup, which may stand before it, ends with 1.
const REFUSED: i32 = 101;

/// A package, or why none is known; and what Cargo refuses, if that is why.
pub(super) type Observed = (Fact<CliPackage>, Option<CliRefusal>);

pub(super) fn observe(runner: &Runner, cli: &Cli) -> Observed {
    let command = Command::new("cargo").args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path", cli.manifest.as_str()]);
    let answer = match runner.capture(&command) {
        Err(error) => return (Fact::Unknown(error.to_string()), None),
        Ok(answer) => answer,
    };
    if answer.exit.is_success() {
        return parse(&answer.stdout, cli, &runner.path(&cli.manifest), runner.environment());
    }
    let said = answer.stderr.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let why = format!("`cargo metadata` failed: {}", said.clone().next().unwrap_or_default());
    let refused = answer.exit.code() == Some(REFUSED);
    (Fact::Unknown(why), refused.then(|| CliRefusal::Manifest(said.map(str::to_owned).collect())))
}

fn parse(json: &str, cli: &Cli, manifest: &Utf8Path, environment: &Environment) -> Observed {
    let metadata: Metadata = match serde_json::from_str(json) {
        Ok(metadata) => metadata,
        Err(error) => return (Fact::Unknown(format!("`cargo metadata` printed something else: {error}")), None),
    };
    let chosen = match &cli.package {
        Some(name) => metadata.packages.iter().find(|package| package.name == *name),
        None => metadata.packages.iter().find(|package| package.manifest_path == manifest).or(match metadata.packages.as_slice() {
            [only] => Some(only),
            // Of several binaries, each brings its package.
            [first, ..] if !cli.bins.is_empty() => Some(first),
            _ => None,
        }),
    };
    let Some(package) = chosen else {
        let names: Vec<_> = metadata.packages.into_iter().map(|package| package.name).collect();
        let why = format!("which of its packages is meant is not known: {}", names.join(", "));
        return (Fact::Unknown(why), Some(CliRefusal::Package(names)));
    };
    let members = if cli.bins.is_empty() || cli.package.is_some() { &[] } else { metadata.packages.as_slice() };
    let package = CliPackage {
        package: package.name.clone(),
        version: package.version.clone(),
        bins: package.bins(),
        members: members.iter().map(Package::member).collect(),
        link_time: metadata.workspace_root.map(|root| profile::link_time(&root, &cli.profile, environment)).unwrap_or_default(),
        target_dir: metadata.target_directory,
    };
    (Fact::Known(package), None)
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: Option<Utf8PathBuf>,
    target_directory: Utf8PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    manifest_path: Utf8PathBuf,
    targets: Vec<Target>,
}

impl Package {
    fn bins(&self) -> Vec<String> {
        let is_bin = |target: &&Target| target.kind.iter().any(|kind| kind == "bin");
        self.targets.iter().filter(is_bin).map(|target| target.name.clone()).collect()
    }

    fn member(&self) -> CliMember {
        CliMember { package: self.name.clone(), version: self.version.clone(), bins: self.bins() }
    }
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}
