//! `.gitignore` by a simple rule: names anywhere below, paths from where the file lies, `*` and `?` inside of names. What `!` takes
//! back stays, so rather too much is looked at than too little.

use archwright_plan::dockerfile::matches_path;
use camino::{Utf8Path, Utf8PathBuf};
use std::{fs, rc::Rc};

/// The patterns that count in a folder.
#[derive(Debug, Clone, Default)]
pub(super) struct GitIgnore {
    rules: Rc<Vec<Rule>>,
}

#[derive(Debug, Clone)]
struct Rule {
    /// The folder that the file lies in, relative to the root.
    folder: Utf8PathBuf,
    pattern: String,
    place: Place,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    Anywhere,
    Anchored,
}

impl GitIgnore {
    /// With what the file in a folder adds.
    pub(super) fn and(&self, dir: &Utf8Path, folder: &Utf8Path) -> Self {
        let Ok(text) = fs::read_to_string(dir.join(".gitignore")) else { return self.clone() };
        let mut rules = (*self.rules).clone();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(back) = line.strip_prefix('!') {
                // What comes back may lie in what is ignored, so that is looked at.
                let back = back.trim_start_matches('/');
                rules.retain(|rule| rule.pattern != back && !back.starts_with(&format!("{}/", rule.pattern)));
                continue;
            }
            let pattern = line.trim_end_matches("/*").trim_end_matches("/**").trim_end_matches('/');
            let anywhere = pattern.strip_prefix("**/").unwrap_or(pattern);
            let place = if anywhere.contains('/') { Place::Anchored } else { Place::Anywhere };
            let pattern = anywhere.trim_start_matches('/').to_owned();
            // `*` alone is a list of what is kept, with `!`.
            if !pattern.is_empty() && pattern != "*" {
                rules.push(Rule { folder: folder.to_owned(), pattern, place });
            }
        }
        Self { rules: Rc::new(rules) }
    }

    /// Whether a path, relative to the root, is ignored.
    pub(super) fn ignores(&self, path: &Utf8Path) -> bool {
        let name = path.file_name().unwrap_or_default();
        let by = |rule: &Rule| match rule.place {
            Place::Anywhere => path.starts_with(&rule.folder) && matches_path(&rule.pattern, name),
            Place::Anchored => path.strip_prefix(&rule.folder).is_ok_and(|path| matches_path(&rule.pattern, path.as_str())),
        };
        self.rules.iter().any(by)
    }
}

#[cfg(test)]
mod tests {
    use super::GitIgnore;
    use camino::Utf8Path;
    use std::fs;

    #[test]
    fn names_paths_and_what_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        fs::write(root.join(".gitignore"), "# x\nbuild/\n*.bak\n/only-here\ndocs/gen\nkept\n!kept\n*\n").unwrap();
        let ignore = GitIgnore::default().and(root, Utf8Path::new(""));
        let ignored = |path: &str| ignore.ignores(Utf8Path::new(path));
        assert!(["build", "a/build", "a/x.bak", "only-here", "docs/gen"].into_iter().all(ignored));
        assert!(!["builds", "a/only-here", "a/docs/gen", "kept", "Dockerfile"].into_iter().any(ignored));
    }
}
