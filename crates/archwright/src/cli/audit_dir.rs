//! `audit DIR`: what is wrong with the Dockerfiles of a repository, and which images a build there would make.

mod builds;
mod gitignore;
mod recipe;
mod table;
mod traps;
mod walk;

use super::{
    Fault,
    lint::{Judged, counts, judge, standalone, summary, text},
    session::Session,
};
use archwright_model::{Finding, Platforms, count};
use archwright_plan::dockerfile::{clean, is_dockerfile};
use builds::ImageBuild;
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use std::{collections::BTreeMap, fs};

/// A repository that was looked into.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Repository {
    /// Its Dockerfiles with what was found in each.
    dockerfiles: Vec<Judged>,
    /// What would build an image there.
    builds: Vec<ImageBuild>,
    /// What is wrong with these builds and what is around them.
    findings: Vec<Finding>,
    /// Files that may build images, and are not looked at.
    unread: Vec<String>,
    /// Whether there was more in it than is looked at.
    cut: bool,
    /// How many files were looked at for builds.
    #[serde(skip)]
    recipes: usize,
}

/// The folder that a subject names, if it names one and not an image.
pub(super) fn folder(session: &Session<'_>, subject: &str) -> Option<Utf8PathBuf> {
    let is_image = ["oci:", "oci-archive:", "docker:"].iter().any(|form| subject.starts_with(form));
    Some(session.here.join(subject)).filter(|path| !is_image && path.is_dir())
}

/// Looks into a folder.
pub(super) fn audit(folder: &Utf8Path) -> Result<Repository, Fault> {
    let walked = walk::walk(folder)?;
    let recipes = walked.files.iter().filter_map(|file| Some((file, recipe::Recipe::of(file)?)));
    let recipes: Vec<_> =
        recipes.filter_map(|(file, recipe)| Some((file.as_str(), recipe, fs::read_to_string(folder.join(file)).ok()?))).collect();
    let builds: Vec<ImageBuild> = recipes.iter().flat_map(|(file, recipe, text)| recipe.builds(file, text)).collect();
    let texts: BTreeMap<&str, &str> = recipes.iter().map(|(file, _, text)| (*file, text.as_str())).collect();
    let mut findings = traps::traps(folder, &texts, &builds);
    findings.extend(traps::versions(folder, &walked.files));
    let mut dockerfiles = Vec::new();
    for file in walked.files.iter().filter(|file| file.file_name().is_some_and(is_dockerfile)) {
        let of_file: Vec<_> = builds.iter().filter(|build| takes(folder, build, file)).collect();
        let platforms: Platforms = of_file
            .iter()
            .filter_map(|build| build.platforms.as_ref()?.parse::<Platforms>().ok())
            .flat_map(|list| list.iter().collect::<Vec<_>>())
            .collect();
        let context = of_file.iter().find_map(|build| Some(folder.join(build.folder(folder)?)));
        let platforms = Some(&platforms).filter(|platforms| !platforms.is_empty());
        // What cannot be read is left out, as what is no text is.
        if let Ok(job) = standalone(&folder.join(file), file.as_str(), platforms, context.as_deref()) {
            dockerfiles.push(judge(&[job]));
        }
    }
    for build in &builds {
        let taken = dockerfiles.iter().filter(|judged| takes(folder, build, Utf8Path::new(&judged.file)));
        let taken: Vec<_> = taken.map(|judged| (judged.file.as_str(), judged.text.as_str())).collect();
        findings.extend(traps::untaken(build, texts.get(build.file.as_str()).copied().unwrap_or_default(), &taken));
    }
    findings.sort_by(|a, b| (&a.subject, a.position, &a.id).cmp(&(&b.subject, b.position, &b.id)));
    findings.dedup();
    let recipes = recipes.len();
    let unread = walked.files.iter().filter(|file| recipe::is_compose(file)).map(ToString::to_string).collect();
    Ok(Repository { dockerfiles, builds, findings, unread, cut: walked.cut, recipes })
}

/// Whether a build takes that Dockerfile, as far as its words say so.
fn takes(root: &Utf8Path, build: &ImageBuild, file: &Utf8Path) -> bool {
    let Some(folder) = build.folder(root) else { return false };
    let named = build.dockerfile.as_ref().filter(|path| !path.contains(['$', '{']));
    let beside = Utf8Path::new(&build.file).parent().unwrap_or_else(|| Utf8Path::new(""));
    match (named, &build.dockerfile) {
        (Some(path), _) => {
            [Utf8PathBuf::from(path), beside.join(path), folder.join(path)].iter().any(|path| clean(path.as_str()) == file.as_str())
        }
        (None, None) => clean(folder.join("Dockerfile").as_str()) == file.as_str(),
        (None, Some(_)) => false,
    }
}

impl Repository {
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.dockerfiles.iter().flat_map(Judged::findings).chain(&self.findings)
    }

    /// Whether something was found.
    pub(super) fn is_clean(&self) -> bool {
        !self.findings().any(counts)
    }

    pub(super) fn text(&self) -> String {
        let mut parts: Vec<_> = self.dockerfiles.iter().map(text).filter(|text| !text.is_empty()).collect();
        parts.extend(self.findings.iter().map(|finding| format!("{finding}\n")));
        parts.push(table::table(&self.builds));
        let cut = if self.cut { "there is more here than is looked at: audit its folders one by one\n" } else { "" };
        let unread = match self.unread.as_slice() {
            [] => String::new(),
            unread => format!("not looked at, since compose files are not read: {}\n", unread.join(", ")),
        };
        let looked = count(self.dockerfiles.len(), "Dockerfile");
        let looked = if self.recipes == 0 { looked } else { format!("{looked}, {}", count(self.recipes, "other file")) };
        format!("{}\n{unread}{cut}{}\n", parts.join("\n"), summary(&looked, &self.dockerfiles, &self.findings))
    }
}
