//! A look at a file: whether it is an executable of a platform.

use archwright_model::{Os, Platform};
use archwright_oci::code::{self, FileCode};
use camino::{Utf8Path, Utf8PathBuf};
use std::fmt;

/// Whether an executable runs without a loader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Linkage {
    /// It needs none.
    Static,
    /// It needs one, and libraries.
    Dynamic,
}

/// Looks at a file; it must be an executable of that platform.
pub(crate) fn look(platform: Platform, path: &Utf8Path) -> Result<Linkage, WrongBinary> {
    look_at_copy(platform, path, path)
}

/// The same of a file that is a copy of another, which is named where it is wrong.
pub(super) fn look_at_copy(platform: Platform, copy: &Utf8Path, path: &Utf8Path) -> Result<Linkage, WrongBinary> {
    let wrong = |why: String| WrongBinary { path: path.to_owned(), why };
    let kind = code::identify_file(copy).map_err(|error| wrong(error.to_string()))?;
    fits(&kind, platform).map_err(wrong)?;
    let is_static = kind.elf().is_some_and(code::Elf::is_static);
    Ok(if is_static { Linkage::Static } else { Linkage::Dynamic })
}

/// Whether a file is a program for that platform. macOS and Windows are hosts here: no image has their binaries judged.
fn fits(kind: &FileCode, platform: Platform) -> Result<(), String> {
    let (what, machines) = match (kind, platform.os()) {
        (FileCode::MachO(machines), Os::Darwin) => ("Mach-O", machines.clone()),
        (FileCode::Pe(pe), Os::Windows) if !pe.is_managed => ("PE", vec![pe.to_string()]),
        _ => return code::fits(kind, platform),
    };
    let is_for = |machine: &String| machine.parse::<Platform>().is_ok_and(|found| found.arch() == platform.arch());
    if machines.iter().any(is_for) { Ok(()) } else { Err(format!("it is {what} for {}, not for {platform}", machines.join(", "))) }
}

/// A file that is no executable of the platform.
#[derive(Debug)]
pub(crate) struct WrongBinary {
    path: Utf8PathBuf,
    why: String,
}

impl WrongBinary {
    /// One that cannot be read.
    pub(super) fn unreadable(path: &Utf8Path, error: &std::io::Error) -> Self {
        Self { path: path.to_owned(), why: error.to_string() }
    }
}

impl fmt::Display for WrongBinary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path, self.why)
    }
}
