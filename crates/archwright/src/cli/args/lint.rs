//! The flags of `lint`.
#![expect(clippy::doc_markdown, reason = "these texts are the help that a terminal shows, not rustdoc")]

use crate::cli::lint::Format;
use camino::Utf8PathBuf;
use clap::Args;

/// Flags of `lint`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct LintArgs {
    /// Dockerfiles [default: those of the project's images; without a project, those in this folder]
    #[arg(value_name = "DOCKERFILE")]
    pub(in crate::cli) files: Vec<Utf8PathBuf>,
    /// Platforms, comma-separated: linux/amd64,linux/arm64 [env: ARCHWRIGHT_PLATFORMS]
    #[arg(short, long, value_name = "LIST")]
    pub(in crate::cli) platforms: Option<String>,
    /// The build context, to see what COPY finds there [default: the image's]
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) context: Option<Utf8PathBuf>,
    /// Mend what can be mended for certain
    #[arg(long)]
    pub(in crate::cli) fix: bool,
    /// In which form the findings are printed
    #[arg(long, value_enum, default_value_t, conflicts_with_all = ["json", "sarif"])]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "sarif")]
    json: bool,
    /// The same as --format sarif
    #[arg(long)]
    sarif: bool,
}

impl LintArgs {
    /// In which form the findings are printed.
    pub(in crate::cli) fn format(&self) -> Format {
        match (self.json, self.sarif) {
            (true, _) => Format::Json,
            (false, true) => Format::Sarif,
            (false, false) => self.format,
        }
    }
}
