//! Reading an image from a source: every manifest, config and attestation, and whether every blob is there.

mod blobs;
mod statements;

use crate::config::CONFIG_LIMIT;
use crate::document::AnyManifest;
use crate::exposure::{Exposure, KnownSecrets};
use crate::parallel::try_map;
use crate::record::{EntryRecord, ImageRecord, ReadManifest, Reading, RecordOrigin};
use crate::source::{ImageSource, SourceError};
use crate::{Descriptor, Document, EntryKind, ImageConfig, MediaKind};
use archwright_model::Digest;
use std::sync::{Mutex, PoisonError};
use std::{thread, time::Duration};

/// How an image is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadPolicy {
    /// How often something is asked for that is not there: more than once only right after a push.
    pub attempts: u32,
    /// The pause between two of these.
    pub pause: Duration,
    /// How many requests may run at once.
    pub threads: usize,
    /// What becomes of an entry whose manifest is not there.
    pub absent: Absent,
}

/// What becomes of an entry of an index whose manifest is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// It is recorded as missing.
    Recorded,
    /// It is recorded as not asked for: the Docker server's store holds the platforms that were pulled, and the index of all.
    LeftOut,
}

impl ReadPolicy {
    /// For an image that somebody published: what is not there is not there.
    pub const PUBLISHED: Self = Self { attempts: 1, pause: Duration::ZERO, threads: 8, absent: Absent::Recorded };
    /// For an image that was pushed a moment ago: some registries show it a little later.
    pub const JUST_PUSHED: Self = Self { attempts: 5, pause: Duration::from_millis(500), threads: 8, absent: Absent::Recorded };

    /// For an image in the Docker server's store.
    pub const LOADED: Self = Self { absent: Absent::LeftOut, ..Self::PUBLISHED };

    fn ask<T>(&self, mut question: impl FnMut() -> Result<Option<T>, SourceError>) -> Result<Option<T>, SourceError> {
        for _ in 1..self.attempts {
            if let Some(answer) = question()? {
                return Ok(Some(answer));
            }
            thread::sleep(self.pause);
        }
        question()
    }
}

impl Default for ReadPolicy {
    fn default() -> Self {
        Self::PUBLISHED
    }
}

/// Reads one manifest by its digest, as the source has it now.
///
/// # Errors
/// The source cannot be reached, refuses, or answers with something else.
pub fn read_back(source: &dyn ImageSource, digest: &Digest, policy: &ReadPolicy) -> Result<Option<Document>, SourceError> {
    policy.ask(|| source.manifest(digest))
}

/// Reads everything that [`judge`](crate::judge()) needs; the blobs of a layout are read to their end and hashed. `root` was read
/// before, by tag or by digest. Attestations and configs are searched for `secrets`: findings tell where they stand, and never what they are. The record itself
/// holds each config as it was read.
///
/// # Errors
/// The source cannot be reached or refuses. Content that is wrong or not there is no error: it is recorded.
pub fn read_image(
    source: &dyn ImageSource,
    root: &Document,
    policy: &ReadPolicy,
    secrets: &dyn KnownSecrets,
) -> Result<ImageRecord, SourceError> {
    let reader = Reader { source, policy, secrets, documents: Mutex::default() };
    let subject = format!("{}@{}", source.name(), root.digest());
    let (is_index, mut entries) = match root.value() {
        AnyManifest::Index(index) => (true, try_map(&index.manifests, policy.threads, |entry| reader.entry(entry))?),
        AnyManifest::Manifest(manifest) => {
            let read = ReadManifest { size: root.size(), manifest: manifest.clone() };
            (false, vec![reader.with_config(root.descriptor(), EntryKind::Image, read)?])
        }
    };
    match policy.absent {
        Absent::Recorded => {}
        Absent::LeftOut => {
            for entry in entries.iter_mut().filter(|entry| entry.manifest == Reading::Missing) {
                entry.manifest = Reading::NotAsked;
            }
        }
    }
    blobs::ask_for(source, &mut entries, policy)?;
    let documents = reader.documents.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(ImageRecord { subject, root: root.descriptor(), is_index, entries, documents, origin: RecordOrigin::Source(source.name()) })
}

