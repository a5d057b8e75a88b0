//! What a reference on the command line names: an image in a registry, in the Docker server's store, in a folder or in a file.

use super::{
    allowances::{Allowances, named_in},
    place::{self, FORMS},
};
use crate::{
    cli::{Fault, session::Session},
    observe,
    verify::{self, Question},
};
use archwright_model::{ImageRef, Project, Repository};
use archwright_oci::{Layout, PackedLayout, Verdict, layout::Choice};
use camino::{Utf8DirEntry, Utf8Path, Utf8PathBuf};

/// What is asked, where, and what is answered for.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Asked<'a> {
    pub(in crate::cli) session: &'a Session<'a>,
    pub(in crate::cli) question: &'a Question,
    pub(in crate::cli) allowances: Allowances,
}

impl Asked<'_> {
    /// The question of an image that lives in these repositories.
    fn of<'a>(&self, repositories: impl IntoIterator<Item = &'a Repository>) -> Question {
        self.allowances.of(self.session, repositories, self.question)
    }
}

/// Reads what a reference names, and judges it.
pub(in crate::cli) fn judge(asked: Asked<'_>, reference: &str) -> Result<Verdict, Fault> {
    let session = asked.session;
    if let Some(dir) = reference.strip_prefix("oci:") {
        return layout(asked, dir);
    }
    if let Some(file) = reference.strip_prefix("oci-archive:") {
        return archive(asked, file);
    }
    if let Some(name) = reference.strip_prefix("docker:") {
        return loaded(asked, name.trim_start_matches("//"));
    }
    if reference.trim().is_empty() {
        return Err(Fault::usage("an empty text is no reference").hint(FORMS));
    }
    let place = session.here.join(reference);
    let parsed = reference.parse::<ImageRef>();
    if is_layout(&place) || (place.is_dir() && (parsed.is_err() || !layouts(&place).is_empty())) {
        return Err(inside(Fault::usage(format!("`{reference}` is a folder, not an image in a registry")), session, &place));
    }
    if place.is_file() && (parsed.is_err() || place.extension() == Some("tar")) {
        let fault = Fault::usage(format!("`{reference}` is a file, not an image in a registry"));
        return Err(fault.hint(format!("did you mean `oci-archive:{reference}`?")));
    }
    if let Some(fault) = place::unknown(session, reference) {
        return Err(fault);
    }
    let image = parsed.map_err(|error| Fault::usage(format!("{error}")))?;
    let nowhere = Project::new(session.here.clone());
    let world = session.world(session.project_here().unwrap_or(&nowhere), None)?;
    world.reach(&observe::registries(world.runner(), world.project(), Some(image.repository().registry())));
    Ok(verify::reference(&image, &asked.of([image.repository()]), &world)?)
}

fn loaded(asked: Asked<'_>, name: &str) -> Result<Verdict, Fault> {
    if name.trim().is_empty() {
        return Err(Fault::usage("`docker:` names no image").hint("`docker image ls` lists what the Docker server has"));
    }
    let image = name.parse::<ImageRef>().ok();
    Ok(verify::loaded(name, &asked.of(image.as_ref().map(ImageRef::repository)), &asked.session.runner(&asked.session.here))?)
}

fn archive(asked: Asked<'_>, named: &str) -> Result<Verdict, Fault> {
    let session = asked.session;
    let (named, choice) = chosen(session, named, Utf8Path::is_file)?;
    let file = session.here.join(named);
    if named.is_empty() || !file.is_file() {
        let fault = Fault::usage(format!("`oci-archive:{named}` names no file"));
        return Err(if is_layout(&file) {
            fault.hint(format!("did you mean `oci:{named}`?"))
        } else {
            fault.hint("an OCI archive is a layout in one tar file, as `docker save` and `docker buildx build --output type=oci` write it")
        });
    }
    let runner = session.runner(&session.here);
    // What cannot be read is told by whoever judges it.
    let index = PackedLayout::open(&file, runner.interrupt().flag()).and_then(|layout| layout.index());
    Ok(verify::archive(&file, &choice, &asked.of(&named_in(index.ok())), &runner)?)
}

