//! AW214: a `case` or an `if` over architectures without a branch for one that is asked for.

mod value;
mod variables;

use crate::{
    dockerfile::{Reach, Verb, matches_path},
    lint::{
        Case, Diagnostic,
        arch_word::only_arch,
        case, kinds,
        script::{Branch, Choice, Form, Script},
    },
};
use archwright_model::Platform;
use std::{collections::BTreeMap, ops::Range};
use variables::Variables;

/// Why a platform gets the wrong thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    /// No branch: this variable stays empty.
    Empty(String),
    /// The branch for all others does not set this variable.
    Unset(String, Form),
    /// The branch for all others is for another architecture: what it sets.
    Other(String, Form),
}

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut lacks: BTreeMap<(usize, usize, Lack), Vec<Platform>> = BTreeMap::new();
    for (at, instruction) in case.instructions().filter(|(_, instruction)| instruction.verb == Verb::Run && instruction.exec().is_none()) {
        for script in Script::all(instruction) {
            let variables = Variables::of(script.text());
            for (choice, span) in script.choices() {
                for place in case.reached(at, Reach::Mounted) {
                    if let Some(lack) = lack(script.text(), &choice, &variables, place) {
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
        Lack::Unset(name, form) => format!("only `{}` is for {on}, which sets no `{name}`", others(*form)),
        Lack::Other(value, form) => format!("only `{}` is for {on}, which gives it `{value}`", others(*form)),
    };
    Diagnostic::new(case, &kinds::MISSING_BRANCH, Some(span), platforms, message)
}

/// The branch for all others, as it is written.
fn others(form: Form) -> &'static str {
    match form {
        Form::Case => "*)",
        Form::If => "else",
    }
}

/// What is wrong with a choice on the platform of a build.
fn lack(text: &str, choice: &Choice, variables: &Variables<'_>, place: case::At<'_>) -> Option<Lack> {
    let (start, end) = (choice.all.start, choice.all.end);
    let value = value::on(&text[choice.word.clone()], variables, start, place)?;
    let fits = |branch: &&Branch| branch.patterns.iter().any(|pattern| pattern != "*" && glob(pattern, &value));
    let known = |branch: &Branch| branch.patterns.iter().all(|pattern| !pattern.contains(['$', '`']));
    if !choice.branches.iter().all(known) || choice.branches.iter().any(|branch| fits(&branch)) {
        return None;
    }
    let named: Vec<_> = choice.branches.iter().filter(|branch| branch.patterns.iter().any(|pattern| value::is_arch(pattern))).collect();
    let rest = choice.branches.iter().find(|branch| branch.patterns.iter().any(|pattern| pattern == "*"));
    if rest.is_some_and(|rest| ends_the_build(&text[rest.body.clone()])) {
        return None;
    }
    // What every branch sets, nothing set before, and something needs behind it.
    let (first, others) = named.split_first()?;
    let name = variables.names(&first.body).find(|name| {
        others.iter().all(|branch| variables.within(name, &branch.body).is_some())
            && variables.before(name, start).is_none()
            && place.step.env.get(name).is_none()
            && variables.is_needed(name, end, named.len())
    })?;
    let Some(rest) = rest else { return Some(Lack::Empty(name.to_owned())) };
    match variables.within(name, &rest.body) {
        None => Some(Lack::Unset(name.to_owned(), choice.form)),
        Some(given) => {
            let other = only_arch(given).is_some_and(|arch| arch != place.build.platform.arch());
            other.then(|| Lack::Other(format!("{name}={given}"), choice.form))
        }
    }
}

fn ends_the_build(body: &str) -> bool {
    let mut words = body.split(|c: char| c.is_whitespace() || matches!(c, ';' | '&' | '|' | '{' | '}' | '(' | ')'));
    words.any(|word| matches!(word, "exit" | "false" | "return" | "die" | "fail" | "error"))
}

/// A pattern of the shell's, in which `*` takes slashes too.
fn glob(pattern: &str, value: &str) -> bool {
    matches_path(&pattern.replace('/', "\u{1}"), &value.replace('/', "\u{1}"))
}
