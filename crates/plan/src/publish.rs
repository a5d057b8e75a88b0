//! What follows a build: preflight of tags, the index, the proof, and the tags or the image store.

mod load;

pub use load::{Load, LoadImage};

use crate::{ImageId, tags::TagClass};
use archwright_model::{
    ImageRef, Platform, Platforms, Repository, Tag,
    project::{Attest, Provenance},
};
use camino::Utf8PathBuf;
use serde::Serialize;

/// One image or variant with the names it will have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Release {
    /// The image or variant.
    pub image: ImageId,
    /// Where it goes.
    pub repository: Repository,
    /// Its tags, in the order in which they move: unique ones, others, `latest`.
    pub tags: Vec<Tag>,
    /// The class of each tag.
    #[serde(skip)]
    pub(crate) classes: Vec<TagClass>,
    /// Its platforms.
    pub platforms: Platforms,
    /// Its attestations.
    #[serde(skip)]
    pub attest: AttestWanted,
}

impl Release {
    /// Its references, one per tag.
    pub fn references(&self) -> impl Iterator<Item = ImageRef> + '_ {
        self.tags.iter().map(|tag| self.repository.tagged(tag))
    }
}

/// Which attestations a platform must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct AttestWanted {
    /// Provenance.
    pub provenance: bool,
    /// A bill of materials.
    pub sbom: bool,
}

impl From<Attest> for AttestWanted {
    fn from(attest: Attest) -> Self {
        Self { provenance: attest.provenance != Provenance::Off, sbom: attest.sbom }
    }
}

/// Reads every tag of the run before anything is built: what is there, and whether it may move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Preflight {
    /// What will be published.
    pub releases: Vec<Release>,
    /// Whether a tag may lose platforms.
    pub allow_shrink: bool,
    /// Where an earlier run's journal may lie.
    pub journal: Utf8PathBuf,
}

/// Where an image's index goes, and is read back from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A repository.
    Registry(Repository),
    /// An OCI layout.
    Layout(Utf8PathBuf),
}

/// Joins one image's platforms into an index, composed by us, put by digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Index {
    /// The image or variant.
    pub image: ImageId,
    /// Its platforms, and the bake target that built each.
    pub parts: Vec<IndexPart>,
    /// Where it goes.
    pub place: Place,
    /// The names that a layout records, and whose index is kept if it has the same images.
    pub names: Vec<ImageRef>,
    /// A layout of an earlier run, whose index is kept if it has the same images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Utf8PathBuf>,
    /// The attestations each platform must have.
    pub attest: AttestWanted,
}

/// One platform of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct IndexPart {
    /// The platform.
    pub platform: Platform,
    /// The bake target.
    pub target: String,
    /// The layout that the target wrote, if it wrote one.
    pub layout: Option<Utf8PathBuf>,
}

/// Reads one image back by digest and judges it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Prove {
    /// The image or variant.
    pub image: ImageId,
    /// Where it is read from.
    pub place: Place,
    /// The platforms it must have, these and no others.
    pub platforms: Platforms,
    /// The attestations each must have.
    pub attest: AttestWanted,
}

/// Moves one proven layout to where the request wants it, in place of the one that was there before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct WriteLayout {
    /// The image or variant.
    pub image: ImageId,
    /// Where it was composed and proven.
    pub staged: Utf8PathBuf,
    /// Where it goes.
    pub dir: Utf8PathBuf,
}

/// Where the journal of tags is kept, relative to the project.
pub(crate) const JOURNAL: &str = "target/archwright/journal.json";

/// Moves tags onto proven digests, unique ones first, then others, `latest` last, each step journalled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Publish {
    /// The tags in the order in which they move.
    pub tags: Vec<TagMove>,
    /// Where the journal is kept.
    pub journal: Utf8PathBuf,
}

/// One tag that shall point to an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TagMove {
    /// The image or variant.
    pub image: ImageId,
    /// The tag.
    pub reference: ImageRef,
    /// The image's platforms.
    pub platforms: Platforms,
}

impl Publish {
    pub(crate) fn new(releases: &[Release]) -> Self {
        let one = |release: &Release, reference| TagMove { image: release.image.clone(), reference, platforms: release.platforms.clone() };
        let classed =
            |release| Release::references(release).zip(&release.classes).map(move |(reference, class)| (class, one(release, reference)));
        let mut tags: Vec<_> = releases.iter().flat_map(classed).collect();
        // Over all images: a version that is there while `latest` is still the old one harms nobody.
        tags.sort_by_key(|(class, _)| *class);
        Self { tags: tags.into_iter().map(|(_, tag)| tag).collect(), journal: JOURNAL.into() }
    }
}
