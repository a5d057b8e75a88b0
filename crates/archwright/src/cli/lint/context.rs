//! What a Dockerfile's context holds, as far as it copies from it.

use super::Job;
use archwright_plan::{
    dockerfile::{Ignore, clean},
    lint::{Context, sources},
};
use camino::Utf8Path;
use std::{collections::BTreeSet, fs};

/// More entries than these are not looked at: what they would say, nothing says then.
const MOST: usize = 50_000;

/// The part of a context that a Dockerfile copies from; none if there is no such folder, too much in it, or a `.dockerignore` that
/// BuildKit refuses.
pub(super) fn read(dir: &Utf8Path, job: &Job) -> Option<Context> {
    if !dir.is_dir() {
        return None;
    }
    let ignore = ignore(dir, job)?;
    let mut walk = Walk { root: dir, files: BTreeSet::new(), folders: BTreeSet::new(), listed: BTreeSet::new(), seen: 0 };
    for source in sources(&job.input()) {
        let path = clean(source.trim_start_matches('/'));
        if path != "." {
            walk.along(&path);
            // What stays of a folder that is kept out has to be looked for.
            if ignore.as_ref().is_some_and(|(_, ignore)| ignore.excludes(&path).is_some() && ignore.may_include_below(&path)) {
                walk.below(&path);
            }
        }
    }
    if walk.seen > MOST {
        return None;
    }
    let context = Context::of(walk.files).with_folders(walk.folders);
    Some(match ignore {
        Some((name, ignore)) => context.ignoring(&name, ignore),
        None => context,
    })
}

/// The patterns that count, with the name of their file: those beside the Dockerfile before those of the context.
#[expect(clippy::option_option, reason = "patterns, none, or some that nobody can read")]
fn ignore(dir: &Utf8Path, job: &Job) -> Option<Option<(String, Ignore)>> {
    let name = job.path.file_name().unwrap_or_default();
    let own = job.path.with_file_name(format!("{name}.dockerignore"));
    for (path, name) in [(own, format!("{name}.dockerignore")), (dir.join(".dockerignore"), ".dockerignore".to_owned())] {
        if let Ok(text) = fs::read_to_string(path) {
            return Ignore::read(&text).ok().map(|ignore| Some((name, ignore)));
        }
    }
    Some(None)
}

struct Walk<'a> {
    root: &'a Utf8Path,
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
    listed: BTreeSet<String>,
    seen: usize,
}

impl Walk<'_> {
    /// What stands beside each part of a path or pattern.
    fn along(&mut self, path: &str) {
        let mut open = vec![String::new()];
        for part in path.split('/') {
            let is_pattern = part.contains(['*', '?', '[', '\\']);
            let mut next = Vec::new();
            for folder in open {
                self.list(&folder);
                let child = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
                if is_pattern {
                    let inside = child("");
                    next.extend(
                        self.folders.iter().filter(|name| name.strip_prefix(&inside).is_some_and(|rest| !rest.contains('/'))).cloned(),
                    );
                } else {
                    next.extend(Some(child(part)).filter(|path| self.folders.contains(path)));
                }
            }
            open = next;
        }
    }

    /// Everything below a folder.
    fn below(&mut self, folder: &str) {
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop().filter(|_| self.seen <= MOST) {
            self.list(&folder);
            let inside = format!("{folder}/");
            open.extend(self.folders.iter().filter(|name| name.strip_prefix(&inside).is_some_and(|rest| !rest.contains('/'))).cloned());
        }
    }

    fn list(&mut self, folder: &str) {
        if self.seen > MOST || !self.listed.insert(folder.to_owned()) {
            return;
        }
        let Ok(entries) = self.root.join(folder).read_dir_utf8() else { return };
        for entry in entries.flatten() {
            self.seen += 1;
            let path = if folder.is_empty() { entry.file_name().to_owned() } else { format!("{folder}/{}", entry.file_name()) };
            // A link is copied as one, wherever it leads.
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir()) || (entry.path().is_symlink() && entry.path().is_dir());
            let set = if is_folder { &mut self.folders } else { &mut self.files };
            set.insert(path);
        }
    }
}
