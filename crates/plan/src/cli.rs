//! *Cross-build CLI*: binaries per platform, on the host, each by the tool that can.

mod budget;
mod chooser;
mod command;
mod delivery;
mod flags;
mod gate;

use crate::{
    Facts, PlanError,
    disk::{self, Disk},
    facts::CliPackage,
};
use archwright_model::{
    Command, Libc, Platform, Platforms, Project, RustTriple,
    project::{Cli, Key},
};
pub use budget::Budget;
use camino::Utf8PathBuf;
use chooser::Choice;
pub use chooser::Tool;
pub use delivery::{ArchiveEntry, ArchiveFormat, CliArchive, CliCopy, Delivery, EntryKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// A command line's builds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BuildCli {
    /// Its key.
    pub key: Key,
    /// Its binaries, by Cargo's own word.
    pub bins: Vec<CliBin>,
    /// One per platform, and one per triple that is built besides.
    pub builds: Vec<CliBuild>,
    /// Triples that this machine cannot build for, and that no image needs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// One per tool: Cargo builds several triples in one call.
    pub commands: Vec<Command>,
    /// Whether the platforms' binaries must not need a loader.
    pub is_static: bool,
    /// The memory that they may take, where that is limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<Budget>,
    /// What the user has set for Cargo and rustc, by variable or key; it holds for these builds too.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
    /// Where else its binaries go.
    pub delivery: Delivery,
}

/// One of a command line's binaries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CliBin {
    /// Its name.
    pub name: String,
    /// The package that it is of; none where Cargo could not be asked.
    pub package: Option<String>,
    /// The package's version.
    pub version: Option<String>,
}

/// The builds for one platform or triple.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CliBuild {
    /// The platform.
    pub platform: Platform,
    /// The Rust triple.
    pub triple: RustTriple,
    /// Who it is for.
    pub made_for: MadeFor,
    /// What compiles it; none if nothing on this machine can.
    pub tool: Option<Tool>,
    /// Why this tool, or why none.
    pub reason: String,
    /// What makes a tool able, where none is.
    pub fix: Option<String>,
    /// The folder where the tool leaves the binaries: that of the triple, never the host's.
    pub output: Utf8PathBuf,
    /// The context `cli.KEY` of this platform's image: it holds this platform's binaries and no others.
    pub staged: Utf8PathBuf,
}

/// Who a build is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MadeFor {
    /// Images of its platform.
    Images,
    /// People, on machines of that triple.
    People,
}

/// A triple that this machine cannot build for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct LeftOut {
    /// The triple.
    pub triple: RustTriple,
    /// Why no tool can.
    pub reason: String,
    /// What makes one able.
    pub fix: String,
}

impl CliBuild {
    /// What the tool leaves of a binary.
    pub fn built(&self, bin: &CliBin) -> Utf8PathBuf {
        self.output.join(self.file_name(bin))
    }

    /// The staged binary, below the platform's name: `COPY --from=cli.KEY $TARGETPLATFORM/BIN`.
    pub fn staged_binary(&self, bin: &CliBin) -> Utf8PathBuf {
        self.staged.join(self.platform.to_string()).join(self.file_name(bin))
    }

    /// The name of a binary's file.
    pub fn file_name(&self, bin: &CliBin) -> String {
        format!("{}{}", bin.name, self.triple.exe_suffix())
    }
}

/// Which triples besides the platforms are built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Besides<'a> {
    /// None, and nothing is packed: images need the binaries.
    Nothing,
    /// Those that the project names.
    Named,
    /// Of these, those of the platforms that are asked for.
    Of(&'a Platforms),
}

