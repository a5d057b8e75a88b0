//! What a reference on the command line names: an image in a registry, or a layout in a folder.

use crate::{
    cli::{Fault, session::Session},
    observe, verify,
};
use archwright_model::{ImageRef, Project};
use archwright_oci::{Expectation, Verdict};
use camino::{Utf8DirEntry, Utf8Path, Utf8PathBuf};

/// Reads what a reference names, and judges it.
pub(super) fn judge(session: &Session<'_>, reference: &str, expectation: &Expectation) -> Result<Verdict, Fault> {
    if let Some(dir) = reference.strip_prefix("oci:") {
        return layout(session, dir, expectation);
    }
    if reference.trim().is_empty() {
        return Err(Fault::usage("an empty text is no reference").hint("give an image in a registry (HOST/NAME:TAG), or oci:DIR"));
    }
    let folder = session.here.join(reference);
    let parsed = reference.parse::<ImageRef>();
    if is_layout(&folder) || (folder.is_dir() && (parsed.is_err() || !layouts(&folder).is_empty())) {
        return Err(inside(Fault::usage(format!("`{reference}` is a folder, not an image in a registry")), session, &folder));
    }
    let image = parsed.map_err(|error| Fault::usage(format!("{error}")))?;
    let nowhere = Project::new(session.here.clone());
    let world = session.world(session.project_here().unwrap_or(&nowhere), None)?;
    world.reach(&observe::registries(world.runner(), world.project(), Some(image.repository().registry())));
    Ok(verify::reference(&image, expectation, &world)?)
}

fn layout(session: &Session<'_>, named: &str, expectation: &Expectation) -> Result<Verdict, Fault> {
    if named.is_empty() {
        return Err(inside(Fault::usage("`oci:` names no folder"), session, &session.here));
    }
    let dir = session.here.join(named);
    // What has neither of a layout's two files is none, and not a broken one.
    if !is_layout(&dir) && !dir.join("index.json").is_file() {
        let what = if dir.is_dir() { "has no OCI layout" } else { "is no folder" };
        return Err(inside(Fault::usage(format!("`{named}` {what}")), session, &dir));
    }
    let verdict = verify::layout(&dir, expectation, &session.runner(&session.here)).map_err(Fault::from);
    verdict.map_err(|fault| if is_layout(&dir) { fault } else { inside(fault, session, &dir) })
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
