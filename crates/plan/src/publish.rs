//! What follows a build: preflight of tags, the index, the proof, and the tags or the image store.

mod copy;
mod last_tag;
mod load;
mod platform_tag;

pub use load::{Load, LoadImage};

pub use copy::Copy;
pub use last_tag::LastTag;
pub use platform_tag::PlatformTag;

use crate::{
    ImageId,
    tags::{Edition, TagClass},
};
use archwright_model::{
    ImageRef, Platform, Platforms, Repository, Tag,
    project::{AllowForeign, Attest, Provenance},
};
use camino::Utf8PathBuf;
use semver::Version;
use serde::{Serialize, Serializer};
use std::{collections::BTreeMap, iter};

/// One image or variant with the names it will have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Release {
    /// The image or variant.
    pub image: ImageId,
    /// Where it is built to and proven.
    pub repository: Repository,
    /// Where else it goes, the same to the byte.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<Repository>,
    /// Its tags, in the order in which they move: unique ones, others, `latest`.
    pub tags: Vec<Tag>,
    /// The tags that are never moved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub write_once: Vec<Tag>,
    /// The version that it is, if that is known: moving tags never go back from a higher one.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "version_text")]
    pub version: Option<Version>,
    /// What stands behind each tag.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub suffix: String,
    /// Its tags for single platforms.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub platform_tags: Vec<PlatformTag>,
    /// The file that gets its last tag.
    #[serde(skip)]
    pub last_tag: Option<LastTag>,
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
    /// Every repository that it goes to, the one that it is built to first.
    pub fn repositories(&self) -> impl Iterator<Item = &Repository> + Clone {
        iter::once(&self.repository).chain(&self.copies)
    }

    /// Its references: each tag in every repository.
    pub fn references(&self) -> impl Iterator<Item = ImageRef> + '_ {
        self.tags.iter().flat_map(|tag| self.repositories().map(|repository| repository.tagged(tag)))
    }

    /// The references of its tags for single platforms.
    pub fn platform_references(&self) -> impl Iterator<Item = (ImageRef, Platform)> + '_ {
        let all = self.platform_tags.iter();
        all.flat_map(|one| self.repositories().map(|repository| (repository.tagged(&one.tag), one.platform)))
    }

    /// Whether it is published as one manifest, without an index: AWS Lambda, say, takes no other.
    pub(crate) fn is_bare(&self) -> bool {
        self.platforms.len() == 1 && !self.attest.provenance && !self.attest.sbom
    }

    /// Whether a tag of it is never moved.
    pub fn is_write_once(&self, tag: &Tag) -> bool {
        self.write_once.contains(tag)
    }

    /// The version that its tags speak of.
    pub fn edition(&self) -> Edition {
        Edition { version: self.version.clone(), suffix: self.suffix.clone() }
    }
}

#[expect(clippy::ref_option, reason = "serde calls it")]
fn version_text<S: Serializer>(version: &Option<Version>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&version.as_ref().map(ToString::to_string).unwrap_or_default())
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
    /// Whether a moving tag may go back to an older version.
    #[serde(skip_serializing_if = "is_no")]
    pub allow_downgrade: bool,
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
    /// Annotations of what the tags point to.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// Tags that keep the images that they have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub write_once: Vec<ImageRef>,
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
    /// What in it belongs to another platform on purpose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow_foreign: Vec<AllowForeign>,
    /// The image that it stands on, by platform: what is wrong there already is no fault of this build.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub base: BTreeMap<Platform, ImageRef>,
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
    /// Files that get the last tag of an image.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub last_tags: Vec<LastTag>,
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
    /// Whether it stays where it is once it is there.
    #[serde(skip_serializing_if = "is_no")]
    pub write_once: bool,
    /// The one platform whose image it is for; none means the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_no(flag: &bool) -> bool {
    !flag
}

impl Index {
    /// Where an image that BuildKit exported is joined before it is pushed.
    pub fn staged(&self) -> Utf8PathBuf {
        crate::image::staged_layout(&self.image)
    }
}

impl Publish {
    pub(crate) fn new(releases: &[Release]) -> Self {
        let one = |release: &Release, reference: ImageRef| TagMove {
            image: release.image.clone(),
            write_once: reference.tag().is_some_and(|tag| release.is_write_once(tag)),
            reference,
            platforms: release.platforms.clone(),
            platform: None,
        };
        let everywhere = |release: &Release, tag: &Tag| release.repositories().map(|repository| repository.tagged(tag)).collect::<Vec<_>>();
        let mut tags = Vec::new();
        for release in releases {
            for (tag, class) in release.tags.iter().zip(&release.classes) {
                tags.extend(everywhere(release, tag).into_iter().map(|reference| (class, one(release, reference))));
            }
            for PlatformTag { platform, tag, class } in &release.platform_tags {
                let of_platform = |reference| TagMove {
                    image: release.image.clone(),
                    reference,
                    platforms: [*platform].into_iter().collect(),
                    write_once: false,
                    platform: Some(*platform),
                };
                tags.extend(everywhere(release, tag).into_iter().map(|reference| (class, of_platform(reference))));
            }
        }
        // Over all images: a version that is there while `latest` is still the old one harms nobody.
        tags.sort_by_key(|(class, _)| *class);
        Self { tags: tags.into_iter().map(|(_, tag)| tag).collect(), journal: JOURNAL.into(), last_tags: LastTag::of_all(releases) }
    }
}
