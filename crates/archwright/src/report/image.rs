//! What became of an image, its platforms and its tags.

use archwright_model::{Digest, ImageRef, Platform, Repository};
use archwright_plan::ImageId;
use serde::{Deserialize, Serialize};

/// One image or variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImageReport {
    /// The image or variant.
    pub image: ImageId,
    /// Where it is: a repository or a folder; of a loaded image, its name.
    pub place: String,
    /// The index, or the one manifest.
    pub digest: Digest,
    /// Its platforms.
    pub platforms: Vec<PlatformReport>,
    /// Its tags.
    pub tags: Vec<TagReport>,
    /// Repositories that got it too, the same to the byte.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<Repository>,
    /// Indexes that BuildKit pushed around single platforms: no tag points to them, and most registries collect them in time. A cached
    /// build pushes new ones, for provenance has times in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untagged: Vec<Digest>,
}

/// One platform of an image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlatformReport {
    /// The platform.
    pub platform: Platform,
    /// Its manifest.
    pub digest: Digest,
    /// Its layers as they are stored, in bytes.
    pub bytes: u64,
    /// How many layers.
    pub layers: usize,
    /// How long BuildKit worked on it, in seconds; none if this run did not build it.
    pub seconds: Option<f64>,
    /// What was proved, in a few words each.
    pub proved: Vec<String>,
    /// The ids of the errors that were found in it: with any it is not proven.
    pub errors: Vec<String>,
    /// Its attestations, by predicate.
    pub attestations: Vec<String>,
}

/// One tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TagReport {
    /// The tag as a reference.
    pub reference: ImageRef,
    /// The one platform whose manifest it is; none means the whole image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// Whether it moved, and from where.
    pub outcome: TagOutcome,
}

/// What became of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TagOutcome {
    /// It is new.
    Created,
    /// It pointed elsewhere.
    Moved,
    /// It pointed here.
    AlreadySo,
    /// The Docker server's store has it.
    Loaded,
    /// Another publisher moved it since the run began, and it stays where they put it.
    Taken,
}

impl TagOutcome {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Created => "new",
            Self::Moved => "moved",
            Self::AlreadySo => "already so",
            Self::Loaded => "loaded",
            Self::Taken => "another publisher's",
        }
    }
}
