//! The cache of a build outside its builder.

use crate::Repository;
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

/// Where what was built is kept for other builders: a place of its own per image, variant and platform, which is written and read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BuildCache {
    /// What keeps it.
    pub kind: CacheKind,
    /// How much of it.
    pub mode: CacheMode,
    /// When it is written.
    pub write: CacheWrite,
}

/// What keeps a cache.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CacheKind {
    /// A repository, a tag for each; none is the image's own.
    Registry(Option<Repository>),
    /// The cache of GitHub Actions, a scope for each.
    Gha,
    /// A folder, a folder in it for each.
    Local(Utf8PathBuf),
    /// The image itself.
    Inline,
}

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CacheMode {
    /// The layers of the image.
    Min,
    /// Those of every stage too.
    #[default]
    Max,
}

/// When a cache is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CacheWrite {
    /// By every build.
    Always,
    /// By builds that push.
    #[default]
    WhenPushing,
    /// By none: it is read alone.
    Never,
}

impl CacheMode {
    /// Its name in BuildKit.
    pub fn name(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
        }
    }
}
