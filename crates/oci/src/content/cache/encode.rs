//! A scan as bytes: numbers of seven bits per byte, texts after their length, and of each path only what the one before it has not.

use crate::content::compression::Compression;
use crate::content::scan::{DeviceKind, EntryContent, FileEntry, LayerScan};
use archwright_model::Digest;
use std::io;

/// What an entry is.
pub(super) const DIRECTORY: u8 = 0;
pub(super) const FILE: u8 = 1;
pub(super) const SYMLINK: u8 = 2;
pub(super) const HARD_LINK: u8 = 3;
pub(super) const CHARACTER: u8 = 4;
pub(super) const BLOCK: u8 = 5;
pub(super) const FIFO: u8 = 6;
pub(super) const WHITEOUT: u8 = 7;
pub(super) const OPAQUE: u8 = 8;
/// Added to [`FILE`]: code follows.
pub(super) const WITH_CODE: u8 = 0x40;
/// Added to [`FILE`]: a text follows.
pub(super) const WITH_TEXT: u8 = 0x80;

/// A scan, all of it.
pub(super) fn scan(scan: &LayerScan) -> io::Result<Vec<u8>> {
    let mut out = Out(Vec::with_capacity(64 * scan.entries.len() + 256));
    out.digest(&scan.digest);
    out.number(scan.size);
    out.0.push(match scan.compression {
        Compression::None => 0,
        Compression::Gzip => 1,
        Compression::Zstd => 2,
    });
    out.digest(&scan.diff_id);
    out.number(scan.uncompressed_size);
    out.number(scan.trailing);
    out.number(scan.entries.len() as u64);
    let mut before: &[u8] = b"";
    for entry in &scan.entries {
        let shared = before.iter().zip(&entry.path).take_while(|(a, b)| a == b).count();
        out.number(shared as u64);
        out.text(&entry.path[shared..]);
        out.number(u64::from(entry.mode));
        out.content(&entry.content)?;
        before = &entry.path;
    }
    Ok(out.0)
}

struct Out(Vec<u8>);

impl Out {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.0.push(number.to_le_bytes()[0]);
    }

    fn text(&mut self, text: &[u8]) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text);
    }

    fn digest(&mut self, digest: &Digest) {
        self.text(digest.as_str().as_bytes());
    }

    fn content(&mut self, content: &EntryContent) -> io::Result<()> {
        match content {
            EntryContent::Directory => self.0.push(DIRECTORY),
            EntryContent::File(file) => self.file(file)?,
            EntryContent::Symlink(target) => {
                self.0.push(SYMLINK);
                self.text(target);
            }
            EntryContent::HardLink(target) => {
                self.0.push(HARD_LINK);
                self.text(target);
            }
            EntryContent::Device(DeviceKind::Character) => self.0.push(CHARACTER),
            EntryContent::Device(DeviceKind::Block) => self.0.push(BLOCK),
            EntryContent::Device(DeviceKind::Fifo) => self.0.push(FIFO),
            EntryContent::Whiteout => self.0.push(WHITEOUT),
            EntryContent::Opaque => self.0.push(OPAQUE),
        }
        Ok(())
    }

    fn file(&mut self, file: &FileEntry) -> io::Result<()> {
        let with = |is: bool, mark| if is { mark } else { 0 };
        self.0.push(FILE | with(file.code.is_some(), WITH_CODE) | with(file.text.is_some(), WITH_TEXT));
        self.number(file.size);
        if let Some(code) = &file.code {
            self.text(&serde_json::to_vec(code)?);
        }
        if let Some(text) = &file.text {
            self.text(text);
        }
        Ok(())
    }
}
