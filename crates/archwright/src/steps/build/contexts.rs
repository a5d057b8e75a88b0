//! What mends an instruction that takes from a context: its name, or what it holds.

use crate::{World, observe};
use archwright_model::{Platform, count};
use archwright_plan::{bake::BakeTarget, contexts::Taken};
use camino::{Utf8Path, Utf8PathBuf};

/// The fix for the name that a line of the Dockerfile takes from, if nothing is given under it and something like it is.
pub(super) fn fix_at(line: u32, target: &BakeTarget, world: &World) -> Option<String> {
    let project = world.project();
    let dockerfile = observe::dockerfile(&project.path(&target.dockerfile))?;
    Taken::new(dockerfile, project).fix_at(line, target)
}

/// The fix for a file that the context which a line takes from does not have: what it has, and why the name may be empty.
pub(super) fn held_at(line: u32, target: &BakeTarget, world: &World) -> Option<String> {
    let project = world.project();
    let file = project.path(&target.dockerfile);
    let dockerfile = observe::dockerfile(&file)?;
    let name = &dockerfile.taken.iter().find(|source| source.line == line)?.name;
    let (name, dir) = target.contexts.iter().find(|(given, _)| given.eq_ignore_ascii_case(name))?;
    // `target:NAME` is another image of the same call.
    let dir = project.path(dir);
    let held = files(&dir).filter(|files| !files.is_empty())?;
    let holds = format!("`{name}` holds {} for {}", listed(&held), target.platform);
    Some(match observe::undeclared(&file, line) {
        Some(variable) => format!("add `ARG {variable}` to the stage, above line {line}: it is empty there; {holds}"),
        None => format!("name what is there{}: {holds}", per_platform(&held, target.platform)),
    })
}

/// How a Dockerfile names files that stand in a folder of their platform.
fn per_platform(held: &[Utf8PathBuf], platform: Platform) -> String {
    let below: Option<Vec<_>> = held.iter().map(|file| file.strip_prefix(platform.to_string()).ok()).collect();
    match below.as_deref() {
        Some([only]) => format!(", `${{TARGETPLATFORM}}/{only}` below `ARG TARGETPLATFORM`"),
        Some([_, ..]) => ", `${TARGETPLATFORM}/…` below `ARG TARGETPLATFORM`".to_owned(),
        Some([]) | None => String::new(),
    }
}

/// How many files are named.
const NAMED: usize = 5;

fn listed(files: &[Utf8PathBuf]) -> String {
    let names: Vec<_> = files.iter().take(NAMED).map(|file| format!("`{file}`")).collect();
    match files.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{} and {}", names.join(", "), count(more, "other file")),
    }
}

/// The files of a folder and those below it, as paths in it, sorted; none if it is no folder.
fn files(dir: &Utf8Path) -> Option<Vec<Utf8PathBuf>> {
    let (mut found, mut open) = (Vec::new(), vec![dir.is_dir().then(|| dir.to_owned())?]);
    while let Some(folder) = open.pop() {
        for entry in folder.read_dir_utf8().ok()?.flatten() {
            let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let path = entry.into_path();
            if is_dir {
                open.push(path);
            } else {
                found.extend(path.strip_prefix(dir).ok().map(Utf8Path::to_owned));
            }
        }
    }
    found.sort();
    Some(found)
}
