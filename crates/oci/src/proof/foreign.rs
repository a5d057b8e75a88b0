//! Code of other machines, wherever it lies: an error, unless it is known why it is there.

mod counterpart;
mod names;
mod packages;
mod reason;

use super::judging::Judging;
use super::view::FileAt;
use crate::code::fits::elf_fits;
use crate::code::{ElfKind, FileCode};
use crate::findings::{FOREIGN_FILE, FOREIGN_KNOWN, FOREIGN_PROGRAM, NOT_EXAMINED};
use archwright_model::{Arch, Platform, Severity, count};
use reason::{Excuse, Reasons};
use std::collections::{BTreeMap, BTreeSet};

/// So many findings of one layer and machine are told one by one; then they are counted.
const TOLD: usize = 20;

/// What a file is, seen from a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    /// Of the platform, or of none.
    Own,
    /// Of another machine or system; the words read after "it is".
    Foreign { what: String, arch: Option<Arch>, system: System },
    /// Not looked into.
    Closed,
}

/// Whether the kernel could load it, on another machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    Linux,
    Other,
}

/// Looks at every file that is not known to run.
pub(super) fn judge(judging: &mut Judging<'_>) {
    let view = judging.view;
    let platform = judging.platform();
    let files = judging.files.clone();
    let reasons = Reasons::new(view, platform, &files);
    let mut known: BTreeMap<String, Folded<'_>> = BTreeMap::new();
    let mut bundles: BTreeMap<String, Folded<'_>> = BTreeMap::new();
    let mut told: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let mut closed: Option<(FileAt<'_>, usize)> = None;
    for file in files.iter() {
        count_native(judging, file.code, platform);
        let (what, arch, system) = match standing(file.code, platform) {
            Standing::Own => continue,
            Standing::Closed => {
                closed.get_or_insert_with(|| (file.clone(), 0)).1 += 1;
                continue;
            }
            Standing::Foreign { what, arch, system } => (what, arch, system),
        };
        if judging.judged.contains(&*file.path) || judging.allows(file) {
            continue;
        }
        let on_path = judging.on_path.contains(&*file.path);
        let excuse = reasons.find(file, arch, system);
        let harmless = if system == System::Other && !on_path { harmless(file) } else { None };
        let kind = match (&excuse, harmless, on_path) {
            (Some(Excuse::Known(reason)), _, _) => {
                fold(&mut known, reason, file, what);
                continue;
            }
            (_, Some(reason), _) => {
                fold(&mut known, reason, file, what);
                continue;
            }
            (Some(Excuse::Bundle(directory)), None, _) => {
                fold(&mut bundles, directory, file, what);
                continue;
            }
            (None, None, true) => FOREIGN_PROGRAM,
            (None, None, false) => FOREIGN_FILE,
        };
        let number = told.entry((file.layer, what.clone())).or_default();
        *number += 1;
        if *number <= TOLD {
            let place = if on_path { ", and lies on `PATH`" } else { "" };
            judging.find(kind, file, format!("it is {what}, not for {platform}{place}"));
        }
    }
    for (directory, folded) in bundles {
        let message = format!("`{directory}` has the same for other machines, and none for {platform} {}", folded.words());
        judging.find_as(Severity::Warning, FOREIGN_FILE, &folded.first, message);
    }
    if let Some(database) = packages::unread(view).filter(|_| !told.is_empty()) {
        let message = "it is rpm's package database, which is not read: files of other machines may be a package's own".to_owned();
        judging.find(NOT_EXAMINED, &database, message);
    }
    tell(judging, known, &told, closed);
}

/// Files of which one stands for all.
struct Folded<'a> {
    first: FileAt<'a>,
    number: usize,
    whats: BTreeSet<String>,
}

impl Folded<'_> {
    /// Whom they are for, and how many there are beside the first.
    fn words(&self) -> String {
        let whats: Vec<&str> = self.whats.iter().map(String::as_str).collect();
        format!("({}){}", whats.join(", "), others(self.number))
    }
}

