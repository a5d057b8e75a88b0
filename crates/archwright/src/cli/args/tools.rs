//! The flags of the verbs that build no image.
#![expect(clippy::doc_markdown, reason = "these texts are the help that a terminal shows, not rustdoc")]

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

/// Flags of `verify`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct VerifyArgs {
    /// What to prove: a reference in a registry, or oci:DIR
    #[arg(value_name = "REF", required = true)]
    pub(in crate::cli) references: Vec<String>,
    /// Platforms that it must have, these and no others
    #[arg(short, long, value_name = "LIST")]
    pub(in crate::cli) platforms: Option<String>,
    /// Print the verdicts as JSON
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

/// Flags of `publish`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct PublishArgs {
    /// Finish the tags of an interrupted run, from its journal
    #[arg(long, value_name = "FILE", required = true)]
    pub(in crate::cli) resume: Utf8PathBuf,
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
    /// Which files [default: make and task]
    #[arg(value_enum, value_name = "FACE")]
    pub(in crate::cli) faces: Vec<FaceName>,
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
