//! Copies of staged binaries, and archives of them; a file of somebody else's, or one that was changed since, stops the step.

use super::{archive, checksums};
use crate::{StepError, World, files, interrupted::Interrupted};
use archwright_model::ExitKind;
use archwright_oci::digest::sha256;
use archwright_plan::cli::{BuildCli, Delivery};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, io};

/// The files that are ours, each with its digest.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Record(BTreeMap<Utf8PathBuf, String>);

/// Puts every copy and archive in its place; whether all were there already.
pub(super) fn deliver(work: &BuildCli, world: &World) -> Result<bool, StepError> {
    let delivery = &work.delivery;
    if delivery.copies.is_empty() && delivery.archives.is_empty() {
        return Ok(true);
    }
    let shelf = Shelf { work, world, delivery };
    let file = world.project().path(&delivery.record);
    let mut record: Record = fs::read_to_string(&file).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let mut fresh = true;
    for copy in &delivery.copies {
        let from = world.project().path(&copy.from);
        let contents = fs::read(&from).map_err(|error| StepError::file(&from, &error))?;
        fresh &= shelf.put(&copy.to, &contents, 0o755, &mut record)?;
    }
    let mut sums = BTreeMap::new();
    for archive in &delivery.archives {
        let contents = archive::pack(archive, delivery.time, world).map_err(|error| StepError::file(&archive.file, &error))?;
        fresh &= shelf.put(&archive.file, &contents, 0o644, &mut record)?;
        let name = archive.file.file_name().unwrap_or_default().to_owned();
        sums.insert(name, sha256(&contents).to_string().trim_start_matches("sha256:").to_owned());
    }
    if let Some(file) = &delivery.checksums {
        fresh &= checksums::add(&world.project().path(file), sums)?;
    }
    Ok(fresh)
}

/// Where files of ours go.
struct Shelf<'a> {
    work: &'a BuildCli,
    world: &'a World,
    delivery: &'a Delivery,
}

impl Shelf<'_> {
    /// Puts a file in its place, on record before it is there; whether it was there already.
    fn put(&self, to: &Utf8Path, contents: &[u8], mode: u32, record: &mut Record) -> Result<bool, StepError> {
        let (path, digest) = (self.world.project().path(to), sha256(contents).to_string());
        Interrupted::check(self.world.runner().interrupt()).map_err(|error| StepError::file(to, &error))?;
        let found = match fs::read(&path) {
            Ok(found) => Some(sha256(&found).to_string()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(StepError::file(&path, &error)),
        };
        let is_there = found.as_ref() == Some(&digest);
        if let Some(found) = found.filter(|_| !is_there) {
            self.refuse(to, &found, record)?;
        }
        if record.0.insert(to.to_owned(), digest.clone()) != Some(digest) {
            let file = self.world.project().path(&self.delivery.record);
            files::write_json_durably(&file, record).map_err(|error| StepError::file(&file, &error))?;
        }
        if !is_there {
            files::write_with_mode(&path, contents, mode).map_err(|error| StepError::file(&path, &error))?;
        }
        Ok(is_there)
    }

    /// What is there is replaced only if we put it there and nobody changed it since.
    fn refuse(&self, to: &Utf8Path, found: &str, record: &Record) -> Result<(), StepError> {
        let key = &self.work.key;
        let (why, fix) = match record.0.get(to) {
            Some(ours) if ours == found => return Ok(()),
            Some(_) => ("was changed since it was put there", "delete it and run again".to_owned()),
            None => ("is there, and not recorded as ours", format!("remove it once if it is an old one, or change [cli.{key}]")),
        };
        Err(StepError::new(ExitKind::HostStep, format!("cli `{key}`: `{to}` {why}; it is left as it is")).hint(fix))
    }
}
