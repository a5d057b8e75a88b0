//! Variables in a shell's words, as far as they are known; the others stay.

use crate::dockerfile::{Env, expand, names};
use std::collections::BTreeSet;

/// A word with what is known filled in. Of the names in `unknown` nothing is, not even that they are empty.
pub(super) fn fill(word: &str, env: &Env, unknown: &BTreeSet<String>) -> String {
    let (mut filled, mut at) = (String::new(), 0);
    for mention in names(word, '\\') {
        // One inside of another was taken with it.
        if mention.at < at || unknown.contains(&mention.name) {
            continue;
        }
        let rest = &word[mention.at..];
        let length = if rest.starts_with("${") { closing(rest) } else { Some(mention.name.len() + 1) };
        let Some(piece) = length.and_then(|length| rest.get(..length)) else { continue };
        let fallback = mention.modifier.as_deref().is_some_and(|modifier| modifier.starts_with(":-") || modifier.starts_with('-'));
        if env.get(&mention.name).is_none() && !fallback {
            continue;
        }
        // What the shell knows and BuildKit does not (`${A^^}`) stays as it is.
        let Ok(expanded) = expand(piece, '\\', env) else { continue };
        if expanded.unset.iter().any(|name| unknown.contains(name)) {
            continue;
        }
        filled.push_str(&word[at..mention.at]);
        filled.push_str(&expanded.text);
        at = mention.at + piece.len();
    }
    filled.push_str(&word[at..]);
    filled
}

/// Where `${…}` ends.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(at + 1),
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
