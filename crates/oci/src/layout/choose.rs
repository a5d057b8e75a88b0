//! Which image of a layout is meant.

use crate::annotation::{IMAGE_NAME, REF_NAME};
use crate::source::ImageSource;
use crate::{ContentError, Descriptor, Document, Index};
use archwright_model::{Digest, Platform};
use std::collections::BTreeSet;

/// An image of a layout.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Choice {
    /// The only one; or all, if they are one image's platforms: none has another's platform or a name of its own.
    #[default]
    Only,
    /// The one of that name, or of that tag.
    Name(String),
    /// The one of that digest.
    Digest(Digest),
}

/// What `index.json` has of what was chosen.
pub(super) enum Chosen {
    /// One entry.
    Entry(Box<Descriptor>),
    /// `index.json` itself: its entries are one image's platforms.
    Whole,
}

impl Choice {
    /// The image in an `index.json`; several names of one digest are one. `platform` tells the platform of an entry.
    pub(super) fn of(&self, index: &Index, platform: impl Fn(&Descriptor) -> Option<Platform>) -> Result<Chosen, ContentError> {
        let mut seen = BTreeSet::new();
        let fitting = index.manifests.iter().filter(|entry| self.fits(entry));
        let fitting: Vec<_> = fitting.filter(|entry| seen.insert(&entry.digest)).collect();
        match (fitting.as_slice(), self) {
            ([only], _) => Ok(Chosen::Entry(Box::new((*only).clone()))),
            ([], Self::Only) => Err(ContentError::new("layout", "index.json names 0 images, where one is needed")),
            ([], Self::Name(_) | Self::Digest(_)) => Err(ContentError::new("layout", format!("it has no such image; {}", there(index)))),
            (_, Self::Only) if is_one(index, platform) => Ok(Chosen::Whole),
            (several, _) => {
                let why = format!("index.json names {} images, where one is needed; {}", several.len(), there(index));
                Err(ContentError::new("layout", why))
            }
        }
    }

    /// One platform of an image that `index.json` names, by its digest.
    pub(super) fn inside(&self, layout: &dyn ImageSource) -> Option<Document> {
        match self {
            Self::Digest(digest) => layout.manifest(digest).ok().flatten(),
            Self::Only | Self::Name(_) => None,
        }
    }

    fn fits(&self, entry: &Descriptor) -> bool {
        match self {
            Self::Only => true,
            Self::Digest(digest) => entry.digest == *digest,
            Self::Name(wanted) => {
                names(entry).any(|name| name == wanted || name.strip_suffix(wanted).is_some_and(|rest| rest.ends_with(':')))
            }
        }
    }
}

fn names(entry: &Descriptor) -> impl Iterator<Item = &str> {
    [IMAGE_NAME, REF_NAME].into_iter().filter_map(|key| entry.annotations.get(key)).map(String::as_str)
}

/// Whether the entries are the platforms of one image.
fn is_one(index: &Index, platform: impl Fn(&Descriptor) -> Option<Platform>) -> bool {
    let names: BTreeSet<_> = index.manifests.iter().map(|entry| names(entry).collect::<Vec<_>>()).collect();
    let mut platforms = BTreeSet::new();
    names.len() == 1 && index.manifests.iter().all(|entry| platform(entry).is_some_and(|platform| platforms.insert(platform)))
}

/// What can be chosen, and how.
fn there(index: &Index) -> String {
    let mut seen = BTreeSet::new();
    let entries = index.manifests.iter().filter(|entry| seen.insert(&entry.digest));
    let named: Vec<String> = entries
        .map(|entry| names(entry).next().map_or_else(|| format!("`@{}`", entry.digest), |name| format!("`:{name}`")))
        .take(SHOWN)
        .collect();
    let more = if seen.len() > SHOWN { ", …" } else { "" };
    format!("put one of these behind its path: {}{more}", named.join(", "))
}

const SHOWN: usize = 20;
