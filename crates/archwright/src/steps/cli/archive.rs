//! Archives: the same bytes for the same files, whoever packs them and when.

mod zip;

use crate::{World, interrupted::Interrupted};
use archwright_plan::cli::{ArchiveFormat, CliArchive, EntryKind};
use flate2::{Compression, GzBuilder};
use std::{fs, io};
use tar::{Builder, EntryType, Header};
use zip::Zip;

/// The whole archive. Its entries are sorted already.
pub(super) fn pack(archive: &CliArchive, time: u64, world: &World) -> io::Result<Vec<u8>> {
    let mut files = Vec::new();
    for entry in &archive.entries {
        Interrupted::check(world.runner().interrupt())?;
        files.push(Packed { name: &entry.name, mode: mode(entry.kind), contents: fs::read(world.project().path(&entry.from))? });
    }
    match archive.format {
        ArchiveFormat::TarGz => tar_gz(&files, time),
        ArchiveFormat::Zip => {
            let mut zip = Zip::new(time);
            files.iter().try_for_each(|file| zip.add(file))?;
            Ok(zip.finish())
        }
    }
}

/// One file on its way into an archive.
struct Packed<'a> {
    name: &'a str,
    mode: u32,
    contents: Vec<u8>,
}

fn mode(kind: EntryKind) -> u32 {
    match kind {
        EntryKind::Program => 0o755,
        EntryKind::Document => 0o644,
    }
}

/// Nobody's files, of one time; the header of gzip has neither a name nor a time.
fn tar_gz(files: &[Packed<'_>], time: u64) -> io::Result<Vec<u8>> {
    let mut tar = Builder::new(GzBuilder::new().write(Vec::new(), Compression::best()));
    for file in files {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(file.mode);
        header.set_mtime(time);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(file.contents.len() as u64);
        tar.append_data(&mut header, file.name, file.contents.as_slice())?;
    }
    tar.into_inner()?.finish()
}
