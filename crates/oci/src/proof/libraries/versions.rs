//! Symbol versions: what a file needs of a library, against what the library has.

use super::super::judging::Judging;
use super::Object;
use crate::findings::VERSION_MISSING;
use std::collections::HashMap;

/// What glibc's loader checks before it starts anything (glibc, `elf/dl-version.c`).
pub(super) fn judge(judging: &mut Judging<'_>, objects: &[Object<'_>], names: &HashMap<String, Option<usize>>) {
    for object in objects {
        for need in object.elf.dynamic.iter().flat_map(|dynamic| &dynamic.version_needs) {
            let Some(Some(library)) = names.get(&need.library).map(|at| at.map(|at| &objects[at])) else { continue };
            let Some(dynamic) = &library.elf.dynamic else { continue };
            // Of a library without any version the loader only warns.
            if dynamic.version_definitions.is_empty() {
                continue;
            }
            let missing: Vec<_> = need.versions.iter().filter(|version| !dynamic.version_definitions.contains(version)).collect();
            let Some(worst) = missing.iter().max_by_key(|version| rank(version)) else { continue };
            let has = highest(&dynamic.version_definitions, worst).map_or(String::new(), |has| format!(", whose newest is {has}"));
            let message = format!("it needs {worst} of `{}`, and the image has `{}`{has}", need.library, library.file.path);
            judging.find(VERSION_MISSING, &object.file, message);
        }
    }
}

/// The newest version of the same series: of `GLIBC_2.38` the newest `GLIBC_` there.
fn highest<'a>(versions: &'a [String], like: &str) -> Option<&'a String> {
    let (series, _) = like.rsplit_once('_')?;
    versions.iter().filter(|version| version.rsplit_once('_').is_some_and(|(other, _)| other == series)).max_by_key(|version| rank(version))
}

/// The numbers of a version; `GLIBC_PRIVATE` has none and is the lowest.
fn rank(version: &str) -> Vec<u64> {
    let (_, numbers) = version.rsplit_once('_').unwrap_or_default();
    numbers.split('.').map_while(|number| number.parse().ok()).collect()
}
