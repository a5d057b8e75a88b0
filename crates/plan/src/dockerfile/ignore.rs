//! `.dockerignore`, by moby's rules (github.com/moby/patternmatcher): unlike `.gitignore`, a name alone is the root's.

use super::PathPattern;
use std::fmt;

/// The patterns of a `.dockerignore`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ignore {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    line: usize,
    effect: Effect,
    pattern: PathPattern,
    /// The pattern without its `!`.
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Exclude,
    Include,
}

/// A line that is no pattern; BuildKit refuses the whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPattern {
    /// The line, from 1.
    pub line: usize,
    /// As it is written.
    pub pattern: String,
}

impl fmt::Display for BadPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: `{}` is no pattern", self.line, self.pattern)
    }
}

impl std::error::Error for BadPattern {}

impl Ignore {
    /// Reads a `.dockerignore`.
    pub fn read(text: &str) -> Result<Self, BadPattern> {
        let mut rules = Vec::new();
        for (line, written) in (1..).zip(text.strip_prefix('\u{feff}').unwrap_or(text).lines()) {
            if written.starts_with('#') || written.trim().is_empty() {
                continue;
            }
            let bad = || BadPattern { line, pattern: written.to_owned() };
            let (sign, pattern) = written.trim().strip_prefix('!').map_or(("", written.trim()), |pattern| ("!", pattern.trim()));
            let cleaned = if pattern.is_empty() { String::new() } else { clean(pattern) };
            let rootless = cleaned.strip_prefix('/').filter(|rest| !rest.is_empty()).unwrap_or(&cleaned);
            // The matcher reads each anew: it cleans what it is given, and looks for the `!` by itself (`./!a` is one).
            let listed = format!("{sign}{rootless}");
            if listed.trim().is_empty() {
                continue;
            }
            let listed = clean(listed.trim());
            let (effect, text) = listed.strip_prefix('!').map_or((Effect::Exclude, &*listed), |text| (Effect::Include, text));
            if text.is_empty() {
                return Err(bad());
            }
            rules.push(Rule { line, effect, pattern: PathPattern::read(text).ok_or_else(bad)?, text: text.to_owned() });
        }
        Ok(Self { rules })
    }

    /// The line that keeps a path out of the context, if one does; the path is relative to it, with slashes.
    pub fn excludes(&self, path: &str) -> Option<usize> {
        let path = clean(path);
        if path == "." {
            return None;
        }
        let mut excluded = None;
        for rule in &self.rules {
            // A rule that would change nothing is not asked.
            let asked = match rule.effect {
                Effect::Exclude => excluded.is_none(),
                Effect::Include => excluded.is_some(),
            };
            if asked && with_parents(&path).any(|path| rule.pattern.matches(path)) {
                excluded = (rule.effect == Effect::Exclude).then_some(rule.line);
            }
        }
        excluded
    }

    /// Whether something below a folder that is excluded may come back by a later `!`.
    pub fn may_include_below(&self, folder: &str) -> bool {
        let below = |rule: &Rule| {
            let literal: String = rule.text.chars().take_while(|c| !matches!(c, '*' | '?' | '[' | '\\')).collect();
            literal.starts_with(&format!("{folder}/"))
                || (literal.len() < rule.text.len() && folder.starts_with(literal.trim_end_matches('/')))
        };
        self.rules.iter().any(|rule| rule.effect == Effect::Include && below(rule))
    }
}

/// A path, then the folders that it lies in.
fn with_parents(path: &str) -> impl Iterator<Item = &str> {
    let parents = path.match_indices('/').filter(|(at, _)| *at > 0).map(|(at, _)| &path[..at]);
    std::iter::once(path).chain(parents)
}

/// As Go's `filepath.Clean`: no empty part, no `.`, no `..` behind a name.
pub fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let rooted = path.starts_with('/');
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}
