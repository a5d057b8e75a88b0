//! The flags of the verbs that build no image.
#![expect(clippy::doc_markdown, reason = "these texts are the help that a terminal shows, not rustdoc")]

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

/// Flags of `verify`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct VerifyArgs {
    /// What to prove: a reference in a registry, docker:NAME, oci:DIR or oci-archive:FILE
    #[arg(value_name = "REF", required = true)]
    pub(in crate::cli) references: Vec<String>,
    /// Platforms that it must have, these and no others
    #[arg(short, long, value_name = "LIST")]
    pub(in crate::cli) platforms: Option<String>,
    /// What has to be proven; several with commas or flags [default: files]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    pub(in crate::cli) require: Vec<Require>,
    /// Print the verdicts as JSON
    #[arg(long, conflicts_with = "sarif")]
    pub(in crate::cli) json: bool,
    /// Print the findings as SARIF 2.1.0, for code hosts
    #[arg(long)]
    pub(in crate::cli) sarif: bool,
}

/// What has to be proven of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Require {
    /// Index, manifests, configs and attestations; layers only exist
    Documents,
    /// And every file in the layers
    Files,
    /// Each platform has provenance
    Provenance,
    /// Each platform has a bill of materials
    Sbom,
}

/// Flags of `audit`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct AuditArgs {
    /// What to look into: images as `verify` takes them, and folders of repositories
    #[arg(value_name = "REF|DIR", required = true)]
    pub(in crate::cli) subjects: Vec<String>,
    /// Print what was found as JSON
    #[arg(long, conflicts_with = "sarif")]
    pub(in crate::cli) json: bool,
    /// Print the findings as SARIF 2.1.0, for code hosts
    #[arg(long)]
    pub(in crate::cli) sarif: bool,
}

/// Flags of `report`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct ReportArgs {
    /// Write it as one page, whole in itself [default: target/archwright/report.html]
    #[expect(clippy::option_option, reason = "the flag alone has a file of its own")]
    #[arg(long, value_name = "FILE", num_args = 0..=1, conflicts_with = "json")]
    pub(in crate::cli) html: Option<Option<Utf8PathBuf>>,
    /// Print it as JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Flags of `explain`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct ExplainArgs {
    /// Findings, by id [default: a list of all]
    #[arg(value_name = "ID")]
    pub(in crate::cli) ids: Vec<String>,
}

/// Flags of `publish`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct PublishArgs {
    /// Finish the tags of an interrupted run, from its journal
    #[arg(long, value_name = "FILE", required_unless_present = "roll_back")]
    pub(in crate::cli) resume: Option<Utf8PathBuf>,
    /// Take the tags of a run back to where they pointed before it, from its journal; tags that were new stay
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    pub(in crate::cli) roll_back: Option<Utf8PathBuf>,
}

/// Flags of `promote`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct PromoteArgs {
    /// What to copy, by its digest: ghcr.io/acme/app@sha256:…
    #[arg(value_name = "REF@DIGEST")]
    pub(in crate::cli) from: String,
    /// The tags that it gets, in any repositories
    #[arg(value_name = "DEST:TAG", required = true)]
    pub(in crate::cli) to: Vec<String>,
    /// Platforms that it must have, these and no others [default: those that it has]
    #[arg(short, long, value_name = "LIST")]
    pub(in crate::cli) platforms: Option<String>,
    /// What has to be proven of it first; several with commas or flags [default: files]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    pub(in crate::cli) require: Vec<Require>,
    /// A tag may lose platforms
    #[arg(long)]
    pub(in crate::cli) allow_shrink: bool,
    /// `latest`, `1` and `1.4` may go back to an older version, or to a pre-release
    #[arg(long)]
    pub(in crate::cli) allow_downgrade: bool,
}

/// Flags of `builder`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct BuilderArgs {
    /// What to do with the builder
    #[arg(value_enum, default_value_t)]
    pub(in crate::cli) verb: BuilderVerb,
    /// The buildx builder [env: ARCHWRIGHT_BUILDER]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) builder: Option<String>,
    /// Registry that it must reach [env: ARCHWRIGHT_REGISTRY]
    #[arg(long, value_name = "HOST/PATH")]
    pub(in crate::cli) registry: Option<String>,
}

/// What to do with the builder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum BuilderVerb {
    /// Make it so
    Ensure,
    /// Say how it stands
    #[default]
    Status,
    /// Remove it, if it is ours
    Rm,
}

/// Flags of `generate`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct GenerateArgs {
    /// Which files [default: those that it has written here; else make and task]
    #[arg(value_enum, value_name = "FACE")]
    pub(in crate::cli) faces: Vec<FaceName>,
    /// Where the script stands [default: where it was written; else scripts/build-multiarch.sh]
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) path: Option<Utf8PathBuf>,
    /// Fail if a file differs from what would be written
    #[arg(long)]
    pub(in crate::cli) check: bool,
    /// How the generated targets call us [default: as said before; else cargo xtask where the project has an xtask, else archwright]
    #[arg(long, value_name = "COMMAND")]
    pub(in crate::cli) command: Option<String>,
}

/// A file that is generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FaceName {
    /// Makefile
    Make,
    /// Taskfile.yml
    Task,
    /// justfile
    Just,
    /// A bash script with the options that build scripts written by hand have
    Script,
}

/// Flags of `init`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct InitArgs {
    /// A checkout of archwright for the xtask to depend on; needed until the crates are published
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) archwright: Option<Utf8PathBuf>,
    /// Print what would be written
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}
