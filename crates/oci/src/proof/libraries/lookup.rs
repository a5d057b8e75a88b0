//! One library, looked for in every place in turn.

use super::super::loader::{Flavour, default_places};
use super::super::search::{Directories, split};
use super::super::view::{FileAt, Found, View, directory, join};
use super::Object;
use crate::code::{Elf, FileCode};

pub(super) enum Search<'a> {
    Found {
        opened: String,
        file: FileAt<'a>,
        elf: &'a Elf,
    },
    /// Not found; what was seen instead, in words that read after "and".
    Missing(String),
}

/// What the loader takes for `library`, which `objects[by]` needs.
pub(super) fn look_up<'a>(
    view: &'a dyn View,
    directories: &Directories,
    flavour: Flavour,
    objects: &[Object<'a>],
    by: usize,
    library: &str,
) -> Search<'a> {
    let object = &objects[by];
    let places = if library.contains('/') {
        // A path is taken as it is.
        directories.expand(library, directory(&object.opened)).iter().map(|path| join("/", path)).collect()
    } else {
        places(directories, flavour, objects, by, library)
    };
    let main = objects[0].elf;
    let mut seen = None;
    for place in places {
        match view.find(&place) {
            Found::File(file) => match misfit(main, file.code) {
                Ok(elf) => return Search::Found { opened: place, file, elf },
                Err(why) => {
                    seen.get_or_insert_with(|| format!("`{}` {why}", file.path));
                }
            },
            other @ (Found::Dangling(_) | Found::Cycle) => {
                seen.get_or_insert_with(|| format!("`{place}` {}", other.why_not()));
            }
            Found::Directory(_) | Found::Special | Found::Missing => {}
        }
    }
    Search::Missing(seen.unwrap_or_else(|| hint(view, directories, flavour, main, library)))
}

/// The places in the order of the loader; not all of them need be there.
fn places(directories: &Directories, flavour: Flavour, objects: &[Object<'_>], by: usize, library: &str) -> Vec<String> {
    let mut found = Vec::new();
    let inside = |directory: &str| match flavour {
        Flavour::Glibc => directories.glibc_in(directory, library),
        Flavour::Musl | Flavour::Other => vec![format!("{directory}/{library}")],
    };
    let environment = |found: &mut Vec<String>| found.extend(directories.environment.iter().flat_map(|directory| inside(directory)));
    let list = |list: Option<&String>, object: &Object<'_>, found: &mut Vec<String>| {
        for entry in split(list.map_or("", String::as_str), &[':'], "/") {
            found.extend(directories.expand(&entry, directory(&object.opened)).iter().flat_map(|directory| inside(directory)));
        }
    };
    let chain = std::iter::successors(Some(by), |at| objects[*at].parent).map(|at| &objects[at]);
    let own = objects[by].elf.dynamic.as_ref();
    match flavour {
        Flavour::Musl => {
            environment(&mut found);
            for object in chain {
                let dynamic = object.elf.dynamic.as_ref();
                list(dynamic.and_then(|dynamic| dynamic.runpath.as_ref().or(dynamic.rpath.as_ref())), object, &mut found);
            }
        }
        Flavour::Glibc | Flavour::Other => {
            // RPATH is inherited, and means nothing where there is a RUNPATH; RUNPATH counts for the file itself only.
            if own.is_none_or(|dynamic| dynamic.runpath.is_none()) {
                for object in chain {
                    let dynamic = object.elf.dynamic.as_ref().filter(|dynamic| dynamic.runpath.is_none());
                    list(dynamic.and_then(|dynamic| dynamic.rpath.as_ref()), object, &mut found);
                }
            }
            environment(&mut found);
            list(own.and_then(|dynamic| dynamic.runpath.as_ref()), &objects[by], &mut found);
        }
    }
    let defaults = own.is_none_or(|dynamic| !dynamic.no_default_libraries);
    found.extend(default_places(directories, flavour, library, defaults));
    found
}

/// Loaders pass over libraries of another machine, and look on.
pub(in super::super) fn misfit<'a>(main: &Elf, code: &'a FileCode) -> Result<&'a Elf, String> {
    let FileCode::Elf(elf) = code else { return Err("is no ELF file".into()) };
    if (elf.machine, elf.class, elf.order) != (main.machine, main.class, main.order) {
        return Err(if elf.machine == main.machine {
            format!("is {} {}", elf.class, elf.order)
        } else {
            format!("is for {}", elf.machine)
        });
    }
    let float = |elf: &Elf| elf.arm.and_then(|arm| arm.hard_float);
    match (float(main), float(elf)) {
        (Some(true), Some(false)) => Err("has no hard floating point, and the program has".into()),
        (Some(false), Some(true)) => Err("has hard floating point, and the program has not".into()),
        _ => Ok(elf),
    }
}

fn hint(view: &dyn View, directories: &Directories, flavour: Flavour, main: &Elf, library: &str) -> String {
    let there = directories.configured(library).find(|path| view.find(path).file().is_some_and(|file| misfit(main, file.code).is_ok()));
    match there {
        Some(path) if flavour == Flavour::Glibc => {
            format!("the loader does not find `{path}`, because `/etc/ld.so.cache` does not have it: run `ldconfig` behind what brings it")
        }
        _ if flavour == Flavour::Glibc && (library.starts_with("libc.musl-") || library == "libc.so") => {
            "that is musl's C library, while the program runs with glibc's".into()
        }
        _ if flavour == Flavour::Musl && library.starts_with("ld-linux") => {
            "that is glibc's loader, while the program runs with musl's".into()
        }
        Some(_) | None => "no such file is where the loader looks".into(),
    }
}
