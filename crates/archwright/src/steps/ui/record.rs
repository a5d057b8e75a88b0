//! What we know of the last build of a UI: its inputs, and the files that are ours.

mod copies;

pub(super) use copies::Copies;

use super::tree::{self, Tree};
use archwright_model::Project;
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// The record of one UI.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Record {
    /// Digest over all inputs.
    pub(super) inputs: String,
    /// The bundle's files, each with its digest.
    pub(super) files: BTreeMap<Utf8PathBuf, String>,
    /// Folders of the project that have a copy.
    copies: Vec<Utf8PathBuf>,
    /// While copies are replaced, what they are replaced for: a run that is cut short leaves some of either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    replaced: Vec<Replaced>,
}

/// A bundle that may still lie in its folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Replaced {
    files: BTreeMap<Utf8PathBuf, String>,
    copies: Vec<Utf8PathBuf>,
}

impl Record {
    /// The record of the last run; an empty one if there is none.
    pub(super) fn read(file: &Utf8Path) -> Self {
        fs::read_to_string(file).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Whether the staged bundle is as recorded.
    pub(super) fn is_staged(&self, staged: &Utf8Path, interrupt: &crate::runner::Interrupt) -> bool {
        tree::digests_of(staged, &|_| false, interrupt).is_ok_and(|found| found == self.files)
    }

    /// Whether these folders, and no others, have a copy as recorded.
    pub(super) fn has_copies(&self, to: &[Utf8PathBuf], project: &Project) -> bool {
        let same = |dir: &Utf8Path| {
            self.files.iter().all(|(path, digest)| fs::read(dir.join(path)).is_ok_and(|contents| tree::digest(&contents) == *digest))
        };
        let wanted = copies_of(self.files.is_empty(), to);
        self.replaced.is_empty() && self.copies == wanted && self.copies.iter().all(|dir| same(&project.path(dir)))
    }

    /// The record while these copies are replaced by those of a bundle: the files of both are ours.
    pub(super) fn replaced_by(self, inputs: String, bundle: &Tree, to: &[Utf8PathBuf]) -> Self {
        let mut replaced = self.replaced;
        let last = Replaced { files: self.files, copies: self.copies };
        if !last.copies.is_empty() && !replaced.contains(&last) {
            replaced.push(last);
        }
        Self { inputs, files: bundle.digests(), copies: copies_of(bundle.len() == 0, to), replaced }
    }

    /// The record once all copies are replaced.
    pub(super) fn settled(self) -> Self {
        Self { replaced: Vec::new(), ..self }
    }

    /// Every file that is or may be ours, by folder and path, with the digests that it has then.
    fn ours(&self) -> BTreeMap<(&Utf8Path, &Utf8Path), BTreeSet<&str>> {
        let bundles = self.replaced.iter().map(|replaced| (&replaced.copies, &replaced.files)).chain([(&self.copies, &self.files)]);
        let mut ours = BTreeMap::<_, BTreeSet<&str>>::new();
        for (copies, files) in bundles {
            for (dir, (path, digest)) in copies.iter().flat_map(|dir| files.iter().map(move |file| (dir, file))) {
                ours.entry((dir.as_path(), path.as_path())).or_default().insert(digest);
            }
        }
        ours
    }
}

/// The folders that have a copy of a bundle: none of an empty one.
fn copies_of(bundle_is_empty: bool, to: &[Utf8PathBuf]) -> Vec<Utf8PathBuf> {
    if bundle_is_empty { Vec::new() } else { to.to_vec() }
}