fn fold<'a>(into: &mut BTreeMap<String, Folded<'a>>, key: &str, file: &FileAt<'a>, what: String) {
    let new = || Folded { first: file.clone(), number: 0, whats: BTreeSet::new() };
    let folded = into.entry(key.to_owned()).or_insert_with(new);
    folded.number += 1;
    folded.whats.insert(what);
}

fn others(number: usize) -> String {
    if number > 1 { format!(", and {}", count(number - 1, "other file")) } else { String::new() }
}

fn tell(
    judging: &mut Judging<'_>,
    known: BTreeMap<String, Folded<'_>>,
    told: &BTreeMap<(usize, String), usize>,
    closed: Option<(FileAt<'_>, usize)>,
) {
    for ((layer, what), number) in told.iter().filter(|(_, number)| **number > TOLD) {
        let file = FileAt { path: "/".into(), layer: *layer, mode: 0, code: &FileCode::None, text: None };
        judging.find(FOREIGN_FILE, &file, format!("{} more of this layer are {what}", count(number - TOLD, "file")));
    }
    for (why, folded) in known {
        judging.find(FOREIGN_KNOWN, &folded.first, format!("{why} {}", folded.words()));
    }
    if let Some((file, number)) = closed {
        judging.find(NOT_EXAMINED, &file, format!("it is an archive (zip, jar, wheel), which is not looked into{}", others(number)));
    }
}

/// Why a macOS or Windows binary does no harm, if it does none: a Linux program may load it by its name (`build/Release/bcrypt.node` of
/// a Mac), or somebody run it, if no name says whose it is.
fn harmless(file: &FileAt<'_>) -> Option<&'static str> {
    let extension = file.name().rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if ["dylib", "dll", "exe", "jnilib", "sys", "efi", "pyd"].contains(&&*extension) {
        return Some("its name says that it is another system's, and nothing on Linux loads it");
    }
    let is_library = ["node", "so"].contains(&&*extension);
    (!file.is_executable() && !is_library).then_some("it is neither executable nor a library, so that nothing on Linux loads it")
}

fn standing(code: &FileCode, platform: Platform) -> Standing {
    match code {
        FileCode::Elf(elf) => {
            let runs = matches!(elf.kind, ElfKind::Executable | ElfKind::Shared) && !elf.machine.is_device();
            if !runs || elf_fits(elf, platform).is_ok() {
                return Standing::Own;
            }
            let what = match elf.machine.arch() {
                Some(arch) if arch != platform.arch() => format!("for {arch}"),
                Some(arch) if elf.arch() == Some(arch) => format!("for {arch} with system ABI {}", elf.os_abi),
                Some(arch) => format!("for {arch} in {} {} form", elf.class, elf.order),
                None => format!("for {}", elf.machine),
            };
            Standing::Foreign { what, arch: elf.arch(), system: System::Linux }
        }
        FileCode::MachO(machines) => {
            Standing::Foreign { what: format!("for macOS ({})", machines.join(", ")), arch: None, system: System::Other }
        }
        FileCode::Pe(pe) if !pe.is_managed => Standing::Foreign { what: format!("for Windows ({pe})"), arch: None, system: System::Other },
        FileCode::Archive => Standing::Closed,
        // Damaged ELF files are test data wherever nothing runs them.
        FileCode::Pe(_) | FileCode::BadElf(_) | FileCode::Script(_) | FileCode::JavaClass | FileCode::None => Standing::Own,
    }
}

fn count_native(judging: &mut Judging<'_>, code: &FileCode, platform: Platform) {
    let (native, own) = match code {
        FileCode::Elf(elf) if elf.machine.is_device() => (false, false),
        FileCode::Elf(elf) => (true, elf.arch() == Some(platform.arch())),
        FileCode::MachO(_) => (true, false),
        FileCode::Pe(pe) => (!pe.is_managed, false),
        FileCode::BadElf(_) | FileCode::Script(_) | FileCode::JavaClass | FileCode::Archive | FileCode::None => (false, false),
    };
    judging.tally.native += usize::from(native);
    judging.tally.own += usize::from(own);
}
