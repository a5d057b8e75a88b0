//! The file that gets an image's last tag.

use super::Release;
use crate::tags::TagClass;
use archwright_model::{Tag, project::Image};
use camino::Utf8PathBuf;
use serde::Serialize;

/// A file, and the tag that is written to it once everything is published or loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct LastTag {
    /// The file, relative to the project.
    pub file: Utf8PathBuf,
    /// The tag.
    pub tag: Tag,
}

impl LastTag {
    /// The first tag of an image, as they are listed, if it has a file for it.
    pub(crate) fn of(image: &Image, tags: &[(Tag, TagClass)]) -> Option<Self> {
        Some(Self { file: image.last_tag_file.clone()?, tag: tags.first()?.0.clone() })
    }

    /// Those of a whole run; a file that several variants have gets the first one's.
    pub(crate) fn of_all(releases: &[Release]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for last in releases.iter().filter_map(|release| release.last_tag.as_ref()) {
            if !all.iter().any(|other| other.file == last.file) {
                all.push(last.clone());
            }
        }
        all
    }

    /// What the file holds then.
    pub fn text(&self) -> String {
        format!("{}\n", self.tag)
    }
}
