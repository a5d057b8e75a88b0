//! The flags of each verb.
#![expect(clippy::doc_markdown, reason = "these texts are the help that a terminal shows, not rustdoc")]

mod lint;
mod tools;

pub(super) use lint::LintArgs;
pub(super) use tools::{
    AuditArgs, BuilderArgs, BuilderVerb, ExplainArgs, FaceName, GenerateArgs, InitArgs, PromoteArgs, PublishArgs, ReportArgs, Require,
    VerifyArgs,
};

use camino::Utf8PathBuf;
use clap::{Args, ValueEnum};

/// Flags of the `docker-build` verbs and of `plan`.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct BuildArgs {
    /// Images to build, each IMAGE or IMAGE:VARIANT [default: all]
    #[arg(value_name = "IMAGE[:VARIANT]")]
    pub(super) images: Vec<String>,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

/// Flags that a verb for one image has too.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, Clone, Default, Args)]
pub(super) struct CommonArgs {
    /// Platforms, comma-separated: linux/amd64,linux/arm64 [env: ARCHWRIGHT_PLATFORMS]
    #[arg(short, long, value_name = "LIST")]
    pub(super) platforms: Option<String>,
    /// One variant; several with commas or flags
    #[arg(long, value_name = "NAME")]
    pub(super) variant: Vec<String>,
    /// Left out: IMAGE or IMAGE:VARIANT; several with commas or flags
    #[arg(long, value_name = "IMAGE[:VARIANT]")]
    pub(super) except: Vec<String>,
    /// Every variant, also beside one without a suffix
    #[arg(long, conflicts_with = "variant")]
    pub(super) all: bool,
    /// Push to the registry: by digest, then the tags once everything is proven [env: ARCHWRIGHT_PUSH]
    #[arg(long, conflicts_with_all = ["load", "output", "test_only"])]
    pub(super) push: bool,
    /// Load into the Docker server's image store
    #[arg(long, conflicts_with_all = ["output", "test_only"])]
    pub(super) load: bool,
    /// Write OCI layouts: oci:DIR [default: target/archwright/layout]
    #[arg(long, value_name = "oci:DIR", conflicts_with = "test_only")]
    pub(super) output: Option<String>,
    /// Try the build; no image, no tag
    #[arg(long)]
    pub(super) test_only: bool,
    /// A tag in place of the configured ones; several with commas or flags [env: ARCHWRIGHT_TAG]
    #[arg(long, value_name = "TAG")]
    pub(super) tag: Vec<String>,
    /// Another name for the image that is built; a first part that Docker reads as a registry is one
    #[arg(long, value_name = "[HOST/]NAME")]
    pub(super) name: Option<String>,
    /// Registry and path in front of the images' names; several with commas or flags, the same image to each [env: ARCHWRIGHT_REGISTRY]
    #[arg(long, value_name = "HOST/PATH")]
    pub(super) registry: Vec<String>,
    /// What turns an image into bytes
    #[arg(long, value_enum, default_value_t)]
    pub(super) engine: Engine,
    /// The buildx builder [env: ARCHWRIGHT_BUILDER]
    #[arg(long, value_name = "NAME")]
    pub(super) builder: Option<String>,
    /// Build every step anew
    #[arg(long)]
    pub(super) no_cache: bool,
    /// How progress is shown [env: ARCHWRIGHT_PROGRESS] [default: auto]
    #[arg(long, value_enum)]
    pub(super) progress: Option<Progress>,
    /// One image's failure does not stop the others; still no tag moves
    #[arg(long)]
    pub(super) keep_going: bool,
    /// A tag may lose platforms
    #[arg(long)]
    pub(super) allow_shrink: bool,
    /// `latest`, `1` and `1.4` may go back to an older version, or to a pre-release
    #[arg(long)]
    pub(super) allow_downgrade: bool,
    /// Print the plan, do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Plan with these facts, as `facts` printed them
    #[arg(long, value_name = "FILE")]
    pub(super) facts: Option<Utf8PathBuf>,
    /// Print the bake file that BuildKit would read, do nothing
    #[arg(long, conflicts_with = "json")]
    pub(super) bake: bool,
    /// Write what each reference points to once the run has ended well, as JSON
    #[arg(long, value_name = "FILE", conflicts_with = "test_only")]
    pub(super) digests: Option<Utf8PathBuf>,
    /// Print the report (or, with --dry-run, the plan) as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// What turns an image into bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Engine {
    /// BuildKit through `docker buildx bake`
    #[default]
    Buildx,
}

/// How progress is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Progress {
    /// Live lines on a terminal, plain ones elsewhere
    #[default]
    Auto,
    /// Live lines
    Tty,
    /// One line per event
    Plain,
    /// One JSON object per event
    Json,
}

/// Flags of `plan`.
#[derive(Debug, Clone, Args)]
pub(super) struct PlanArgs {
    #[command(flatten)]
    pub(super) build: BuildArgs,
    /// Print one value and where it came from
    #[arg(long, value_name = "KEY", conflicts_with_all = ["json", "bake"])]
    pub(super) why: Option<String>,
}

/// Flags of `ui-build` and `cli-build`.
#[derive(Debug, Clone, Args)]
pub(super) struct HostArgs {
    /// Which ones, by key [default: all]
    #[arg(value_name = "KEY")]
    pub(super) keys: Vec<String>,
    /// Platforms, comma-separated [env: ARCHWRIGHT_PLATFORMS]
    #[arg(short, long, value_name = "LIST")]
    pub(super) platforms: Option<String>,
    /// How progress is shown [env: ARCHWRIGHT_PROGRESS] [default: auto]
    #[arg(long, value_enum)]
    pub(super) progress: Option<Progress>,
    /// Print the plan, do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Print the report (or, with --dry-run, the plan) as JSON
    #[arg(long)]
    pub(super) json: bool,
}
