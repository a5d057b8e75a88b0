//! How strictly files are judged.

use super::View;
use serde::{Deserialize, Serialize};

/// How strictly files are judged.
#[derive(Clone, Copy)]
pub struct FilePolicy<'a> {
    /// What the base image brings.
    pub base: BaseLayers<'a>,
    /// Foreign files that somebody answers for.
    pub allow_foreign: &'a [AllowForeign],
}

impl FilePolicy<'_> {
    /// Everything counts, and nothing is allowed.
    pub const FULL: FilePolicy<'static> = FilePolicy { base: BaseLayers::Full, allow_foreign: &[] };
}

/// How findings in the layers of the base image count.
#[derive(Clone, Copy)]
pub enum BaseLayers<'a> {
    /// Like all others: an audit.
    Full,
    /// As notes, if the base alone has them too: publishing an image is no place to mend its base.
    Notes {
        /// How many layers are the base's.
        layers: usize,
        /// The files of these layers alone.
        view: &'a dyn View,
    },
}

/// Foreign files that somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AllowForeign {
    /// Which: an absolute path; `*` and `?` stay within one name, `**` crosses directories. What lies below a path that matches
    /// is allowed too.
    pub path: String,
    /// Why.
    pub why: String,
}

impl AllowForeign {
    /// Whether it speaks of that path.
    pub fn covers(&self, path: &str) -> bool {
        let pattern: Vec<&str> = parts(&self.path);
        matches(&pattern, &parts(path))
    }
}

fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// Every directory above a path counts as well, so that a pattern may stop early. The table of what matches what keeps hostile
/// patterns cheap.
fn matches(pattern: &[&str], path: &[&str]) -> bool {
    // `reached[n]`: the pattern so far covers the first n parts.
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    for part in pattern {
        let mut next = vec![false; path.len() + 1];
        if *part == "**" {
            let mut any = false;
            for (at, here) in reached.iter().enumerate() {
                any |= here;
                next[at] = any;
            }
        } else {
            for (at, name) in path.iter().enumerate() {
                next[at + 1] = reached[at] && name_matches(part, name);
            }
        }
        reached = next;
    }
    reached.iter().skip(1).any(|here| *here)
}

fn name_matches(pattern: &str, name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    for wanted in pattern.chars() {
        let mut next = vec![false; name.len() + 1];
        let mut any = false;
        for at in 0..=name.len() {
            any |= reached[at];
            next[at] = match wanted {
                '*' => any,
                '?' => at > 0 && reached[at - 1],
                letter => at > 0 && reached[at - 1] && name[at - 1] == letter,
            };
        }
        reached = next;
    }
    reached[name.len()]
}
