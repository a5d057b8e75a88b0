//! What is in a file, as far as running it goes: ELF, Mach-O, PE, a script, or nothing that a machine runs.
//!
//! A file is looked at as it streams by, and little of it is kept:
//!
//! ```
//! use archwright_oci::code::{FileCode, Inspector};
//!
//! let file = b"#!/usr/bin/env python3\nprint()\n";
//! let mut inspector = Inspector::new(file.len() as u64);
//! for part in file.chunks(4) {
//!     inspector.feed(part);
//! }
//! let FileCode::Script(script) = inspector.finish() else { panic!("a script") };
//! assert_eq!(script.interpreter, "/usr/bin/env");
//! assert_eq!(script.program(), Some("python3"));
//! ```

pub(crate) mod fits;
mod inspector;
mod macho;
mod pe;
mod script;
mod sparse;

pub mod elf;
pub mod machine;

pub use elf::{Elf, ElfKind};
pub use fits::fits;
pub use inspector::Inspector;
pub use machine::Machine;
pub use pe::Pe;
pub use script::Script;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};

/// What a file is, as far as running it goes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileCode {
    /// Nothing that a machine runs: text, data, an empty file.
    #[default]
    None,
    /// An ELF file.
    Elf(Box<Elf>),
    /// It begins as ELF files do, and its header cannot be read; the text tells why.
    BadElf(String),
    /// A Mach-O file, macOS's, and its architectures.
    MachO(Vec<String>),
    /// A PE file: Windows, or .NET anywhere.
    Pe(Pe),
    /// A script.
    Script(Script),
    /// A compiled Java class.
    JavaClass,
    /// A zip archive, as jars and wheels are: what is in it is not examined.
    Archive,
}

impl FileCode {
    /// The ELF file, if it is one.
    pub fn elf(&self) -> Option<&Elf> {
        match self {
            Self::Elf(elf) => Some(elf),
            Self::None | Self::BadElf(_) | Self::MachO(_) | Self::Pe(_) | Self::Script(_) | Self::JavaClass | Self::Archive => None,
        }
    }
}

/// What the bytes of a whole file are.
pub fn identify(bytes: &[u8]) -> FileCode {
    let mut inspector = Inspector::new(bytes.len() as u64);
    inspector.feed(bytes);
    inspector.finish()
}

/// What a file is.
///
/// # Errors
/// It cannot be read.
pub fn identify_file(path: &Utf8Path) -> io::Result<FileCode> {
    let mut file = File::open(path)?;
    let mut inspector = Inspector::new(file.metadata()?.len());
    let mut buffer = vec![0; 256 * 1024];
    while inspector.wants_more() {
        match file.read(&mut buffer)? {
            0 => break,
            length => inspector.feed(&buffer[..length]),
        }
    }
    Ok(inspector.finish())
}

#[cfg(test)]
mod tests;
