//! Lists of what is built that stand in several files and disagree.

use super::at;
use crate::cli::audit_dir::builds::ImageBuild;
use archwright_model::{Finding, Platform};
use archwright_plan::lint::kinds;
use camino::Utf8Path;
use std::collections::{BTreeMap, BTreeSet};

/// A list of words, and where it begins.
struct List<'a> {
    file: &'a str,
    line: usize,
    items: BTreeSet<&'a str>,
}

/// Fewer words than this are no list that somebody keeps.
const FEWEST: usize = 3;

/// Lists in different files, each of which builds images, that have most of their words in common and not all.
pub(super) fn traps(texts: &BTreeMap<&str, &str>, builds: &[ImageBuild]) -> Vec<Finding> {
    let build_files: BTreeSet<&str> = builds.iter().map(|build| build.file.as_str()).collect();
    let lists: Vec<List<'_>> =
        texts.iter().filter(|(file, _)| build_files.contains(*file)).flat_map(|(file, text)| lists(file, text)).collect();
    let mut found = Vec::new();
    for (index, list) in lists.iter().enumerate() {
        // The longest that is like it is what it should be.
        let others = lists.iter().enumerate().filter(|(at, other)| *at != index && other.file != list.file && is_like(list, other));
        let longest = others.map(|(_, other)| other).max_by_key(|other| (other.items.len(), std::cmp::Reverse((other.file, other.line))));
        let Some(other) = longest else { continue };
        let missing: Vec<_> = other.items.difference(&list.items).map(|item| format!("`{item}`")).collect();
        if !missing.is_empty() {
            let message = format!("{} of the list in {}:{} not here", missing.join(", "), other.file, other.line);
            let message = if missing.len() == 1 {
                message.replace(" not here", " is not here")
            } else {
                message.replace(" not here", " are not here")
            };
            found.push(at(&kinds::LISTS_DIFFER, list.file, list.line, message));
        }
    }
    found
}

/// Whether two lists are of the same things: three words in common, and most of either.
fn is_like(a: &List<'_>, b: &List<'_>) -> bool {
    let common = a.items.intersection(&b.items).count();
    common >= FEWEST && common * 5 >= a.items.len().max(b.items.len()) * 3
}

/// The lists of a text: what a shell or make loops over, and the matrix of a workflow.
fn lists<'a>(file: &'a str, text: &'a str) -> Vec<List<'a>> {
    let is_yaml = matches!(Utf8Path::new(file).extension(), Some("yml" | "yaml"));
    let mut found = if is_yaml { matrices(file, text) } else { loops(file, text) };
    found.retain(|list| list.items.len() >= FEWEST);
    found
}

/// Words of a loop, of an array or a variable that something loops over.
fn loops<'a>(file: &'a str, text: &'a str) -> Vec<List<'a>> {
    let list = |(line, words): (usize, &'a str)| {
        let words = words.trim();
        let body = if let Some((_, rest)) = words.strip_prefix("for ").and_then(|rest| rest.split_once(" in ")) {
            rest.split(';').next()?
        } else {
            let (name, value) = words.split_once('=').filter(|_| !words.starts_with('#'))?;
            let name = name.trim_end_matches(['?', ':', ' ']).split_whitespace().last()?;
            let value = value.trim().trim_start_matches('(').trim_end_matches(')');
            is_looped_over(text, name).then_some(value)?
        };
        Some(List { file, line, items: words_of(body)? })
    };
    (1..).zip(text.lines()).filter_map(list).collect()
}

fn is_looped_over(text: &str, name: &str) -> bool {
    let uses = [format!("${name}"), format!("${{{name}"), format!("$({name})")];
    let loops = |line: &&str| ["for ", "foreach ", "addprefix ", "addsuffix ", "patsubst "].iter().any(|word| line.contains(word));
    text.lines().filter(loops).any(|line| uses.iter().any(|used| line.contains(used.as_str())))
}

