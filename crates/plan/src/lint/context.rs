//! What a build's context holds.

use crate::dockerfile::{Ignore, clean, matches_path};
use std::collections::BTreeSet;

/// The files of a context.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
    /// The name of the file with the patterns, and these.
    ignore: Option<(String, Ignore)>,
    /// Paths that a step makes before the build.
    made: Vec<String>,
}

/// What a source of `COPY` finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// Something.
    There,
    /// Nothing, whatever is ignored.
    Missing,
    /// Only what a line of that file keeps out.
    Ignored(String, usize),
}

impl Context {
    /// A context of files, by paths relative to it, with slashes.
    pub fn of(files: impl IntoIterator<Item = String>) -> Self {
        let files: BTreeSet<String> = files.into_iter().collect();
        let above = |file: &String| file.match_indices('/').map(|(at, _)| file[..at].to_owned()).collect::<Vec<_>>();
        let folders = files.iter().flat_map(above).collect();
        Self { files, folders, ..Self::default() }
    }

    /// With a folder in which there is nothing.
    #[must_use]
    pub fn with_folders(mut self, folders: impl IntoIterator<Item = String>) -> Self {
        self.folders.extend(folders);
        self
    }

    /// With what a `.dockerignore` keeps out.
    #[must_use]
    pub fn ignoring(mut self, name: &str, ignore: Ignore) -> Self {
        self.ignore = Some((name.to_owned(), ignore));
        self
    }

    /// With paths that a step makes before the build.
    #[must_use]
    pub fn made(mut self, paths: impl IntoIterator<Item = String>) -> Self {
        self.made.extend(paths.into_iter().map(|path| clean(&path)));
        self
    }

    /// What a source finds, variables filled in.
    pub fn look(&self, source: &str) -> Lookup {
        let path = clean(source.trim_start_matches('/'));
        let below = |path: &str, folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        // What a step makes is in the context, whatever is there now.
        if path == "." || self.made.iter().any(|made| below(&path, made) || below(made, &path)) {
            return Lookup::There;
        }
        if path.contains(['*', '?', '[', '\\']) {
            // BuildKit copies nothing, and says nothing, where nothing fits.
            let found: Vec<_> = self.files.iter().chain(&self.folders).filter(|file| matches_path(&path, file)).collect();
            return match found.first().and_then(|first| self.kept_out(first)) {
                Some((name, line)) if found.iter().all(|file| self.kept_out(file).is_some()) => Lookup::Ignored(name, line),
                Some(_) | None => Lookup::There,
            };
        }
        if !self.files.contains(&path) && !self.folders.contains(&path) {
            return Lookup::Missing;
        }
        self.kept_out(&path).map_or(Lookup::There, |(name, line)| Lookup::Ignored(name, line))
    }

    /// The line that keeps a path out; not of a folder in which something stays.
    fn kept_out(&self, path: &str) -> Option<(String, usize)> {
        let (name, ignore) = self.ignore.as_ref()?;
        let line = ignore.excludes(path)?;
        let inside = format!("{path}/");
        let stays = |file: &String| ignore.excludes(file).is_none();
        let below = self.files.range(inside.clone()..).take_while(|file| file.starts_with(&inside));
        let any_stays = ignore.may_include_below(path) && below.into_iter().any(stays);
        (!any_stays).then(|| (name.clone(), line))
    }

    /// The nearest path to one that is not there.
    pub fn nearest(&self, path: &str) -> Option<String> {
        let wanted = clean(path.trim_start_matches('/'));
        let depth = wanted.matches('/').count();
        let same_depth = self.files.iter().chain(&self.folders).filter(|file| file.matches('/').count() == depth);
        archwright_model::nearest(&wanted, same_depth.map(String::as_str)).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::{Context, Lookup};
    use crate::dockerfile::Ignore;

    #[test]
    fn what_is_there_missing_and_kept_out() {
        let ignore = Ignore::read("target\n*.log\ndocs/*\n!docs/keep.md\n").unwrap();
        let files = ["src/main.rs", "target/release/app", "a.log", "docs/keep.md", "docs/other.md"].map(str::to_owned);
        let context = Context::of(files).ignoring(".dockerignore", ignore).made(["ui/dist".to_owned()]);
        for path in [".", "/", "src", "./src/", "src/*.rs", "no*such", "docs", "docs/*.md", "ui/dist/index.html", "ui"] {
            assert_eq!(context.look(path), Lookup::There, "{path}");
        }
        for (path, line) in [("target", 1), ("target/release/app", 1), ("*.log", 2), ("docs/other.md", 3)] {
            assert_eq!(context.look(path), Lookup::Ignored(".dockerignore".into(), line), "{path}");
        }
        assert_eq!((context.look("srd"), context.nearest("srd")), (Lookup::Missing, Some("src".into())));
    }
}
