//! Tags of releases that a pre-release, or a release of an older line, moves.

use super::at;
use crate::cli::audit_dir::builds::{ImageBuild, Publishes};
use archwright_model::{Finding, Severity};
use archwright_plan::lint::kinds;

/// What a workflow that runs for tags or releases does to `latest`, `1` and `1.4`.
pub(super) fn traps(file: &str, text: &str, builds: &[ImageBuild]) -> Vec<Finding> {
    let Some(trigger) = trigger(text).filter(|_| file.starts_with(".github/workflows/")) else { return Vec::new() };
    let mut found = Vec::new();
    if trigger.takes_prereleases && !looks_at_prereleases(text) {
        for (line, words) in (1..).zip(text.lines().map(str::trim)) {
            let words = words.trim_start_matches("- ");
            let why = if words.starts_with("type=raw") && is_latest(words) && !words.contains("enable=") {
                "`latest` without `enable=`"
            } else if words.starts_with("type=match") && !words.contains('$') && !words.contains("enable=") {
                "a pattern that does not end in `$`, which a pre-release matches too, with `latest` on top"
            } else if words.split(',').any(|part| part.trim() == "latest=true") && !words.starts_with('#') {
                "`latest=true` for every tag"
            } else {
                continue;
            };
            found.push(at(&kinds::RELEASE_TAG, file, line, format!("{why}: each pre-release moves it")));
        }
        let by_hand = builds.iter().filter(|build| build.file == file && build.publishes != Publishes::No && !trigger.branches);
        let by_hand = by_hand.filter(|build| build.tags.iter().any(|tag| tag.ends_with(":latest")) && !is_conditional(text, build.line));
        found.extend(by_hand.map(|build| {
            at(&kinds::RELEASE_TAG, file, build.line, "`latest` by hand, for every tag: each pre-release moves it".to_owned())
        }));
    }
    found.extend(back_ports(file, text));
    found
}

/// What a workflow runs for, as far as releases go.
struct Trigger {
    /// Whether one that is not yet a release is among it.
    takes_prereleases: bool,
    /// Whether branches run it too, whose head `latest` then is.
    branches: bool,
}

/// None if neither tags nor releases run it.
fn trigger(text: &str) -> Option<Trigger> {
    let begin = text.lines().position(|line| matches!(line.split(':').next(), Some("on" | "\"on\"" | "'on'")))?;
    let mut lines = text.lines().skip(begin);
    let first = lines.next().unwrap_or_default();
    let below = lines.take_while(|line| line.trim().is_empty() || line.starts_with([' ', '#']));
    let block: Vec<_> = std::iter::once(first).chain(below).map(str::trim).filter(|line| !line.starts_with('#')).collect();
    let tags = block.iter().position(|line| line.starts_with("tags:"));
    let patterns: Vec<_> = tags
        .map(|at| {
            let inline = block[at].trim_start_matches("tags:").trim().trim_matches(['[', ']']).split(',');
            let listed = block[at + 1..].iter().take_while(|line| line.starts_with("- ")).map(|line| line.trim_start_matches("- "));
            let all = inline.chain(listed).map(|pattern| pattern.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']));
            all.filter(|pattern| !pattern.is_empty()).collect()
        })
        .unwrap_or_default();
    let release = block.iter().any(|line| line.starts_with("release:"));
    // GitHub's `released` is what is no pre-release.
    let all_releases =
        release && !block.iter().any(|line| line.starts_with("types:") && line.contains("released") || *line == "- released");
    let open = patterns.iter().any(|pattern| pattern.ends_with('*')) && !patterns.iter().any(|pattern| pattern.starts_with('!'));
    let branches = block.iter().any(|line| line.starts_with("branches:"));
    (tags.is_some() || release).then_some(Trigger { takes_prereleases: open || all_releases, branches })
}

/// Whether something in it asks what kind of release this is.
fn looks_at_prereleases(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim().to_ascii_lowercase();
        let says = line.replace(['-', '_'], "").contains("prerelease");
        let sets = ["prerelease: false", "prerelease: true", "pre-release: false"].contains(&line.as_str());
        (says && !sets && !line.starts_with('#')) || line.contains("contains(github.ref")
    })
}

fn is_latest(words: &str) -> bool {
    words.split(',').any(|part| matches!(part.trim(), "latest" | "value=latest"))
}

/// Whether the step of a line runs only if something is so.
fn is_conditional(text: &str, line: usize) -> bool {
    let lines: Vec<_> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let Some(here) = line.checked_sub(1).filter(|at| *at < lines.len()) else { return false };
    let start = (0..=here).rev().find(|at| lines[*at].trim_start().starts_with("- ")).unwrap_or(here);
    let depth = indent(lines[start]);
    let step = lines[start + 1..].iter().take_while(|line| line.trim().is_empty() || indent(line) > depth);
    step.chain([&lines[start]]).any(|line| line.trim().trim_start_matches("- ").starts_with("if:"))
}

/// metadata-action keeps pre-releases from `1` and `latest` by itself, and nothing keeps 1.0.9 after 1.1.0 from them.
fn back_ports(file: &str, text: &str) -> Option<Finding> {
    let moves = |words: &str| words.starts_with("type=semver") && words.contains("pattern={{major}}") && !words.contains("enable=");
    let (line, words) = (1..).zip(text.lines().map(|line| line.trim().trim_start_matches("- "))).find(|(_, words)| moves(words))?;
    let message = format!("`{words}`: a release of an older line, 1.0.9 after 1.1.0, moves this tag back, and `latest` with it");
    let mut finding = at(&kinds::RELEASE_TAG, file, line, message);
    finding.severity = Severity::Note;
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::traps;

    fn lines(on: &str, tags: &str) -> Vec<usize> {
        let text = format!(
            "on:\n{on}\njobs:\n  b:\n    steps:\n      - uses: docker/metadata-action@v5\n        with:\n          tags: |\n            {tags}\n"
        );
        traps(".github/workflows/r.yml", &text, &[]).iter().filter_map(|finding| Some(finding.position?.line)).collect()
    }

    #[test]
    fn f20_a_pre_release_moves_latest() {
        let every = "  push:\n    tags: ['v*']";
        assert_eq!(lines(every, "type=raw,value=latest"), [10]);
        assert_eq!(lines(every, r"type=match,pattern=v(\d.\d),group=1"), [10]);
        assert_eq!(lines(every, "type=semver,pattern={{major}}.{{minor}}"), [10]);
        assert_eq!(lines("  release:\n    types: [published]", "type=raw,latest"), [10]);
    }

    #[test]
    fn what_moves_nothing_wrongly() {
        let every = "  push:\n    tags: ['v*']";
        for (on, tags) in [
            (every, "type=semver,pattern={{version}}"),
            (every, "type=raw,value=latest,enable={{is_default_branch}}"),
            (every, "type=raw,value=latest # ${{ !contains(github.ref, '-') }}"),
            (every, r"type=match,pattern=v(\d+\.\d+\.\d+)$,group=1"),
            ("  push:\n    branches: [main]", "type=raw,value=latest"),
            ("  push:\n    tags: ['v[0-9]+.[0-9]+.[0-9]+']", "type=raw,value=latest"),
            ("  release:\n    types: [released]", "type=raw,value=latest"),
        ] {
            assert_eq!(lines(on, tags), [0; 0], "{on} {tags}");
        }
    }
}
