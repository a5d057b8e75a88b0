//! A layout in one tar file, as `docker save`, `skopeo copy oci-archive:` and BuildKit's `type=oci` write it: read where it lies.

use super::cancel::Cancel;
use super::choose::{Choice, Chosen};
use super::{LayoutError, source};
use crate::annotation::IMAGE_NAME;
use crate::document::MANIFEST_LIMIT;
use crate::source::{BlobContent, BlobInfo, ImageSource, SourceError, sealed::Sealed};
use crate::{ContentError, Descriptor, Document, Index, digest, media_type};
use archwright_model::Digest;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::os::unix::fs::FileExt;
use std::sync::{Arc, atomic::AtomicBool};

/// As many files are looked at: an image has a few dozen.
const MEMBERS: usize = 100_000;
/// What a tar file is made of.
const BLOCK: u64 = 512;

/// An OCI layout in a tar file.
#[derive(Debug)]
pub struct PackedLayout {
    name: String,
    path: Utf8PathBuf,
    file: File,
    members: BTreeMap<String, Member>,
    cancel: Cancel,
}

/// Where a file of the archive lies.
#[derive(Debug, Clone, Copy)]
struct Member {
    offset: u64,
    size: u64,
}

impl PackedLayout {
    /// The archive in a file of that path.
    ///
    /// # Errors
    /// It cannot be read, is no tar file, or has no `index.json`.
    pub fn open(path: impl Into<Utf8PathBuf>, until: Arc<AtomicBool>) -> Result<Self, LayoutError> {
        let path = path.into();
        let file = File::open(&path).map_err(|error| LayoutError::io("open", &path, error))?;
        Self::read(file, format!("oci-archive:{path}"), path, until)
    }

    /// The archive in a file that is open; `name` is what people call it.
    ///
    /// # Errors
    /// As of [`open`](Self::open).
    pub fn of_file(file: File, name: impl Into<String>, until: Arc<AtomicBool>) -> Result<Self, LayoutError> {
        let name = name.into();
        Self::read(file, name.clone(), name.into(), until)
    }

    fn read(file: File, name: String, path: Utf8PathBuf, until: Arc<AtomicBool>) -> Result<Self, LayoutError> {
        let cancel = Cancel::by(until);
        let no_tar = |why: String| LayoutError::content(&path, ContentError::new("archive", why));
        let mut magic = [0; 4];
        let is_compressed = file.read_at(&mut magic, 0).is_ok() && (magic.starts_with(&[0x1f, 0x8b]) || magic == [0x28, 0xb5, 0x2f, 0xfd]);
        if is_compressed {
            return Err(no_tar("it is compressed; unpack it first (`gunzip`, `unzstd`)".into()));
        }
        let members = members(&file, &path)?;
        let layout = Self { name, path, file, members, cancel };
        if !layout.members.contains_key("index.json") {
            let why = if layout.members.contains_key("manifest.json") {
                "it is an archive of Docker's own form, without an OCI index; Docker 25 and newer save with one"
            } else if !has_end(&layout.file) || layout.members.keys().any(|name| name.starts_with("blobs/")) {
                return Err(cut(&layout.file, &layout.path, "before its index.json"));
            } else {
                "it has no index.json, so it is no OCI archive"
            };
            return Err(LayoutError::content(&layout.path, ContentError::new("archive", why)));
        }
        Ok(layout)
    }

    /// An image of the archive; of several that are one image's platforms the `index.json` that names them.
    ///
    /// # Errors
    /// It is not there, or not what its descriptor says; there are several that fit.
    pub fn chosen(&self, choice: &Choice) -> Result<Document, LayoutError> {
        let fail = |error| LayoutError::content(&self.path, error);
        match choice.of(&self.index()?, |entry| source::platform(self, entry)) {
            Ok(Chosen::Entry(entry)) => {
                let Descriptor { media_type, digest, .. } = *entry;
                let bytes = self.member(&blob(&digest), MANIFEST_LIMIT)?;
                let bytes = bytes.ok_or_else(|| {
                    if has_end(&self.file) {
                        fail(ContentError::new("manifest", "it is not in the archive"))
                    } else {
                        cut(&self.file, &self.path, &format!("before the manifest {digest}"))
                    }
                })?;
                Document::parse(bytes, Some(&media_type)).and_then(|document| document.checked(&digest)).map_err(fail)
            }
            Ok(Chosen::Whole) => {
                let bytes = self.member("index.json", MANIFEST_LIMIT)?.unwrap_or_default();
                Document::parse(bytes, Some(media_type::OCI_INDEX)).map_err(fail)
            }
            Err(error) => choice.inside(self).ok_or_else(|| fail(error)),
        }
    }

    /// Whether the Docker server saved it, with its containerd store: then it has what the server had of the image, which may be less
    /// than the image's index names (moby, `daemon/containerd/image_exporter.go`).
    ///
    /// # Errors
    /// It has no index that can be read.
    pub fn is_of_docker(&self) -> Result<bool, LayoutError> {
        Ok(self.index()?.manifests.iter().any(|entry| entry.annotations.contains_key(IMAGE_NAME)))
    }

    /// What stands in its `index.json`.
    ///
    /// # Errors
    /// It cannot be read, or is no index.
    pub fn index(&self) -> Result<Index, LayoutError> {
        let bytes = self.member("index.json", MANIFEST_LIMIT)?.unwrap_or_default();
        serde_json::from_slice(&bytes).map_err(|error| LayoutError::content(&self.path, ContentError::new("index", error)))
    }

