//! The files as a container sees them, as far as judging needs them.

mod layers;

use crate::code::FileCode;
use std::borrow::Cow;

/// A file system. Paths are absolute, without `.`, `..` and doubled slashes where they are given out; what is given in is taken as
/// the kernel would, with every symlink followed inside the root.
pub trait View {
    /// What a path leads to.
    fn find(&self, path: &str) -> Found<'_>;

    /// The names in a directory, sorted; none if it is no directory.
    fn names(&self, directory: &str) -> Vec<Cow<'_, str>>;

    /// Every regular file that is more than data, in the order of paths.
    fn code_files(&self) -> Box<dyn Iterator<Item = FileAt<'_>> + '_>;

    /// How many regular files there are.
    fn file_count(&self) -> usize;
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<'a> {
    /// A regular file.
    File(FileAt<'a>),
    /// A directory, by its real path.
    Directory(Cow<'a, str>),
    /// A device, a pipe.
    Special,
    /// Nothing.
    Missing,
    /// A symlink whose end is not there; the path that it leads to.
    Dangling(String),
    /// Symlinks that lead to each other.
    Cycle,
}

/// A regular file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAt<'a> {
    /// Its real path; what is no text is escaped.
    pub path: Cow<'a, str>,
    /// The layer that brought it, counted from 0.
    pub layer: usize,
    /// Its permission bits.
    pub mode: u16,
    /// What is in it.
    pub code: &'a FileCode,
    /// Its content, where that is a text that judging needs.
    pub text: Option<&'a [u8]>,
}

impl<'a> Found<'a> {
    /// The file, if it is one.
    pub fn file(self) -> Option<FileAt<'a>> {
        match self {
            Self::File(file) => Some(file),
            Self::Directory(_) | Self::Special | Self::Missing | Self::Dangling(_) | Self::Cycle => None,
        }
    }

    /// Why there is no file, in words that read after the path.
    pub(super) fn why_not(&self) -> String {
        match self {
            Self::File(_) => "is there".into(),
            Self::Directory(_) => "is a directory".into(),
            Self::Special => "is a device".into(),
            Self::Missing => "is not there".into(),
            Self::Dangling(target) => format!("leads to `{target}`, which is not there"),
            Self::Cycle => "is a symlink that leads back to itself".into(),
        }
    }
}

impl FileAt<'_> {
    /// Whether anybody may run it.
    pub(super) fn is_executable(&self) -> bool {
        self.mode & 0o111 != 0
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        name(&self.path)
    }
}

/// The directory of a path.
pub(super) fn directory(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(at) => &path[..at],
    }
}

/// The last part of a path.
pub(super) fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path below a directory, or the path itself where it is absolute.
pub(super) fn join(directory: &str, path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("{}/{path}", directory.trim_end_matches('/')) }
}
