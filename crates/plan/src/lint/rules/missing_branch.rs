//! AW214: a `case` over architectures without a branch for one that is asked for.

mod value;

use crate::{
    dockerfile::{Reach, Verb, matches_path, names},
    lint::{
        Case, Diagnostic,
        arch_word::only_arch,
        case, kinds,
        script::{Branch, CaseBlock, Script},
    },
};
use archwright_model::Platform;
use std::{collections::BTreeMap, ops::Range};

/// Why a platform gets the wrong thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    /// No branch: this variable stays empty.
    Empty(String),
    /// `*)` does not set this variable.
    Unset(String),
    /// `*)` is for this architecture: what it sets.
    Other(String),
}

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut lacks: BTreeMap<(usize, usize, Lack), Vec<Platform>> = BTreeMap::new();
    for (at, instruction) in case.instructions().filter(|(_, instruction)| instruction.verb == Verb::Run && instruction.exec().is_none()) {
        for script in Script::all(instruction) {
            for (block, span) in script.cases() {
                for place in case.reached(at, Reach::Mounted) {
                    if let Some(lack) = lack(script.text(), &block, place) {
                        lacks.entry((span.start, span.end, lack)).or_default().push(place.build.platform);
                    }
                }
            }
        }
    }
    lacks.into_iter().map(|((start, end, lack), platforms)| told(case, start..end, &lack, &case::distinct(platforms))).collect()
}

fn told(case: &Case<'_>, span: Range<usize>, lack: &Lack, platforms: &[Platform]) -> Diagnostic {
    let on = case::list(platforms);
    let message = match lack {
        Lack::Empty(name) => format!("no branch is for {on}: `{name}` is empty there"),
        Lack::Unset(name) => format!("only `*)` is for {on}, which sets no `{name}`"),
        Lack::Other(value) => format!("only `*)` is for {on}, which gives it `{value}`"),
    };
    Diagnostic::new(case, &kinds::MISSING_BRANCH, Some(span), platforms, message)
}

/// What is wrong with a `case` on the platform of a build.
fn lack(text: &str, block: &CaseBlock, place: case::At<'_>) -> Option<Lack> {
    let before = &text[..block.all.start];
    let value = value::on(&text[block.word.clone()], before, place)?;
    let fits = |branch: &&Branch| branch.patterns.iter().any(|pattern| pattern != "*" && glob(pattern, &value));
    let known = |branch: &Branch| branch.patterns.iter().all(|pattern| !pattern.contains(['$', '`']));
    if !block.branches.iter().all(known) || block.branches.iter().any(|branch| fits(&branch)) {
        return None;
    }
    let named: Vec<_> = block.branches.iter().filter(|branch| branch.patterns.iter().any(|pattern| value::is_arch(pattern))).collect();
    let rest = block.branches.iter().find(|branch| branch.patterns.iter().any(|pattern| pattern == "*"));
    let body = |branch: &Branch| &text[branch.body.clone()];
    if rest.is_some_and(|rest| ends_the_build(body(rest))) {
        return None;
    }
    // What every branch sets, nothing set before, and something needs behind it.
    let (first, others) = named.split_first()?;
    let after = &text[block.all.end..];
    let needed = value::assigned(body(first)).into_iter().find(|(name, _)| {
        others.iter().all(|branch| value::assigned(body(branch)).iter().any(|(other, _)| other == name))
            && !value::assigned(before).iter().any(|(other, _)| other == name)
            && place.step.env.get(name).is_none()
            && is_needed(after, name, named.len())
    });
    let (name, _) = needed?;
    let Some(rest) = rest else { return Some(Lack::Empty(name)) };
    match value::assigned(body(rest)).into_iter().find(|(other, _)| *other == name) {
        None => Some(Lack::Unset(name)),
        Some((_, given)) => {
            let other = only_arch(&given).is_some_and(|arch| arch != place.build.platform.arch());
            other.then(|| Lack::Other(format!("{name}={given}")))
        }
    }
}

/// A single branch may be for what only one architecture needs, so there it has to be part of an address.
fn is_needed(after: &str, name: &str, branches: usize) -> bool {
    let uses = |word: &str| names(word, '\\').iter().any(|mention| mention.name == name && mention.modifier.is_none());
    after.split_whitespace().any(|word| uses(word) && (branches > 1 || word.contains("://")))
}

fn ends_the_build(body: &str) -> bool {
    let mut words = body.split(|c: char| c.is_whitespace() || matches!(c, ';' | '&' | '|' | '{' | '}' | '(' | ')'));
    words.any(|word| matches!(word, "exit" | "false" | "return" | "die" | "fail" | "error"))
}

/// A pattern of the shell's, in which `*` takes slashes too.
fn glob(pattern: &str, value: &str) -> bool {
    matches_path(&pattern.replace('/', "\u{1}"), &value.replace('/', "\u{1}"))
}
