//! What the layers of an image hold: each read once, laid over the others, and judged platform by platform.

use crate::config::ImageConfig;
use crate::content::{FileSystem, LayerFault, LayerScan, ReadSettings, read_layers};
use crate::parallel::try_map;
use crate::proof::{AllowForeign, BaseLayers, FilePolicy, FileSubject, NativeCode, Twin, judge_allowances, judge_files, judge_twins};
use crate::record::{EntryRecord, ImageRecord};
use crate::source::{ImageSource, SourceError};
use crate::{EntryKind, Manifest};
use archwright_model::finding::LayerPlace;
use archwright_model::{Digest, Finding, Platform, Severity};

/// What was found in the layers of an image. Only [`read_contents`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    pub(crate) root: Digest,
    pub(crate) subject: String,
    pub(crate) platforms: Vec<PlatformContents>,
    /// What is told of several platforms together.
    pub(crate) findings: Vec<Finding>,
}

/// What was found in the layers of one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlatformContents {
    pub manifest: Digest,
    pub findings: Vec<Finding>,
    pub proved: Vec<String>,
}

/// How contents are read and judged.
#[derive(Clone, Copy)]
pub struct ContentsPolicy<'a> {
    /// How layers are read.
    pub read: ReadSettings<'a>,
    /// Foreign files that somebody answers for.
    pub allow_foreign: &'a [AllowForeign],
    /// How many layers of an image, given its platform and its uncompressed layers (the config's `diff_ids`), are those of the image
    /// that it stands on: what is wrong there already is a note. Asked only where something was found.
    pub base_layers: &'a (dyn Fn(Platform, &[Digest]) -> usize + Sync),
}

impl ContentsPolicy<'_> {
    /// Everything counts, whoever brought it.
    pub fn full(read: ReadSettings<'_>) -> ContentsPolicy<'_> {
        ContentsPolicy { read, allow_foreign: &[], base_layers: &|_, _| 0 }
    }
}

/// Reads and judges the layers of every image of a record. Layers of an image whose manifest or config could not be read are left
/// alone: that they could not is a finding of the record's.
///
/// # Errors
/// The source cannot be reached or refuses. Content that is wrong or not there is a finding.
pub fn read_contents(source: &dyn ImageSource, record: &ImageRecord, policy: &ContentsPolicy<'_>) -> Result<Contents, SourceError> {
    let images: Vec<_> = record.entries.iter().filter_map(Image::of).collect();
    let read = try_map(&images, 2, |image| image.judge(source, &record.subject, policy))?;
    let twins = images.iter().zip(&read).map(|(image, (_, files))| {
        let native = files.as_ref().map_or(NativeCode::Absent, |files| files.native);
        Twin { platform: image.platform, layers: image.diff_ids(), native }
    });
    let twins: Vec<_> = twins.collect();
    let mut findings = judge_twins(&record.subject, &twins);
    let idle = read.iter().filter_map(|(_, files)| files.as_ref()).map(|files| files.idle.as_slice());
    findings.extend(judge_allowances(&record.subject, policy.allow_foreign, idle));
    let platforms = read.into_iter().map(|(platform, _)| platform).collect();
    Ok(Contents { root: record.root.digest.clone(), subject: record.subject.clone(), platforms, findings })
}

/// What the files of one platform's image say of all platforms together.
struct Judged {
    native: NativeCode,
    idle: Vec<usize>,
}

/// One platform's image, read as far as its layers.
struct Image<'a> {
    entry: &'a EntryRecord,
    platform: Platform,
    manifest: &'a Manifest,
    config: &'a ImageConfig,
}

impl<'a> Image<'a> {
    fn of(entry: &'a EntryRecord) -> Option<Self> {
        let (manifest, config) = (&entry.manifest.value()?.manifest, entry.config.value()?);
        let platform = entry.descriptor.platform.as_ref().unwrap_or(&config.platform).normalised().ok()?;
        (entry.kind == EntryKind::Image).then_some(Self { entry, platform, manifest, config })
    }

    fn diff_ids(&self) -> &'a [Digest] {
        &self.config.rootfs.diff_ids
    }

    fn judge(
        &self,
        source: &dyn ImageSource,
        subject: &str,
        policy: &ContentsPolicy<'_>,
    ) -> Result<(PlatformContents, Option<Judged>), SourceError> {
        let mut contents = PlatformContents { manifest: self.entry.descriptor.digest.clone(), findings: Vec::new(), proved: Vec::new() };
        let place = |position: usize| {
            self.manifest.layers.get(position).map(|layer| LayerPlace { number: position + 1, digest: layer.digest.clone() })
        };
        let mut scans = Vec::new();
        let mut elsewhere = 0;
        // What is kept of a layer says nothing of one that is not there any more.
        let read = ReadSettings { cache: policy.read.cache.filter(|_| self.entry.is_whole()), ..policy.read };
        for (position, scan) in read_layers(source, self.manifest, self.config, &read).into_iter().enumerate() {
            let Some(place) = place(position) else { continue };
            match scan {
                Ok(scan) => {
                    contents.findings.extend(scan.finding(Some(self.platform), subject, place));
                    scans.push(scan);
                }
                Err(fault) => match fault.finding(Some(self.platform), subject, place) {
                    Some(finding) => contents.findings.push(finding),
                    None => match fault.into_source_error() {
                        Some(error) => return Err(error),
                        None => elsewhere += 1,
                    },
                },
            }
        }
        if scans.len() < self.manifest.layers.len() {
            if elsewhere > 0 {
                contents.proved.push("files are not examined: layers of it are fetched from elsewhere".into());
            }
            return Ok((contents, None));
        }
        let judged = self.files(scans, source, subject, policy, &mut contents);
        Ok((contents, Some(judged)))
    }

    fn files(
        &self,
        scans: Vec<LayerScan>,
        source: &dyn ImageSource,
        subject: &str,
        policy: &ContentsPolicy<'_>,
        contents: &mut PlatformContents,
    ) -> Judged {
        let system = FileSystem::new(scans);
        let told = system.faults().iter().filter_map(|(place, fault)| fault.finding(Some(self.platform), subject, place.clone()));
        contents.findings.extend(told);
        let layers: Vec<Digest> = self.manifest.layers.iter().map(|layer| layer.digest.clone()).collect();
        let about = FileSubject { name: subject, platform: self.platform, run: self.config.config.as_ref(), layers: &layers };
        let full = FilePolicy { base: BaseLayers::Full, allow_foreign: policy.allow_foreign };
        let mut proof = judge_files(&system, &about, &full);
        if proof.findings.iter().any(|finding| finding.severity > Severity::Note)
            && let Some((number, base)) = self.base(source, policy)
        {
            let notes = BaseLayers::Notes { layers: number, view: &base };
            proof = judge_files(&system, &about, &FilePolicy { base: notes, ..full });
        }
        contents.findings.extend(proof.findings);
        contents.proved.extend(proof.proved);
        Judged { native: proof.native, idle: proof.idle }
    }

    /// The files of the image that it stands on.
    fn base(&self, source: &dyn ImageSource, policy: &ContentsPolicy<'_>) -> Option<(usize, FileSystem)> {
        let number = (policy.base_layers)(self.platform, self.diff_ids()).min(self.manifest.layers.len());
        if number == 0 {
            return None;
        }
        let manifest = Manifest { layers: self.manifest.layers[..number].to_vec(), ..self.manifest.clone() };
        // They were read a moment ago.
        let scans: Result<Vec<LayerScan>, LayerFault> = read_layers(source, &manifest, self.config, &policy.read).into_iter().collect();
        Some((number, FileSystem::new(scans.ok()?)))
    }
}