    fn member(&self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, LayoutError> {
        let Some(member) = self.members.get(name) else { return Ok(None) };
        if member.size > limit {
            let why = format!("{name} has more than {limit} bytes");
            return Err(LayoutError::content(&self.path, ContentError::new("archive", why)));
        }
        let mut bytes = Vec::new();
        let mut reader = self.cancel.watch(self.reader(*member));
        reader.read_to_end(&mut bytes).map_err(|error| LayoutError::io("read", &self.path, error))?;
        Ok(Some(bytes))
    }

    fn reader(&self, member: Member) -> MemberReader<'_> {
        MemberReader { file: &self.file, at: member.offset, end: member.offset.saturating_add(member.size), path: &self.path }
    }
}

fn blob(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm(), digest.hex())
}

/// Whether the last block is one of zeros, with which archives end.
fn has_end(file: &File) -> bool {
    let mut block = [0; 512];
    let start = file.metadata().map_or(0, |file| file.len().saturating_sub(BLOCK));
    file.read_exact_at(&mut block, start).is_ok() && block.iter().all(|byte| *byte == 0)
}

/// Of an archive that is cut off.
fn cut(file: &File, path: &Utf8Path, place: &str) -> LayoutError {
    match file.metadata() {
        Ok(file) => {
            let why = format!("it ends too early, {place}, after {} bytes", file.len());
            LayoutError::content(path, ContentError::new("archive", why).of_size(file.len()))
        }
        Err(error) => LayoutError::io("read", path, error),
    }
}

/// The plain files of a tar file, by name; of two with one name the last, as unpacking would leave it.
fn members(mut file: &File, path: &Utf8Path) -> Result<BTreeMap<String, Member>, LayoutError> {
    let mut members = BTreeMap::new();
    let no_tar = |why: String| LayoutError::content(path, ContentError::new("archive", why));
    let unread = |error: io::Error| no_tar(format!("it is no tar file: {error}"));
    let size = file.metadata().map_err(|error| LayoutError::io("read", path, error))?.len();
    // Whoever wrote it just now left it at its end.
    file.rewind().map_err(|error| LayoutError::io("read", path, error))?;
    let mut archive = tar::Archive::new(file);
    for (count, entry) in archive.entries_with_seek().map_err(unread)?.enumerate() {
        let entry = entry.map_err(|error| {
            // Whole archives are made of blocks.
            if count > 0 && size % BLOCK != 0 { cut(file, path, "in a header") } else { unread(error) }
        })?;
        if count == MEMBERS {
            return Err(no_tar(format!("it has more than {MEMBERS} files")));
        }
        let Ok(name) = String::from_utf8(entry.path_bytes().into_owned()) else { continue };
        if entry.header().entry_type().is_file() {
            let name = name.trim_start_matches("./").to_owned();
            let there = size.saturating_sub(entry.raw_file_position());
            if there < entry.size() {
                return Err(cut(file, path, &format!("{there} bytes into `{name}`, which has {}", entry.size())));
            }
            members.insert(name, Member { offset: entry.raw_file_position(), size: entry.size() });
        }
    }
    Ok(members)
}

impl Sealed for PackedLayout {}

impl ImageSource for PackedLayout {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn manifest(&self, digest: &Digest) -> Result<Option<Document>, SourceError> {
        let Some(bytes) = self.member(&blob(digest), MANIFEST_LIMIT)? else { return Ok(None) };
        digest::check(&bytes, digest)?;
        Ok(Some(Document::parse(bytes, None)?.checked(digest)?))
    }

    fn small_blob(&self, digest: &Digest, limit: u64) -> Result<Option<Vec<u8>>, SourceError> {
        let Some(bytes) = self.member(&blob(digest), limit)? else { return Ok(None) };
        digest::check(&bytes, digest)?;
        Ok(Some(bytes))
    }

    fn blob(&self, digest: &Digest) -> Result<Option<BlobInfo>, SourceError> {
        let Some(member) = self.members.get(&blob(digest)) else { return Ok(None) };
        let checked = digest::check_reader(self.cancel.watch(self.reader(*member)), digest);
        let size = checked.map_err(|error| match error.get_ref().and_then(|inner| inner.downcast_ref::<ContentError>()) {
            Some(content) => LayoutError::content(&self.path, content.clone()),
            None => LayoutError::io("verify", &self.path, error),
        })?;
        Ok(Some(BlobInfo { size: Some(size), content: BlobContent::Hashed }))
    }

    fn open_blob(&self, digest: &Digest) -> Result<Option<Box<dyn Read + Send + '_>>, SourceError> {
        let Some(member) = self.members.get(&blob(digest)) else { return Ok(None) };
        Ok(Some(Box::new(self.cancel.watch(self.reader(*member)))))
    }
}

/// One file of the archive; several can be read at once.
struct MemberReader<'a> {
    file: &'a File,
    at: u64,
    end: u64,
    path: &'a Utf8Path,
}

impl Read for MemberReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        let read = self.file.read_at(&mut buffer[..wanted], self.at)?;
        if read == 0 && wanted > 0 {
            let why = format!("`{}` ends in the middle of a file", self.path);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, why));
        }
        self.at += read as u64;
        Ok(read)
    }
}