fn layout(asked: Asked<'_>, named: &str) -> Result<Verdict, Fault> {
    let session = asked.session;
    if named.is_empty() {
        return Err(inside(Fault::usage("`oci:` names no folder"), session, &session.here));
    }
    let (named, choice) = chosen(session, named, Utf8Path::is_dir)?;
    let dir = session.here.join(named);
    // What has neither of a layout's two files is none, and not a broken one.
    if !is_layout(&dir) && !dir.join("index.json").is_file() {
        let what = if dir.is_dir() { "has no OCI layout" } else { "is no folder" };
        let fault = Fault::usage(format!("`{named}` {what}"));
        return Err(if dir.is_file() { fault.hint(format!("did you mean `oci-archive:{named}`?")) } else { inside(fault, session, &dir) });
    }
    let index = Layout::open(&dir).and_then(|layout| layout.index());
    let verdict = verify::layout(&dir, &choice, &asked.of(&named_in(index.ok())), &session.runner(&session.here)).map_err(Fault::from);
    verdict.map_err(|fault| if is_layout(&dir) { fault } else { inside(fault, session, &dir) })
}

/// A path, and which of the images there is meant: `DIR`, `DIR:TAG`, `DIR:NAME` or `DIR@sha256:…`. A path may have a colon of its own.
fn chosen<'a>(session: &Session<'_>, named: &'a str, is_there: impl Fn(&Utf8Path) -> bool) -> Result<(&'a str, Choice), Fault> {
    let is_there = |path: &str| !path.is_empty() && is_there(&session.here.join(path));
    if is_there(named) {
        return Ok((named, Choice::Only));
    }
    if let Some((path, digest)) = named.rsplit_once('@').filter(|(path, _)| is_there(path)) {
        let digest = digest.parse().map_err(|error| Fault::usage(format!("`{digest}` is no digest: {error}")))?;
        return Ok((path, Choice::Digest(digest)));
    }
    let name = named.match_indices(':').map(|(at, _)| (&named[..at], &named[at + 1..])).find(|(path, _)| is_there(path));
    Ok(name.map_or((named, Choice::Only), |(path, name)| (path, Choice::Name(name.to_owned()))))
}

fn is_layout(dir: &Utf8Path) -> bool {
    dir.join("oci-layout").is_file()
}

/// A fault about a folder, with the layouts that are meant.
fn inside(fault: Fault, session: &Session<'_>, dir: &Utf8Path) -> Fault {
    let named = layouts(dir).into_iter().map(|layout| format!("`oci:{}`", layout.strip_prefix(&session.here).unwrap_or(&layout)));
    match named.collect::<Vec<_>>().as_slice() {
        [] => fault
            .hint("an OCI layout is a folder with a file `oci-layout`; `docker-build` writes one per image below target/archwright/layout"),
        [only] => fault.hint(format!("did you mean {only}?")),
        several => fault.hint(format!("did you mean one of these? {}", several.join(", "))),
    }
}

/// The layouts in a folder and in those below it, as deep as `target/archwright/layout/IMAGE` is.
fn layouts(dir: &Utf8Path) -> Vec<Utf8PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![(dir.to_owned(), 0)]);
    while let Some((dir, depth)) = open.pop() {
        if is_layout(&dir) {
            found.push(dir);
        } else if depth < 4 {
            let entries = dir.read_dir_utf8().into_iter().flatten().flatten();
            // What BuildKit exports is one platform each, on the way to a layout.
            let is_folder = |entry: &Utf8DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir()) && entry.file_name() != "export";
            let folders = entries.filter(is_folder);
            open.extend(folders.map(|entry| (entry.into_path(), depth + 1)));
        }
    }
    found.sort();
    found
}
