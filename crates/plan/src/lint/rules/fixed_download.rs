//! AW207: `curl …/linux/amd64/kubectl`.

use super::named::{Named, Wrong, wrong};
use crate::{
    dockerfile::{On, Reach, Verb, expand},
    lint::{
        Case, Diagnostic,
        arch_word::{arch_words, is_of_platform_arg, only_arch},
        case::{self, At},
        kinds,
        script::{Command, Condition},
    },
};
use archwright_model::{Severity, platform::Arch};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// Programs whose words all name what they get.
const PROGRAMS: [&str; 10] = ["curl", "wget", "aria2c", "gh", "oras", "dpkg", "rpm", "dnf", "yum", "http"];

type Download = Named<Severity>;

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut all: Vec<Download> = Vec::new();
    for (at, instruction) in case.instructions() {
        for (place, command) in case.runs(at, Reach::Mounted).filter(|(_, command)| command.condition == Condition::Any) {
            for (arch, span, word) in words(command) {
                all.extend(download(case, place, arch, span, word, Some(command)));
            }
        }
        if instruction.verb == Verb::Add {
            let mut sources = instruction.words();
            sources.pop();
            for place in case.reached(at, Reach::Mounted) {
                for source in &sources {
                    let filled =
                        expand(&source.text, case.dockerfile.escape, &place.step.env).map(|expanded| expanded.text).unwrap_or_default();
                    let is_address = filled.contains("://") || filled.starts_with("git@");
                    let Some(arch) = address_arch(&filled).filter(|_| is_address && !is_of_platform_arg(&source.text)) else { continue };
                    all.extend(download(case, place, arch, source.span.clone(), filled, None));
                }
            }
        }
    }
    told(case, &all)
}

fn told(case: &Case<'_>, all: &[Download]) -> Vec<Diagnostic> {
    let mut places: BTreeMap<(usize, String), BTreeSet<usize>> = BTreeMap::new();
    for download in all {
        places.entry((download.stage, base(&download.word))).or_default().insert(download.span.start);
    }
    let one = |Wrong { here, platforms }: Wrong<'_, Severity>| {
        let first = here.first()?;
        // What is done with the file further on is wrong for no other reason; an address gets it anew.
        let start = first.span.start;
        let earlier = places.get(&(first.stage, base(&first.word))).and_then(|places| places.range(..start).next_back());
        let written = case.input.text.get(first.span.clone()).unwrap_or_default();
        let is_the_same = |earlier: &usize| {
            !written.contains("://") && (!first.word.contains("://") || instruction(case, *earlier) == instruction(case, start))
        };
        if earlier.is_some_and(is_the_same) {
            return None;
        }
        let severity = here.iter().map(|download| download.about).max().unwrap_or(first.about);
        let (word, arch) = (&first.word, first.arch?);
        let message = match severity {
            Severity::Note => format!("`{word}` is for {arch} only: it does not run on a builder of another architecture"),
            Severity::Warning | Severity::Error => format!("`{word}` is for {arch}, and {} it too", case::get(&platforms)),
        };
        Some(Diagnostic::new(case, &kinds::FIXED_DOWNLOAD, Some(first.span.clone()), &platforms, message).severity(severity))
    };
    wrong(case, all).into_iter().filter_map(one).collect()
}

/// The number of the instruction at a place in the file.
fn instruction(case: &Case<'_>, at: usize) -> usize {
    let line = case.dockerfile.source.position(at).line;
    case.dockerfile.instructions.partition_point(|instruction| instruction.last_line < line)
}

/// A download that is wrong somewhere; none of a tool that only a stage of its own architecture runs.
fn download(case: &Case<'_>, place: At<'_>, arch: Arch, span: Range<usize>, word: String, command: Option<&Command>) -> Option<Download> {
    let stage = place.stage;
    let stays = || !leaves(case, place, &word, command);
    let severity = match stage.on {
        On::Fixed if stage.platform.arch() == arch && stays() => return None,
        On::Builder if stays() => Severity::Note,
        On::Target | On::Fixed | On::Builder => Severity::Error,
    };
    Some(Named { stage: stage.from, arch: Some(arch), platform: place.build.platform, span, word, about: severity })
}

/// Whether what is downloaded is copied out of its stage, by the names that are plain to see.
fn leaves(case: &Case<'_>, place: At<'_>, word: &str, command: Option<&Command>) -> bool {
    let mut names: BTreeSet<String> = BTreeSet::from([base(word.split(['?', '#']).next().unwrap_or(word))]);
    let arguments = command.map(Command::arguments).unwrap_or_default();
    let outputs = arguments
        .windows(2)
        .filter(|pair| matches!(pair[0].text.as_str(), "-o" | "-O" | "--output" | "-Lo" | "-sLo" | "-fsSLo" | "-LO" | "-qO"));
    names.extend(outputs.map(|pair| base(&pair[1].text)));
    case.copies_from(place).any(|copy| copy.sources.iter().any(|source| names.contains(&base(&source.text))))
}

/// The last part of a path or an address.
fn base(path: &str) -> String {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

/// The words of a command that name a file of one architecture.
fn words(command: &Command) -> Vec<(Arch, Range<usize>, String)> {
    let all = PROGRAMS.contains(&command.program());
    let mut found = Vec::new();
    for part in &command.parts {
        // What a command inside of the word says is not known.
        let text = without_substitutions(&part.text);
        let package = [".deb", ".rpm", ".apk", ".whl"].iter().any(|end| text.ends_with(end));
        let is_file = text.contains("://") || text.contains("arch=") || package;
        if is_file || (all && !text.starts_with('-')) {
            let arch = if text.contains("://") { address_arch(&text) } else { only_arch(&text) };
            let arch = arch.filter(|_| !is_of_platform_arg(&part.raw));
            found.extend(arch.map(|arch| (arch, part.span.clone(), part.text.clone())));
        }
    }
    found
}

/// The architecture in the path of an address; of its host, nothing is to be read.
fn address_arch(address: &str) -> Option<Arch> {
    let path = address.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    // `[arch=amd64] https://…` names it in front.
    let before = address.split("://").next().filter(|before| before.contains("arch=")).unwrap_or_default();
    let words = arch_words(path);
    only_arch(before).or_else(|| only_arch(path)).filter(|_| words.len() < 4)
}

fn without_substitutions(text: &str) -> String {
    let (mut kept, mut depth) = (String::new(), 0_usize);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '$' if chars.peek() == Some(&'(') => depth += 1,
            '(' if depth > 1 => depth += 1,
            ')' if depth > 0 => depth -= 1,
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}
