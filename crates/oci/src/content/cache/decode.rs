//! A scan from its bytes; `None` for whatever is no scan.

use super::encode::{BLOCK, CHARACTER, DIRECTORY, FIFO, FILE, HARD_LINK, OPAQUE, SYMLINK, WHITEOUT, WITH_CODE, WITH_TEXT};
use crate::content::compression::Compression;
use crate::content::scan::{DeviceKind, EntryContent, FileEntry, LayerEntry, LayerScan};
use archwright_model::Digest;

/// A scan, all of it.
pub(super) fn scan(bytes: &[u8]) -> Option<LayerScan> {
    let mut bytes = In(bytes);
    let digest = bytes.digest()?;
    let size = bytes.number()?;
    let compression = match bytes.byte()? {
        0 => Compression::None,
        1 => Compression::Gzip,
        2 => Compression::Zstd,
        _ => return None,
    };
    let diff_id = bytes.digest()?;
    let uncompressed_size = bytes.number()?;
    let trailing = bytes.number()?;
    let count = usize::try_from(bytes.number()?).ok()?;
    // Each takes four bytes at least.
    let mut entries: Vec<LayerEntry> = Vec::with_capacity(count.min(bytes.0.len() / 4));
    for _ in 0..count {
        let before = entries.last().map_or(&b""[..], |entry| &entry.path);
        let shared = before.get(..usize::try_from(bytes.number()?).ok()?)?;
        let path = [shared, bytes.text()?].concat().into();
        let mode = u16::try_from(bytes.number()?).ok()?;
        entries.push(LayerEntry { path, mode, content: bytes.content()? });
    }
    bytes.0.is_empty().then_some(LayerScan { digest, size, compression, diff_id, uncompressed_size, trailing, entries })
}

struct In<'a>(&'a [u8]);

impl<'a> In<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(text)
    }

    fn digest(&mut self) -> Option<Digest> {
        std::str::from_utf8(self.text()?).ok()?.parse().ok()
    }

    fn content(&mut self) -> Option<EntryContent> {
        Some(match self.byte()? {
            DIRECTORY => EntryContent::Directory,
            SYMLINK => EntryContent::Symlink(self.text()?.into()),
            HARD_LINK => EntryContent::HardLink(self.text()?.into()),
            CHARACTER => EntryContent::Device(DeviceKind::Character),
            BLOCK => EntryContent::Device(DeviceKind::Block),
            FIFO => EntryContent::Device(DeviceKind::Fifo),
            WHITEOUT => EntryContent::Whiteout,
            OPAQUE => EntryContent::Opaque,
            mark if mark & !(WITH_CODE | WITH_TEXT) == FILE => EntryContent::File(self.file(mark)?),
            _ => return None,
        })
    }

    fn file(&mut self, mark: u8) -> Option<FileEntry> {
        let size = self.number()?;
        let code = if mark & WITH_CODE == 0 { None } else { Some(Box::new(serde_json::from_slice(self.text()?).ok()?)) };
        let text = if mark & WITH_TEXT == 0 { None } else { Some(self.text()?.into()) };
        Some(FileEntry { size, code, text })
    }
}
