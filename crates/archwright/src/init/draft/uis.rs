//! Which web UIs a configuration gets, and by which keys: those that a Dockerfile takes have the names that it gives them.

use super::names;
use crate::init::Scan;
use camino::{Utf8Path, Utf8PathBuf};

/// A UI of the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DraftUi {
    pub(super) key: String,
    pub(super) dir: Utf8PathBuf,
    pub(super) output: Output,
}

/// What a UI's build script writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Output {
    /// What its bundler usually does.
    Usual(String),
    /// Nothing tells: it is a UI by a Dockerfile's word alone.
    Guessed,
}

/// The UIs, and the packages that are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Uis {
    pub(super) drafted: Vec<DraftUi>,
    pub(super) left_out: Vec<String>,
}

pub(super) fn choose(scan: &Scan) -> Uis {
    let mut uis = Uis { drafted: Vec::new(), left_out: scan.other_packages.clone() };
    let mut used = Vec::new();
    for ui in &scan.uis {
        let key = names::of_ui(&ui.dir, &used);
        uis.drafted.push(DraftUi { key: key.clone(), dir: ui.dir.clone(), output: Output::Usual(ui.output.clone()) });
        used.push(key);
    }
    let taken = taken(scan);
    let mut missing: Vec<_> = taken.iter().filter(|key| !used.contains(key)).cloned().collect();
    missing.retain(|key| !uis.adopt(key, |dir| dir.file_name() == Some(key) || names::of_ui(dir, &[]) == *key));
    // One name and one folder left over are each other's.
    if let [key] = missing.as_slice() {
        let mut unnamed = uis.drafted.iter_mut().filter(|ui| !taken.contains(&ui.key));
        match (unnamed.next(), unnamed.next()) {
            (Some(only), None) => only.key.clone_from(key),
            (None, _) if uis.left_out.len() == 1 => drop(uis.adopt(key, |_| true)),
            (Some(_), Some(_)) | (None, _) => {}
        }
    }
    uis
}

impl Uis {
    /// Makes a UI of the first package that fits, under that key; false if none does.
    fn adopt(&mut self, key: &str, fits: impl Fn(&Utf8Path) -> bool) -> bool {
        let dir = |package: &str| Utf8Path::new(package).parent().unwrap_or(Utf8Path::new("")).to_owned();
        let Some(at) = self.left_out.iter().position(|package| fits(&dir(package))) else { return false };
        let package = self.left_out.remove(at);
        self.drafted.push(DraftUi { key: key.to_owned(), dir: dir(&package), output: Output::Guessed });
        true
    }
}

/// The keys of the UIs that Dockerfiles take, each once: `COPY --from=ui.web`.
fn taken(scan: &Scan) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for key in scan.images.iter().flat_map(|image| &image.from).filter_map(|from| from.strip_prefix("ui.")) {
        // A name with a variable in it is none yet.
        if names::slug(key, "") == key && !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }
    keys
}
