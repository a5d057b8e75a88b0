//! What the `ca-file` of each registry holds, so that a renewed certificate is noticed.

use archwright_model::{Digest, Project};
use archwright_plan::Fact;
use camino::Utf8PathBuf;
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, fs};

pub(super) fn observe(project: &Project) -> BTreeMap<Utf8PathBuf, Fact<String>> {
    let files = project.registries.values().filter_map(|settings| settings.ca_file.as_ref());
    let contents = |file: &Utf8PathBuf| match fs::read(project.path(file)) {
        Ok(bytes) => Fact::Known(Digest::sha256(Sha256::digest(bytes).into()).to_string()),
        Err(error) => Fact::Unknown(format!("cannot read {}: {error}", project.path(file))),
    };
    files.map(|file| (file.clone(), contents(file))).collect()
}
