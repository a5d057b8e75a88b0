//! What a file would run on: the header of a binary, judged against a platform.

mod fits;
mod header;

use archwright_model::Arch;
use camino::Utf8Path;
use serde::Serialize;
use std::io::{self, Read};

pub use fits::fits;

/// Enough of a file to tell what it is: the headers, and the loader's name wherever a linker puts it.
const PREFIX: u64 = 1024 * 1024;

/// What a file is, as far as running it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// An ELF file.
    Elf(Executable),
    /// An ELF file that cannot be read; the text tells why.
    BadElf(String),
    /// A Mach-O file: macOS.
    MachO,
    /// A PE file: Windows.
    Pe,
    /// A script, and the program that its first line names.
    Script(String),
    /// None of these.
    Other,
}

/// An ELF file, as far as its headers tell (System V ABI, "Object Files").
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Executable {
    /// The architecture, if it is one of ours; the 32-bit forms of 64-bit machines (x32) have none.
    #[serde(skip)]
    pub arch: Option<Arch>,
    /// `e_machine`.
    pub machine: u16,
    /// `EI_OSABI`: 0 and 3 are Linux, 9 is FreeBSD.
    pub os_abi: u8,
    /// 32 or 64.
    pub class: u8,
    /// The byte order.
    pub little_endian: bool,
    /// The loader that `PT_INTERP` names.
    pub interpreter: Option<String>,
    /// Needs no loader and no library.
    pub is_static: bool,
}

/// What the first bytes of a file say it is. A prefix is enough as long as it has the program headers.
pub fn identify(bytes: &[u8]) -> FileKind {
    match bytes {
        [0x7f, b'E', b'L', b'F', ..] => header::read(bytes).map_or_else(FileKind::BadElf, FileKind::Elf),
        [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..] => FileKind::MachO,
        // A fat Mach-O counts its architectures here; in a Java class this is a version of 45 or more.
        [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, count, ..] if *count < 45 => FileKind::MachO,
        [b'M', b'Z', ..] => FileKind::Pe,
        [b'#', b'!', rest @ ..] => script(rest),
        _ => FileKind::Other,
    }
}

/// What a file is.
///
/// # Errors
/// It cannot be read.
pub fn identify_file(path: &Utf8Path) -> io::Result<FileKind> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(PREFIX).read_to_end(&mut bytes)?;
    Ok(identify(&bytes))
}

/// The interpreter of a script: the first word behind `#!` (execve(2)).
fn script(rest: &[u8]) -> FileKind {
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(&line[..line.len().min(255)]);
    match line.split_whitespace().next() {
        Some(program) => FileKind::Script(program.into()),
        None => FileKind::Other,
    }
}

#[cfg(test)]
mod tests;
