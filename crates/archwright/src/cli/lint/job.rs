//! Which Dockerfiles are judged, and what each is built for.

use super::context;
use crate::cli::{Fault, args::LintArgs, session::Session};
use archwright_model::{
    ExitKind, Platforms, Project, nearest,
    project::{Image, Need},
};
use archwright_plan::{
    dockerfile::is_dockerfile,
    lint::{Context, Input},
};
use camino::{Utf8Path, Utf8PathBuf};
use std::{collections::BTreeMap, fs, io};

/// A Dockerfile and a build of it.
#[derive(Clone)]
pub(in crate::cli) struct Job {
    pub(in crate::cli) path: Utf8PathBuf,
    /// As findings call it.
    pub(in crate::cli) name: String,
    pub(in crate::cli) text: String,
    pub(super) platforms: Platforms,
    pub(super) args: Vec<BTreeMap<String, String>>,
    pub(super) target: Option<String>,
    pub(super) context: Option<Context>,
}

impl Job {
    pub(super) fn input(&self) -> Input<'_> {
        Input {
            file: &self.name,
            text: &self.text,
            platforms: &self.platforms,
            args: &self.args,
            target: self.target.as_deref(),
            context: self.context.as_ref(),
        }
    }

    /// What an image of the project is built from.
    pub(super) fn of_image(project: &Project, image: &Image, platforms: Option<&Platforms>) -> io::Result<Self> {
        let path = project.path(&image.dockerfile);
        let of_variant = |variant: &archwright_model::project::Variant| {
            let mut args = image.build_args.clone();
            args.extend(variant.build_args.clone());
            args
        };
        let mut args: Vec<_> = image.variants.iter().map(of_variant).collect();
        if args.is_empty() {
            args.push(image.build_args.clone());
        }
        let mut job = Self {
            text: fs::read_to_string(&path)?,
            name: image.dockerfile.to_string(),
            platforms: platforms.cloned().unwrap_or_else(|| image.platforms.value.clone()),
            args,
            target: image.stage.clone(),
            context: None,
            path,
        };
        job.context = context::read(&project.path(&image.context), &job).map(|context| context.made(made(project, image)));
        Ok(job)
    }
}

/// What the steps in front of an image's build put into its context.
fn made(project: &Project, image: &Image) -> Vec<String> {
    let uis = project.uis.iter().filter(|ui| image.needs.contains(&Need::Ui(ui.key.clone())));
    let paths = uis.flat_map(|ui| ui.copy_to.iter().cloned().chain([ui.dir.join(&ui.output)]));
    let context = project.path(&image.context);
    let below = |path: Utf8PathBuf| project.path(path).strip_prefix(&context).ok().map(ToString::to_string);
    paths.filter_map(below).collect()
}

/// A Dockerfile that no project knows.
pub(in crate::cli) fn standalone(
    path: &Utf8Path,
    name: &str,
    platforms: Option<&Platforms>,
    context: Option<&Utf8Path>,
) -> io::Result<Job> {
    let mut job = Job {
        text: fs::read_to_string(path)?,
        path: path.to_owned(),
        name: name.to_owned(),
        platforms: platforms.cloned().unwrap_or_else(Platforms::usual),
        args: Vec::new(),
        target: None,
        context: None,
    };
    job.context = context.and_then(|dir| context::read(dir, &job));
    Ok(job)
}

/// Every Dockerfile that is asked for, each with all the builds of it.
pub(super) fn jobs(session: &Session<'_>, args: &LintArgs, platforms: Option<&Platforms>) -> Result<Vec<Vec<Job>>, Fault> {
    let context = args.context.as_ref().map(|dir| session.here.join(dir));
    if let (Some(dir), Some(given)) = (context.as_ref().filter(|dir| !dir.is_dir()), &args.context) {
        let what = if dir.exists() { "is no folder" } else { "is not there" };
        return Err(Fault::usage(format!("--context `{given}` {what}")).hint("name the folder that the Dockerfile is built from"));
    }
    let mut files: Vec<(Utf8PathBuf, String)> = Vec::new();
    for file in &args.files {
        files.push((session.here.join(file), file.to_string()));
    }
    if let (true, Some(project)) = (files.is_empty(), session.project_here()) {
        // What BuildKit fetches, or a bake file names, is not read here.
        let is_here = |image: &Image| !image.is_fetched() && image.bake.is_none();
        let meant = |image: &&Image| is_here(image) && session.member().is_none_or(|member| member.images.contains(&image.key));
        files = project.images.iter().filter(meant).map(|image| (project.path(&image.dockerfile), image.dockerfile.to_string())).collect();
    } else if files.is_empty() {
        files = here(&session.here)?;
    }
    let mut seen = Vec::new();
    let mut all = Vec::new();
    for (path, name) in files {
        if seen.contains(&path) {
            continue;
        }
        let unreadable = |error: io::Error| {
            let fault = Fault::usage(format!("cannot read {name}: {error}"));
            match (path.is_dir(), nearest_beside(&path)) {
                (true, _) => fault.hint(format!("`audit {name}` looks into a whole folder")),
                (false, Some(near)) => fault.hint(format!("did you mean `{near}`?")),
                (false, None) => fault.hint("without a name, the Dockerfiles of the project or of this folder are looked at"),
            }
        };
        let project = session.project_here().filter(|_| context.is_none());
        let images = project.into_iter().flat_map(|project| project.images.iter().map(move |image| (project, image)));
        let of_project: io::Result<Vec<_>> = images
            .filter(|(project, image)| same(&project.path(&image.dockerfile), &path))
            .map(|(project, image)| Job::of_image(project, image, platforms))
            .collect();
        let mut jobs = of_project.map_err(unreadable)?;
        if jobs.is_empty() {
            jobs.push(standalone(&path, &name, platforms, context.as_deref()).map_err(unreadable)?);
        }
        seen.push(path);
        all.push(jobs);
    }
    Ok(all)
}

/// The Dockerfile in the same folder whose name is nearest.
fn nearest_beside(path: &Utf8Path) -> Option<String> {
    let entries = path.parent()?.read_dir_utf8().ok()?;
    let names: Vec<_> = entries.flatten().map(|entry| entry.file_name().to_owned()).filter(|name| is_dockerfile(name)).collect();
    nearest(path.file_name()?, names.iter().map(String::as_str)).map(str::to_owned)
}

fn same(one: &Utf8Path, other: &Utf8Path) -> bool {
    one == other || one.canonicalize_utf8().is_ok_and(|one| other.canonicalize_utf8().is_ok_and(|other| one == other))
}

/// The Dockerfiles in a folder of no project.
fn here(folder: &Utf8Path) -> Result<Vec<(Utf8PathBuf, String)>, Fault> {
    let entries = folder.read_dir_utf8().map_err(|error| Fault::new(ExitKind::Machine, format!("cannot read {folder}: {error}")))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_owned());
    let mut files: Vec<_> = names.filter(|name| is_dockerfile(name)).map(|name| (folder.join(&name), name)).collect();
    files.sort();
    if files.is_empty() {
        return Err(
            Fault::usage(format!("there is no Dockerfile in {folder}")).hint("name one, or look into a whole folder with `audit .`")
        );
    }
    Ok(files)
}
