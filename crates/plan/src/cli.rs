//! *Cross-build CLI*: one binary per platform, on the host, each by the tool that can.

mod chooser;
mod flags;

use crate::{
    Facts, PlanError,
    disk::{self, Disk},
};
use archwright_model::{
    Command, Libc, Platform, Platforms, Project, RustTriple,
    project::{Cli, Key},
};
use camino::Utf8PathBuf;
use chooser::Choice;
pub use chooser::Tool;
use serde::Serialize;

/// A command line's builds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BuildCli {
    /// Its key.
    pub key: Key,
    /// The binary's name, by Cargo's own word.
    pub bin: String,
    /// One per platform.
    pub builds: Vec<CliBuild>,
    /// One per tool: Cargo builds several triples in one call.
    pub commands: Vec<Command>,
    /// Whether the binary must not need a loader.
    pub is_static: bool,
}

/// One platform's build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CliBuild {
    /// The platform.
    pub platform: Platform,
    /// The Rust triple.
    pub triple: RustTriple,
    /// What compiles it; none if nothing on this machine can.
    pub tool: Option<Tool>,
    /// Why this tool, or why none.
    pub reason: String,
    /// What makes a tool able, where none is.
    pub fix: Option<String>,
    /// Where the tool leaves the binary: the folder of that triple, never the host's.
    pub output: Utf8PathBuf,
    /// The context `cli.KEY` of this platform's image: it holds this platform's binary and no other.
    pub staged: Utf8PathBuf,
}

impl CliBuild {
    /// The staged binary, below the platform's name: `COPY --from=cli.KEY $TARGETPLATFORM/BIN`.
    pub fn staged_binary(&self, bin: &str) -> Utf8PathBuf {
        self.staged.join(self.platform.to_string()).join(bin)
    }
}

impl BuildCli {
    pub(crate) fn new(project: &Project, facts: &Facts, cli: &Cli, platforms: &Platforms) -> Result<Self, PlanError> {
        let (bin, target_dir) = package(project, facts, cli)?;
        let mut builds = Vec::new();
        for platform in platforms.iter() {
            let triple = RustTriple::for_platform(platform, cli.libc)
                .ok_or_else(|| PlanError::configuration(format!("cli `{}`: Rust has no target for {platform}", cli.key)))?;
            let Choice { tool, reason, fix } = chooser::choose(facts, cli, platform, &triple);
            // Cargo's own profiles share two folders.
            let profile = match cli.profile.as_str() {
                "dev" | "test" => "debug",
                "release" | "bench" => "release",
                own => own,
            };
            builds.push(CliBuild {
                output: target_dir.join(triple.as_str()).join(profile).join(&bin),
                staged: staged(&cli.key, platform),
                platform,
                triple,
                tool,
                reason,
                fix,
            });
        }
        let commands = commands(facts, cli, &bin, &builds)?;
        Ok(Self { key: cli.key.clone(), bin, builds, commands, is_static: cli.libc != Libc::Gnu })
    }
}

/// The context of one command line for one platform.
pub(crate) fn staged(key: &Key, platform: Platform) -> Utf8PathBuf {
    format!("target/archwright/artifacts/cli.{key}/{}", platform.slug()).into()
}

/// Binary name and target directory; the configured ones where Cargo could not be asked.
fn package(project: &Project, facts: &Facts, cli: &Cli) -> Result<(String, Utf8PathBuf), PlanError> {
    let fallback = || {
        let dir = cli.manifest.parent().map_or_else(|| project.path("target"), |dir| project.path(dir).join("target"));
        (cli.bin.clone().unwrap_or_else(|| cli.key.to_string()), dir)
    };
    disk::first(Disk { project, repository: &facts.repository }.cli(cli))?;
    let Some(package) = facts.repository.clis.get(cli.key.as_str()).and_then(crate::Fact::known) else { return Ok(fallback()) };
    Ok((disk::bin(cli, package)?, package.target_dir.clone()))
}

fn commands(facts: &Facts, cli: &Cli, bin: &str, builds: &[CliBuild]) -> Result<Vec<Command>, PlanError> {
    let mut groups: Vec<(&Tool, Vec<&CliBuild>)> = Vec::new();
    for build in builds {
        let Some(tool) = &build.tool else { continue };
        // `cross` takes one target at a time: each has a container of its own.
        match groups.iter_mut().find(|(other, _)| other.same_call(tool)) {
            Some((_, group)) => group.push(build),
            None => groups.push((tool, vec![build])),
        }
    }
    groups.into_iter().map(|(tool, group)| command(facts, cli, bin, tool, &group)).collect()
}

fn command(facts: &Facts, cli: &Cli, bin: &str, tool: &Tool, builds: &[&CliBuild]) -> Result<Command, PlanError> {
    let (program, verb) = match tool {
        Tool::Cargo { .. } => ("cargo", "build"),
        Tool::Zigbuild => ("cargo", "zigbuild"),
        Tool::Cross => ("cross", "build"),
    };
    let mut command = Command::new(program).args([verb, "--manifest-path", cli.manifest.as_str(), "--bin", bin, "--profile", &cli.profile]);
    if let Some(package) = &cli.package {
        command = command.args(["--package", package]);
    }
    if !cli.features.is_empty() {
        command = command.args(["--features", &cli.features.join(",")]);
    }
    if !cli.default_features {
        command = command.arg("--no-default-features");
    }
    command = command.args(["--message-format", "json-render-diagnostics"]);
    for build in builds {
        command = command.args(["--target", build.triple.as_str()]);
        if let Some(Tool::Cargo { linker: Some(linker) }) = &build.tool {
            command = command.env(format!("CARGO_TARGET_{}_LINKER", build.triple.env_name()), linker);
        }
    }
    if cli.libc == Libc::GnuStatic {
        let triples = builds.iter().map(|build| &build.triple);
        command = flags::with_static_crt(command, cli, facts.rust.known().map(|rust| &rust.flags), triples)?;
    }
    if let Some(toolchain) = facts.rust.known().and_then(|rust| rust.toolchain.as_ref()) {
        command = command.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    Ok(command)
}