struct Reader<'a> {
    source: &'a dyn ImageSource,
    policy: &'a ReadPolicy,
    secrets: &'a dyn KnownSecrets,
    /// The manifests that were read.
    documents: Mutex<Vec<Document>>,
}

impl Reader<'_> {
    fn entry(&self, entry: &Descriptor) -> Result<EntryRecord, SourceError> {
        let kind = EntryKind::of(entry);
        let failed = |manifest| EntryRecord {
            descriptor: entry.clone(),
            kind: kind.clone(),
            manifest,
            config: Reading::NotAsked,
            exposures: vec![],
            blobs: vec![],
            statements: vec![],
        };
        if !entry.kind().is_manifest() {
            return Ok(failed(Reading::Unsupported));
        }
        let document = match self.policy.ask(|| self.source.manifest(&entry.digest)) {
            Ok(Some(document)) => document,
            Ok(None) => return Ok(failed(Reading::Missing)),
            Err(error) => return bad(error, entry.size).map(|why| failed(Reading::Bad(why))),
        };
        self.documents.lock().unwrap_or_else(PoisonError::into_inner).push(document.clone());
        if document.media_type() != entry.media_type {
            let why = format!("its entry says `{}`, the manifest says `{}`", entry.media_type, document.media_type());
            return Ok(failed(Reading::Bad(why)));
        }
        match document.manifest() {
            Some(manifest) => {
                let read = ReadManifest { size: document.size(), manifest: manifest.clone() };
                self.with_config(entry.clone(), kind, read)
            }
            None => Ok(failed(Reading::Unsupported)),
        }
    }

    fn with_config(&self, descriptor: Descriptor, kind: EntryKind, read: ReadManifest) -> Result<EntryRecord, SourceError> {
        let ((config, exposures), statements) = match kind {
            EntryKind::Image => (self.config(&read.manifest.config)?, vec![]),
            // Nothing is decided by the config of an attestation.
            EntryKind::Attestation { .. } | EntryKind::Unknown => {
                ((Reading::NotAsked, vec![]), statements::read(self.source, &read.manifest, self.policy, self.secrets)?)
            }
        };
        let mut blobs = blobs::of(&read.manifest, &config);
        statements::note_in(&mut blobs, &statements);
        Ok(EntryRecord { descriptor, kind, manifest: Reading::Read(read), config, exposures, blobs, statements })
    }

    fn config(&self, config: &Descriptor) -> Result<(Reading<ImageConfig>, Vec<Exposure>), SourceError> {
        let failed = |reading| Ok((reading, vec![]));
        if config.kind() != MediaKind::Config {
            return failed(Reading::Unsupported);
        }
        match self.policy.ask(|| self.source.small_blob(&config.digest, CONFIG_LIMIT)) {
            Ok(None) => failed(Reading::Missing),
            Ok(Some(bytes)) if bytes.len() as u64 != config.size => {
                failed(Reading::Bad(format!("it has {} bytes, the manifest says {}", bytes.len(), config.size)))
            }
            Ok(Some(bytes)) => {
                let read = ImageConfig::parse(&bytes, &config.digest);
                let searched = read.and_then(|read| Ok((Reading::Read(read), ImageConfig::exposures(&bytes, self.secrets)?)));
                searched.or_else(|error| failed(Reading::Bad(error.to_string())))
            }
            Err(error) => failed(Reading::Bad(bad(error, config.size)?)),
        }
    }
}

/// Wrong content, which should have so many bytes, is recorded; a source that cannot answer ends the reading.
fn bad(error: SourceError, size: u64) -> Result<String, SourceError> {
    match error.content() {
        // Whoever tells it says of what.
        Some(content) => Ok(match content.size() {
            Some(found) if found < size => format!("it ends too early, after {found} of {size} bytes"),
            Some(_) | None => content.why().to_owned(),
        }),
        None => Err(error),
    }
}
