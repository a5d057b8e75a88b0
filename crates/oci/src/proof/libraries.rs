//! The libraries of a program, looked for as its loader does.

mod lookup;
mod others;
mod versions;

pub(super) use lookup::misfit;
pub(super) use others::judge_others;

use super::judging::Judging;
use super::loader::{Flavour, Loader, comes_at_run_time, is_built_into_musl};
use super::view::FileAt;
use super::{damage, view};
use crate::code::Elf;
use crate::findings::{LIBC_MIXED, LIBRARY_MISSING};
use archwright_model::Platform;
use lookup::{Search, look_up};
use std::collections::HashMap;

/// No program has more libraries than this.
const MOST: usize = 8192;

/// A file that the loader has mapped.
pub(super) struct Object<'a> {
    /// The path under which it was opened, from which `$ORIGIN` comes.
    pub opened: String,
    pub file: FileAt<'a>,
    pub elf: &'a Elf,
    /// Whose need brought it.
    pub parent: Option<usize>,
}

/// Judges what a program of that platform needs of libraries: the image's, or that of a second ABI.
pub(super) fn judge<'a>(judging: &mut Judging<'a>, platform: Platform, program: &FileAt<'a>, elf: &'a Elf, loader: &Loader<'a>) {
    let directories = judging.directories(platform);
    let mut objects = vec![Object { opened: program.path.clone().into_owned(), file: program.clone(), elf, parent: None }];
    let mut names: HashMap<String, Option<usize>> = HashMap::new();
    names.insert(view::name(elf.interpreter.as_deref().unwrap_or_default()).to_owned(), None);
    names.insert(loader.elf.soname().unwrap_or_default().to_owned(), None);
    let mut next = 0;
    while next < objects.len() && objects.len() < MOST {
        for library in objects[next].elf.needed() {
            let built_in = loader.flavour == Flavour::Musl && is_built_into_musl(library);
            if names.contains_key(library) || built_in || comes_at_run_time(library) {
                continue;
            }
            match look_up(judging.view, &directories, loader.flavour, &objects, next, library) {
                Search::Found { opened, file, elf } => {
                    // One file under two names is mapped once.
                    let known = objects.iter().position(|object| object.file.path == file.path);
                    let at = known.unwrap_or(objects.len());
                    if known.is_none() {
                        judging.tally.libraries.insert(file.path.clone().into_owned());
                        judging.note_judged(&file, elf);
                        objects.push(Object { opened, file, elf, parent: Some(next) });
                    }
                    if let Some(soname) = elf.soname() {
                        names.entry(soname.to_owned()).or_insert(Some(at));
                    }
                    names.insert(library.clone(), Some(at));
                }
                Search::Missing(hint) => {
                    names.insert(library.clone(), None);
                    let file = objects[next].file.clone();
                    let of = if next == 0 { String::new() } else { format!(", of which `{}` is a part", program.path) };
                    judging.find(LIBRARY_MISSING, &file, format!("it needs `{library}`{of}, and {hint}"));
                }
            }
        }
        next += 1;
    }
    for object in objects.iter().skip(1) {
        damage::judge_library(judging, &object.file, object.elf);
    }
    match loader.flavour {
        Flavour::Glibc => versions::judge(judging, &objects, &names),
        Flavour::Musl => mixed(judging, &objects),
        Flavour::Other => {}
    }
}

/// Files made for glibc under musl's loader, without the layer that Alpine has for them.
fn mixed(judging: &mut Judging<'_>, objects: &[Object<'_>]) {
    if judging.view.find("/lib/libgcompat.so.0").file().is_some() {
        return;
    }
    for object in objects {
        let needs = object.elf.dynamic.iter().flat_map(|dynamic| &dynamic.version_needs);
        if let Some(need) = needs.into_iter().find(|need| need.library.starts_with("libc.so.6")) {
            let version = need.versions.last().map_or("glibc", String::as_str);
            judging.find(LIBC_MIXED, &object.file, format!("it is built for glibc ({version}), and its loader is musl's"));
        }
    }
}
