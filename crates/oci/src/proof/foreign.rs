//! Code of other machines, wherever it lies: an error, unless it is known why it is there.

mod counterpart;
mod names;
mod packages;
mod reason;

pub(super) use reason::secondary;

use super::judging::Judging;
use super::view::FileAt;
use crate::code::fits::elf_fits;
use crate::code::{ElfKind, FileCode};
use crate::findings::{FOREIGN_FILE, FOREIGN_KNOWN, FOREIGN_PROGRAM, NOT_EXAMINED};
use archwright_model::{Arch, Platform, Severity, count};
use reason::{Excuse, Reasons};
use std::collections::BTreeMap;

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
    let mut known: BTreeMap<String, (FileAt<'_>, usize)> = BTreeMap::new();
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
        let (kind, severity) = match (&excuse, system, on_path) {
            (Some(Excuse::Known(reason)), _, _) => {
                known.entry(format!("{reason} ({what})")).or_insert_with(|| (file.clone(), 0)).1 += 1;
                continue;
            }
            (Some(Excuse::Bundle(_)), _, _) => (FOREIGN_FILE, Severity::Warning),
            (None, _, true) => (FOREIGN_PROGRAM, Severity::Error),
            (None, System::Linux, false) => (FOREIGN_FILE, Severity::Error),
            (None, System::Other, false) => (FOREIGN_FILE, of_other_system(file)),
        };
        let number = told.entry((file.layer, what.clone())).or_default();
        *number += 1;
        if *number <= TOLD {
            let more = match excuse {
                Some(Excuse::Bundle(why)) => format!("; {why}"),
                Some(Excuse::Known(_)) | None => String::new(),
            };
            let place = if on_path { ", and lies on `PATH`" } else { "" };
            judging.find_as(severity, kind, file, format!("it is {what}, not for {platform}{place}{more}"));
        }
    }
    tell(judging, known, &told, closed);
}

fn tell(
    judging: &mut Judging<'_>,
    known: BTreeMap<String, (FileAt<'_>, usize)>,
    told: &BTreeMap<(usize, String), usize>,
    closed: Option<(FileAt<'_>, usize)>,
) {
    let others = |number: usize| if number > 1 { format!(", and {}", count(number - 1, "other file")) } else { String::new() };
    for ((layer, what), number) in told.iter().filter(|(_, number)| **number > TOLD) {
        let file = FileAt { path: "/".into(), layer: *layer, mode: 0, code: &FileCode::None, text: None };
        judging.find(FOREIGN_FILE, &file, format!("{} more of this layer are {what}", count(number - TOLD, "file")));
    }
    for (why, (file, number)) in known {
        judging.find(FOREIGN_KNOWN, &file, format!("{why}{}", others(number)));
    }
    if let Some((file, number)) = closed {
        judging.find(NOT_EXAMINED, &file, format!("it is an archive (zip, jar, wheel), which is not looked into{}", others(number)));
    }
}

/// A macOS or Windows binary does harm where a Linux program would load it by its name: `build/Release/bcrypt.node` of a Mac.
fn of_other_system(file: &FileAt<'_>) -> Severity {
    let name = file.name();
    let extension = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if ["node", "so"].contains(&&*extension) {
        return Severity::Error;
    }
    let is_theirs = ["dylib", "dll", "exe", "jnilib", "sys", "efi", "pyd"].contains(&&*extension);
    if file.is_executable() && !is_theirs { Severity::Warning } else { Severity::Note }
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
