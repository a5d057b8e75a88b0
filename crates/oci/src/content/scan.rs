//! What one layer holds.

use super::compression::Compression;
use super::path;
use crate::code::FileCode;
use crate::findings;
use archwright_model::finding::LayerPlace;
use archwright_model::{Digest, Finding, Platform};

/// One layer: what it is by its bytes, and the entries of its archive in their order, of several with one path the last.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerScan {
    /// The digest of its bytes as they are stored.
    pub digest: Digest,
    /// The number of these.
    pub size: u64,
    /// How they are compressed.
    pub compression: Compression,
    /// The digest of the uncompressed bytes.
    pub diff_id: Digest,
    /// The number of these.
    pub uncompressed_size: u64,
    /// How many bytes stand behind the end of the archive that are not padding: no runtime reads them.
    pub trailing: u64,
    /// The entries.
    pub entries: Vec<LayerEntry>,
}

/// One entry of a layer's archive.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerEntry {
    /// Where it lies, relative to the root of the image: no `.`, no `..`, no slash at either end, never empty.
    pub path: Box<[u8]>,
    /// The permission bits, with set-user-ID, set-group-ID and sticky.
    pub mode: u16,
    /// What it is.
    pub content: EntryContent,
}

/// What an entry brings.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryContent {
    /// A directory.
    Directory,
    /// A regular file.
    File(FileEntry),
    /// A symbolic link and its target, as it stands there.
    Symlink(Box<[u8]>),
    /// Another name of a file: its path, cleaned like an entry's own.
    HardLink(Box<[u8]>),
    /// A device or a pipe.
    Device(DeviceKind),
    /// `.wh.NAME`: what lower layers have under the path is gone. The path is without the mark.
    Whiteout,
    /// `.wh..wh..opq`: what lower layers have inside the directory is gone. The path is the directory's, and empty for the root.
    Opaque,
}

/// A regular file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileEntry {
    /// Its size.
    pub size: u64,
    /// What runs in it, if anything.
    pub code: Option<Box<FileCode>>,
    /// Its content, where that is a text that judging needs: see [`kept`](super::kept).
    pub text: Option<Box<[u8]>>,
}

/// What is neither file nor link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    /// A character device.
    Character,
    /// A block device.
    Block,
    /// A named pipe.
    Fifo,
}

impl LayerScan {
    /// What is to be told of a layer that can be unpacked.
    pub fn finding(&self, platform: Option<Platform>, subject: &str, layer: LayerPlace) -> Option<Finding> {
        let message = format!("{} bytes behind the end of the archive are no padding, and no runtime reads them", self.trailing);
        let finding = findings::LAYER_TRAILING.at(platform, subject, message);
        (self.trailing > 0).then_some(Finding { layer: Some(layer), ..finding })
    }
}

impl LayerEntry {
    /// Its path as people write it: absolute, what is no printable text escaped.
    pub fn display(&self) -> String {
        path::display(&self.path)
    }
}
