//! The calls of Cargo, cargo-zigbuild and cross.

use super::{CliBin, CliBuild, MadeFor, Tool, flags};
use crate::{Facts, PlanError};
use archwright_model::{Command, Libc, project::Cli};
use std::num::NonZeroU32;

/// What all calls for a command line have in common.
pub(super) struct Calls<'a> {
    pub(super) facts: &'a Facts,
    pub(super) cli: &'a Cli,
    pub(super) bins: &'a [CliBin],
    /// How many steps of its own Cargo does at a time.
    pub(super) jobs: Option<NonZeroU32>,
}

impl Calls<'_> {
    /// One call for all builds that a tool makes at once, or for so many of them.
    pub(super) fn of(&self, builds: &[CliBuild], together: Option<usize>) -> Result<Vec<Command>, PlanError> {
        let mut groups: Vec<(&Tool, Vec<&CliBuild>)> = Vec::new();
        for build in builds {
            let Some(tool) = &build.tool else { continue };
            let fits = |group: &[&CliBuild]| together.is_none_or(|together| group.len() < together);
            // `cross` takes one target at a time: each has a container of its own.
            match groups.iter_mut().find(|(other, group)| other.same_call(tool) && fits(group)) {
                Some((_, group)) => group.push(build),
                None => groups.push((tool, vec![build])),
            }
        }
        groups.into_iter().map(|(tool, group)| self.call(tool, &group)).collect()
    }

    fn call(&self, tool: &Tool, builds: &[&CliBuild]) -> Result<Command, PlanError> {
        let Self { facts, cli, bins, jobs } = *self;
        let (program, verb) = match tool {
            Tool::Cargo { .. } => ("cargo", "build"),
            Tool::Zigbuild => ("cargo", "zigbuild"),
            Tool::Cross => ("cross", "build"),
        };
        let mut command = Command::new(program).args([verb, "--manifest-path", cli.manifest.as_str()]);
        for bin in bins {
            command = command.args(["--bin", &bin.name]);
        }
        command = command.args(["--profile", &cli.profile]);
        for package in packages(cli, bins) {
            command = command.args(["--package", package]);
        }
        if !cli.features.is_empty() {
            command = command.args(["--features", &cli.features.join(",")]);
        }
        if !cli.default_features {
            command = command.arg("--no-default-features");
        }
        // What the user has set in the environment stands before the project's file.
        let is_set = facts.rust.known().is_some_and(|rust| rust.settings.contains_key("CARGO_BUILD_JOBS"));
        if let Some(jobs) = jobs.filter(|_| !is_set) {
            command = command.args(["--jobs", &jobs.to_string()]);
        }
        command = command.args(["--message-format", "json-render-diagnostics"]);
        for build in builds {
            command = command.args(["--target", build.triple.as_str()]);
            if let Some(Tool::Cargo { linker: Some(linker) }) = &build.tool {
                command = command.env(format!("CARGO_TARGET_{}_LINKER", build.triple.env_name()), linker);
            }
        }
        if cli.libc == Libc::GnuStatic {
            let triples = builds.iter().filter(|build| build.made_for == MadeFor::Images).map(|build| &build.triple);
            command = flags::with_static_crt(command, cli, facts.rust.known().map(|rust| &rust.flags), triples)?;
        }
        if let Some(toolchain) = facts.rust.known().and_then(|rust| rust.toolchain.as_ref()) {
            command = command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        Ok(command)
    }
}

/// The packages that are named to Cargo: the project's own, or those that its several binaries are of.
fn packages<'a>(cli: &'a Cli, bins: &'a [CliBin]) -> Vec<&'a str> {
    if let Some(package) = &cli.package {
        return vec![package];
    }
    if cli.bins.is_empty() {
        return Vec::new();
    }
    let mut packages: Vec<&str> = bins.iter().filter_map(|bin| bin.package.as_deref()).collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}