impl BuildCli {
    pub(crate) fn new(project: &Project, facts: &Facts, cli: &Cli, platforms: &Platforms, besides: Besides<'_>) -> Result<Self, PlanError> {
        disk::first(Disk { project, repository: &facts.repository }.cli(cli))?;
        let package = facts.repository.clis.get(cli.key.as_str()).and_then(crate::Fact::known);
        let bins = bins(cli, package)?;
        gate::check(facts, cli, &bins)?;
        let target_dir = target_dir(project, facts, cli, package);
        let mut builds = Vec::new();
        for leg in legs(cli, platforms)? {
            builds.push(build(facts, cli, &target_dir, leg));
        }
        let mut left_out = Vec::new();
        for leg in legs_besides(cli, besides, &builds) {
            let build = build(facts, cli, &target_dir, leg);
            match (&build.tool, build.fix) {
                (None, Some(fix)) => left_out.push(LeftOut { triple: build.triple, reason: build.reason, fix }),
                (_, fix) => builds.push(CliBuild { fix, ..build }),
            }
        }
        let budget = Budget::new(project, package);
        let calls = command::Calls { facts, cli, bins: &bins, jobs: project.limits.jobs.as_ref().map(|jobs| jobs.value) };
        let commands = calls.of(&builds, budget::together(project, budget.as_ref()))?;
        let delivery = Delivery::new(facts, cli, &bins, &builds, besides)?;
        let settings = facts.rust.known().map(|rust| rust.settings.clone()).unwrap_or_default();
        let is_static = cli.libc != Libc::Gnu;
        Ok(Self { key: cli.key.clone(), bins, builds, left_out, commands, is_static, budget, settings, delivery })
    }
}

/// What is compiled in one go: a triple and its platform.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    platform: Platform,
    triple: RustTriple,
    libc: Libc,
    made_for: MadeFor,
}

fn legs(cli: &Cli, platforms: &Platforms) -> Result<Vec<Leg>, PlanError> {
    let leg = |platform| {
        let triple = RustTriple::for_platform(platform, cli.libc)
            .ok_or_else(|| PlanError::configuration(format!("cli `{}`: Rust has no target for {platform}", cli.key)))?;
        Ok(Leg { platform, triple, libc: cli.libc, made_for: MadeFor::Images })
    };
    platforms.iter().map(leg).collect()
}

fn legs_besides(cli: &Cli, besides: Besides<'_>, builds: &[CliBuild]) -> Vec<Leg> {
    let legs = cli.targets.iter().filter(|triple| !builds.iter().any(|build| build.triple == **triple)).filter_map(|triple| {
        let platform = triple.platform()?;
        Some(Leg { platform, libc: triple.libc(), triple: triple.clone(), made_for: MadeFor::People })
    });
    legs.filter(|leg| match besides {
        Besides::Nothing => false,
        Besides::Named => true,
        Besides::Of(platforms) => platforms.contains(leg.platform),
    })
    .collect()
}

fn build(facts: &Facts, cli: &Cli, target_dir: &camino::Utf8Path, leg: Leg) -> CliBuild {
    let Choice { tool, reason, fix } = chooser::choose(facts, cli, &leg);
    // Cargo's own profiles share two folders.
    let profile = match cli.profile.as_str() {
        "dev" | "test" => "debug",
        "release" | "bench" => "release",
        own => own,
    };
    let output = target_dir.join(leg.triple.as_str()).join(profile);
    let staged = match leg.made_for {
        MadeFor::Images => staged(&cli.key, leg.platform),
        MadeFor::People => format!("target/archwright/artifacts/cli.{}/{}", cli.key, leg.triple).into(),
    };
    CliBuild { platform: leg.platform, triple: leg.triple, made_for: leg.made_for, tool, reason, fix, output, staged }
}

/// The context of one command line for one platform.
pub(crate) fn staged(key: &Key, platform: Platform) -> Utf8PathBuf {
    format!("target/archwright/artifacts/cli.{key}/{}", platform.slug()).into()
}

/// The binaries; those that the configuration names where Cargo could not be asked.
fn bins(cli: &Cli, package: Option<&CliPackage>) -> Result<Vec<CliBin>, PlanError> {
    if let Some(package) = package {
        return disk::bins(cli, package);
    }
    let mut names: Vec<_> = cli.bins.iter().chain(&cli.bin).cloned().collect();
    if names.is_empty() {
        names.push(cli.key.to_string());
    }
    Ok(names.into_iter().map(|name| CliBin { name, package: None, version: None }).collect())
}

/// Cargo's target directory; where Cargo could not be asked, the manifest's.
fn target_dir(project: &Project, facts: &Facts, cli: &Cli, package: Option<&CliPackage>) -> Utf8PathBuf {
    let usual = || cli.manifest.parent().map_or_else(|| project.path("target"), |dir| project.path(dir).join("target"));
    // Cargo's own word has `CARGO_TARGET_DIR` in it.
    let set = || facts.rust.known()?.settings.get("CARGO_TARGET_DIR").map(|dir| project.path(dir));
    package.map(|package| package.target_dir.clone()).or_else(set).unwrap_or_else(usual)
}