/// Lists below `matrix:`, on one line or as `- redis` and `- name: redis`, over and over at one depth.
fn matrices<'a>(file: &'a str, text: &'a str) -> Vec<List<'a>> {
    let mut found: Vec<List<'a>> = Vec::new();
    let (mut matrix, mut open): (Option<usize>, Option<usize>) = (None, None);
    let lines = (1..).zip(text.lines()).filter(|(_, words)| !words.trim().is_empty() && !words.trim_start().starts_with('#'));
    for (line, words) in lines {
        let (trimmed, depth) = (words.trim(), words.len() - words.trim_start().len());
        if matrix.is_some_and(|at| depth <= at && !trimmed.starts_with("- ")) {
            (matrix, open) = (None, None);
        }
        if trimmed == "matrix:" {
            matrix = Some(depth);
        }
        if matrix.is_none() {
            continue;
        }
        if open.is_some_and(|at| depth < at || (depth == at && !trimmed.starts_with("- "))) {
            open = None;
        }
        if let Some((_, rest)) = trimmed.split_once(": [") {
            let items = rest.split(']').next().and_then(words_of);
            found.extend(items.map(|items| List { file, line, items }));
        }
        let item = trimmed.strip_prefix("- name:").or_else(|| trimmed.strip_prefix("- ").filter(|rest| !rest.contains(':')));
        let Some(item) = item.map(|item| item.trim().trim_matches(['"', '\''])).filter(|item| is_word(item)) else { continue };
        match (open, found.last_mut()) {
            (Some(at), Some(list)) if at == depth => drop(list.items.insert(item)),
            _ => {
                open = Some(depth);
                found.push(List { file, line, items: BTreeSet::from([item]) });
            }
        }
    }
    found
}

/// The words of a list, if each is one.
fn words_of(body: &str) -> Option<BTreeSet<&str>> {
    let words = body.split([' ', ',']).map(|word| word.trim_matches(['"', '\''])).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    words.iter().all(|word| is_word(word)).then(|| words.into_iter().collect())
}

/// A name, and neither a number, an option, a variable nor a platform.
fn is_word(text: &str) -> bool {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    plain && text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.parse::<Platform>().is_err()
}

#[cfg(test)]
mod tests {
    use super::traps;
    use crate::cli::audit_dir::builds::ImageBuild;
    use std::collections::BTreeMap;

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let texts: BTreeMap<&str, &str> = files.iter().copied().collect();
        let builds: Vec<_> = files.iter().map(|(file, _)| ImageBuild { file: (*file).into(), line: 1, ..ImageBuild::default() }).collect();
        traps(&texts, &builds)
            .iter()
            .map(|finding| format!("{}:{} {}", finding.subject, finding.position.unwrap().line, finding.message))
            .collect()
    }

    #[test]
    fn f25_lists_that_disagree() {
        let script = ("scripts/build.sh", "set -e\nBACKENDS=(\"all\" \"redis\" \"kafka\" \"sqs\")\nfor b in \"${BACKENDS[@]}\"; do\n");
        let workflow = (".github/workflows/ci.yml", "matrix:\n  backend: [redis, kafka, all]\n");
        let named = (
            ".github/workflows/release.yml",
            "matrix:\n  b:\n    - name: all\n      x: y\n    - name: redis\n    - name: \"kafka\"\nsteps:\n  - name: Build it\n",
        );
        let makefile = ("Makefile", "BACKENDS ?= all redis kafka sqs\nall: $(addprefix build-,$(BACKENDS))\n");
        assert_eq!(
            told(&[script, workflow, named, makefile]),
            [
                ".github/workflows/ci.yml:2 `sqs` of the list in Makefile:1 is not here",
                ".github/workflows/release.yml:3 `sqs` of the list in Makefile:1 is not here",
            ]
        );
        assert_eq!(told(&[script, makefile]), [""; 0]);
    }

    #[test]
    fn lists_of_something_else() {
        let all = ("build.sh", "for b in all redis kafka sqs azure gcp mqtt minimal; do\n");
        assert_eq!(told(&[all, ("ci.sh", "for b in redis kafka minimal; do\n")]), [""; 0], "three of eight are chosen, not forgotten");
        assert_eq!(told(&[all, ("x.sh", "P=(linux/amd64 linux/arm64 linux/s390x)\n")]), [""; 0]);
        assert_eq!(told(&[("a.sh", "for x in a b c d; do\nfor x in a b c; do\n")]), [""; 0], "one file knows what it does");
        assert_eq!(told(&[("a.sh", "RUN=\"docker run it\"\n"), ("b.sh", "RUN=\"docker run it now\"\n")]), [""; 0]);
        let needs = "jobs:\n  a:\n    needs: [lint, test, build]\n";
        assert_eq!(told(&[("a.yml", needs), ("b.yml", &needs.replace("build", "build, docs"))]), [""; 0]);
    }
}
