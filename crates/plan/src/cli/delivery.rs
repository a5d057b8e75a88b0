//! Where a command line's binaries go besides images: folders of the project, and archives.

use super::{Besides, CliBin, CliBuild, MadeFor};
use crate::{Facts, PlanError};
use archwright_model::project::{Archive, Cli, PathPlace, PathTemplate};
use camino::Utf8PathBuf;
use serde::Serialize;

/// Copies and archives; only files recorded as ours are replaced or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Delivery {
    /// Binaries in folders of the project.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<CliCopy>,
    /// Folders that get nothing in this run, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// Archives.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub archives: Vec<CliArchive>,
    /// The file with the archives' digests, as `sha256sum --check` reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checksums: Option<Utf8PathBuf>,
    /// The time of everything in an archive, in seconds since 1970.
    pub time: u64,
    /// Where it is kept which files are ours.
    pub record: Utf8PathBuf,
}

/// A copy of a staged binary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CliCopy {
    /// The staged binary.
    pub from: Utf8PathBuf,
    /// The copy.
    pub to: Utf8PathBuf,
}

/// An archive of staged binaries and of files of the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct CliArchive {
    /// The archive.
    pub file: Utf8PathBuf,
    /// Its form.
    pub format: ArchiveFormat,
    /// What is in it, by name.
    pub entries: Vec<ArchiveEntry>,
}

/// The form of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArchiveFormat {
    /// `.tar.gz`.
    TarGz,
    /// `.zip`, for Windows.
    Zip,
}

/// One file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ArchiveEntry {
    /// Its path in the archive.
    pub name: String,
    /// The file that it is.
    pub from: Utf8PathBuf,
    /// What it is.
    pub kind: EntryKind,
}

/// What a file of an archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// A program.
    Program,
    /// A text.
    Document,
}

/// The first time that a zip archive can hold, 1980-01-01.
const USUAL_TIME: u64 = 315_532_800;

impl Delivery {
    pub(super) fn new(facts: &Facts, cli: &Cli, bins: &[CliBin], builds: &[CliBuild], besides: Besides<'_>) -> Result<Self, PlanError> {
        let mut copies = Vec::new();
        let mut without = Vec::new();
        for template in &cli.copy_to {
            let mut for_images: Vec<Utf8PathBuf> = Vec::new();
            let chosen = chosen(template, facts, builds);
            if chosen.is_empty() {
                without.push(format!("{template} gets nothing: of several builds it has this machine's, and there is none"));
            }
            for (build, bin) in chosen.into_iter().flat_map(|build| bins.iter().map(move |bin| (build, bin))) {
                let dir = Utf8PathBuf::from(template.fill(|place| value(place, build, Some(bin), |build| build.platform.to_string())));
                let to = dir.join(build.file_name(bin));
                // Dockerfiles know no systems but their own: `bin/{arch}` is Linux's, whatever is built for people besides.
                if build.made_for == MadeFor::Images || !for_images.contains(&to) {
                    copies.push(CliCopy { from: build.staged_binary(bin), to: to.clone() });
                }
                if build.made_for == MadeFor::Images {
                    for_images.push(to);
                }
            }
        }
        let archive = cli.archive.as_ref().filter(|_| !matches!(besides, Besides::Nothing));
        let archives: Vec<_> = archive.into_iter().flat_map(|archive| archives(archive, bins, builds)).collect();
        let files = copies.iter().map(|copy| (&copy.to, "copy-to")).chain(archives.iter().map(|archive| (&archive.file, "archive.name")));
        unlike(cli, files.collect())?;
        Ok(Self {
            copies,
            without,
            checksums: archive.map(|archive| archive.dir.join("SHA256SUMS")),
            archives,
            time: time(facts)?,
            record: format!("target/archwright/artifacts/cli.{}.json", cli.key).into(),
        })
    }
}

/// The builds that a folder gets: all where it tells them apart, else the only one, or this machine's.
fn chosen<'a>(template: &PathTemplate, facts: &Facts, builds: &'a [CliBuild]) -> Vec<&'a CliBuild> {
    if template.places().any(PathPlace::is_machine) || builds.len() == 1 {
        return builds.iter().collect();
    }
    let host = facts.rust.known().map(|rust| rust.host.as_str());
    let native = builds.iter().find(|build| Some(build.triple.as_str()) == host);
    let runs = || builds.iter().find(|build| build.made_for == MadeFor::Images && Some(&build.platform) == facts.host.known());
    native.or_else(runs).into_iter().collect()
}

fn archives(archive: &Archive, bins: &[CliBin], builds: &[CliBuild]) -> Vec<CliArchive> {
    let each = archive.name.places().any(|place| place == PathPlace::Bin);
    let of_bins: Vec<&[CliBin]> = if each { bins.chunks(1).collect() } else { vec![bins] };
    let mut all = Vec::new();
    for build in builds {
        for bins in &of_bins {
            let name = archive.name.fill(|place| value(place, build, bins.first(), |build| build.platform.slug()));
            let (format, end) =
                if build.triple.exe_suffix().is_empty() { (ArchiveFormat::TarGz, "tar.gz") } else { (ArchiveFormat::Zip, "zip") };
            let entry = |file: &str, from: Utf8PathBuf, kind| ArchiveEntry { name: format!("{name}/{file}"), from, kind };
            let programs = bins.iter().map(|bin| entry(&build.file_name(bin), build.staged_binary(bin), EntryKind::Program));
            let documents = archive.files.iter().filter_map(|file| Some(entry(file.file_name()?, file.clone(), EntryKind::Document)));
            let mut entries: Vec<_> = programs.chain(documents).collect();
            entries.sort_by(|a, b| a.name.cmp(&b.name));
            all.push(CliArchive { file: archive.dir.join(format!("{name}.{end}")), format, entries });
        }
    }
    all
}

fn value(place: PathPlace, build: &CliBuild, bin: Option<&CliBin>, platform: impl Fn(&CliBuild) -> String) -> Option<String> {
    match place {
        PathPlace::Arch => Some(build.platform.arch().to_string()),
        PathPlace::Bin => bin.map(|bin| bin.name.clone()),
        PathPlace::Os => Some(build.platform.os().to_string()),
        PathPlace::Platform => Some(platform(build)),
        PathPlace::Triple => Some(build.triple.to_string()),
        PathPlace::Version => bin.and_then(|bin| bin.version.clone()),
    }
}

/// No two files have one path.
fn unlike(cli: &Cli, mut files: Vec<(&Utf8PathBuf, &str)>) -> Result<(), PlanError> {
    files.sort_by_key(|(file, _)| *file);
    let Some([(file, key), ..]) = files.windows(2).find(|pair| pair[0].0 == pair[1].0) else { return Ok(()) };
    Err(PlanError::configuration(format!("cli `{}`: several of its files would be `{file}`", cli.key))
        .about(format!("cli.{}.{key}", cli.key))
        .hint("have it tell the machines apart: `{triple}` always does"))
}

fn time(facts: &Facts) -> Result<u64, PlanError> {
    let Some(text) = &facts.source_date_epoch else { return Ok(USUAL_TIME) };
    text.parse().map_err(|_| {
        PlanError::usage(format!("environment SOURCE_DATE_EPOCH: `{text}` is no number of seconds"))
            .hint("set it to seconds since 1970, `git log -1 --format=%ct` say, or unset it")
    })
}
