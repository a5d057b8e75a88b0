//! A look at a file: whether it is an executable of a platform.

use archwright_model::Platform;
use archwright_oci::elf::{self, FileKind};
use camino::{Utf8Path, Utf8PathBuf};
use std::{fmt, fs, io};

/// An executable file that was looked at and runs on its platform.
#[derive(Debug)]
pub(crate) struct CheckedBinary {
    path: Utf8PathBuf,
    is_static: bool,
}

impl CheckedBinary {
    /// The file, if it is an executable of that platform.
    pub(crate) fn look(platform: Platform, path: Utf8PathBuf) -> Result<Self, WrongBinary> {
        let wrong = |why: String| WrongBinary { path: path.clone(), why };
        let kind = elf::identify_file(&path).map_err(|error| wrong(error.to_string()))?;
        elf::fits(&kind, platform).map_err(wrong)?;
        let is_static = matches!(&kind, FileKind::Elf(executable) if executable.is_static);
        Ok(Self { path, is_static })
    }

    /// The file.
    pub(crate) fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Whether it runs without a loader.
    pub(crate) fn is_static(&self) -> bool {
        self.is_static
    }

    /// Its bytes.
    pub(crate) fn read(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.path)
    }
}

/// A file that is no executable of the platform.
#[derive(Debug)]
pub(crate) struct WrongBinary {
    path: Utf8PathBuf,
    why: String,
}

impl fmt::Display for WrongBinary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path, self.why)
    }
}
