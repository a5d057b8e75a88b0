//! The libraries of files that nothing is known to run: plugins, modules of languages.

use super::super::judging::Judging;
use super::super::loader::{Flavour, GLIBC_LOADERS, comes_at_run_time, is_built_into_musl, musl_loaders};
use super::super::view::FileAt;
use super::Object;
use super::lookup::{Search, look_up};
use crate::code::{Elf, ElfKind};
use crate::findings::LIBRARY_MISSING_ASIDE;
use archwright_model::count;
use std::collections::{BTreeMap, HashSet};

/// Notes libraries that are nowhere in the image: whoever loads such a file may bring them, or nobody does, as with `CPython`'s
/// `_tkinter` where no Tk is installed.
pub(in super::super) fn judge_others(judging: &mut Judging<'_>) {
    let view = judging.view;
    let flavour = if GLIBC_LOADERS.iter().any(|path| view.find(path).file().is_some()) {
        Flavour::Glibc
    } else if musl_loaders(view).is_empty() {
        return;
    } else {
        Flavour::Musl
    };
    let platform = judging.platform();
    let directories = judging.directories(platform);
    let files = judging.files.clone();
    let own: Vec<(&FileAt<'_>, &Elf)> = files
        .iter()
        .filter_map(|file| file.code.elf().map(|elf| (file, elf)))
        .filter(|(_, elf)| elf.arch() == Some(platform.arch()) && matches!(elf.kind, ElfKind::Executable | ElfKind::Shared))
        .collect();
    let mut somewhere: HashSet<String> = own.iter().map(|(file, _)| file.name().to_owned()).collect();
    somewhere.extend(own.iter().filter_map(|(_, elf)| elf.soname()).map(str::to_owned));
    let mut missing: BTreeMap<&str, (FileAt<'_>, usize)> = BTreeMap::new();
    for (file, elf) in own.into_iter().filter(|(file, elf)| !judging.judged.contains(&*file.path) && fits_libc(elf, flavour)) {
        let object = [Object { opened: file.path.clone().into_owned(), file: file.clone(), elf, parent: None }];
        for library in elf.needed() {
            let known = somewhere.contains(library) || comes_at_run_time(library) || library.starts_with("ld");
            if known || (flavour == Flavour::Musl && is_built_into_musl(library)) {
                continue;
            }
            if let Search::Missing(_) = look_up(view, &directories, flavour, &object, 0, library) {
                missing.entry(library).or_insert_with(|| (file.clone(), 0)).1 += 1;
            }
        }
    }
    for (library, (file, number)) in missing {
        let more = if number > 1 { format!("; so it is with {}", count(number - 1, "other file")) } else { String::new() };
        let message = format!("it needs `{library}`, which is nowhere in the image; nothing that is known to run loads it{more}");
        judging.find(LIBRARY_MISSING_ASIDE, &file, message);
    }
}

/// A file for another C library has a sibling for this one, or is of no use here; either way its libraries are not the image's.
fn fits_libc(elf: &Elf, flavour: Flavour) -> bool {
    let is_for = |start: &str| elf.needed().iter().any(|library| library.starts_with(start));
    !elf.is_android
        && match flavour {
            Flavour::Glibc => !is_for("libc.musl-") && !elf.needed().iter().any(|library| library == "libc.so"),
            Flavour::Musl => !is_for("libc.so.6"),
            Flavour::Other => false,
        }
}
