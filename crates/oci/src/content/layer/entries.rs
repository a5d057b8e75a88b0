//! The entries of a layer's archive, with what is known of their content.

use super::archive::{Archive, Header};
use super::stream::Stream;
use crate::code::{FileCode, Inspector};
use crate::content::fault::LayerFault;
use crate::content::limits::Limits;
use crate::content::scan::{DeviceKind, EntryContent, FileEntry, LayerEntry};
use crate::content::{kept, path};
use std::io::BufRead;

/// What marks an entry that takes something away (OCI image spec, `layer.md`, "Whiteouts").
const WHITEOUT: &[u8] = b".wh.";
/// What marks a directory whose lower content is gone.
const OPAQUE: &[u8] = b".wh..wh..opq";
/// What AUFS kept for itself, and no runtime unpacks.
const META: &[u8] = b".wh..wh.";

/// Every entry, and how many bytes behind the archive are not zero.
pub(super) fn read<R: BufRead>(stream: &mut Stream<R>, limits: &Limits) -> Result<(Vec<LayerEntry>, u64), LayerFault> {
    let mut entries = Vec::new();
    let mut reader = Reader { archive: Archive::new(stream, limits), limits, kept: limits.kept, facts: limits.facts };
    while let Some(header) = reader.archive.next()? {
        let entry = reader.entry(&header).map_err(|fault| fault.of(&header.name))?;
        entries.extend(entry);
    }
    let mut trailing = 0;
    loop {
        match stream.take(u64::MAX)? {
            [] => return Ok((entries, trailing)),
            bytes => trailing += bytes.iter().filter(|byte| **byte != 0).count() as u64,
        }
    }
}

struct Reader<'s, 'a, R> {
    archive: Archive<'s, 'a, R>,
    limits: &'a Limits,
    /// How many bytes of text may still be kept.
    kept: u64,
    /// How many bytes of paths and facts may still be kept.
    facts: u64,
}

impl<R: BufRead> Reader<'_, '_, R> {
    /// `None` for what brings nothing: the root itself, and AUFS's own files.
    fn entry(&mut self, header: &Header) -> Result<Option<LayerEntry>, LayerFault> {
        let place = path::clean(&header.name, self.limits)?;
        self.charge(place.len() + header.link.len())?;
        let (directory, name) = path::split(&place);
        if name == OPAQUE {
            return Ok(Some(LayerEntry { path: directory.into(), mode: 0, content: EntryContent::Opaque }));
        }
        if name.starts_with(META) {
            return Ok(None);
        }
        if let Some(hidden) = name.strip_prefix(WHITEOUT) {
            if matches!(hidden, b"" | b"." | b"..") {
                return Err(LayerFault::entry("the whiteout names no file"));
            }
            let hidden = if directory.is_empty() { hidden.to_vec() } else { [directory, b"/", hidden].concat() };
            return Ok(Some(LayerEntry { path: hidden.into(), mode: 0, content: EntryContent::Whiteout }));
        }
        if place.is_empty() {
            return Ok(None);
        }
        let content = self.content(header, &place)?;
        Ok(Some(LayerEntry { path: place, mode: header.mode, content }))
    }

    fn content(&mut self, header: &Header, place: &[u8]) -> Result<EntryContent, LayerFault> {
        Ok(match header.flag {
            b'0' => EntryContent::File(self.file(header, place)?),
            b'1' => EntryContent::HardLink(path::clean(&header.link, self.limits)?),
            b'2' if header.link.len() > self.limits.path => {
                return Err(LayerFault::limit(format!("a symbolic link leads to a path of {} bytes", header.link.len())));
            }
            b'2' => EntryContent::Symlink(header.link.as_slice().into()),
            b'3' => EntryContent::Device(DeviceKind::Character),
            b'4' => EntryContent::Device(DeviceKind::Block),
            b'5' => EntryContent::Directory,
            b'6' => EntryContent::Device(DeviceKind::Fifo),
            other => {
                let flag = std::ascii::escape_default(other);
                return Err(LayerFault::entry(format!("no runtime unpacks an entry of type `{flag}`")));
            }
        })
    }

    fn file(&mut self, header: &Header, place: &[u8]) -> Result<FileEntry, LayerFault> {
        let size = header.size;
        if size == 0 {
            return Ok(FileEntry { size, code: None, text: None });
        }
        let keep = kept::limit(place).filter(|limit| size <= *limit && size <= self.kept);
        let mut text = Vec::new();
        let mut inspector = Inspector::new(size);
        self.archive.content(header, |bytes| {
            inspector.feed(bytes);
            if keep.is_some() {
                text.extend_from_slice(bytes);
            }
        })?;
        self.kept -= text.len() as u64;
        let code = Some(inspector.finish()).filter(|code| *code != FileCode::None).map(Box::new);
        if let Some(code) = &code {
            self.charge(serde_json::to_vec(code).map_or(0, |facts| facts.len()))?;
        }
        Ok(FileEntry { size, code, text: keep.map(|_| text.into()) })
    }

    fn charge(&mut self, bytes: usize) -> Result<(), LayerFault> {
        self.facts = self.facts.checked_sub(bytes as u64).ok_or_else(|| {
            LayerFault::limit(format!("its paths and what is known of its files take more than {} bytes", self.limits.facts))
        })?;
        Ok(())
    }
}
