//! AW212: `$TARGETARCH` in a stage without `ARG TARGETARCH`.

use crate::{
    dockerfile::{Instruction, Mention, PlatformArg, Reach, Verb, names},
    lint::{
        Case, Diagnostic, Fix, kinds,
        script::{literals, shell_script},
    },
};
use std::{collections::BTreeSet, ops::Range};

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for (at, instruction) in case.instructions().filter(|(_, instruction)| fills_in(instruction)) {
        for (mention, span) in mentions(instruction, case.dockerfile.escape) {
            let Some(arg) = PlatformArg::named(&mention.name) else { continue };
            let lacks = |place: crate::lint::case::At<'_>| !place.step.env.declares(arg.name());
            let Some(place) = case.reached(at, Reach::Mounted).find(|place| lacks(*place)) else { continue };
            if assigned(instruction, arg) || !told.insert((place.stage.from, arg.name())) {
                continue;
            }
            let name = arg.name();
            let fallback =
                mention.modifier.as_deref().and_then(|modifier| modifier.strip_prefix(":-").or_else(|| modifier.strip_prefix('-')));
            let message = match fallback {
                Some(fallback) => format!("`{name}` is not declared in this stage, so this is always `{fallback}`"),
                None => format!("`{name}` is not declared in this stage, so it is empty here"),
            };
            let line = case.dockerfile.source.start_of(instruction.line);
            let indent: String = case.dockerfile.source.line(instruction.line).chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
            let fix = Fix::replace(line..line, format!("{indent}ARG {name}\n"));
            let remedy = format!("write `ARG {name}` in this stage, above this instruction");
            found.push(Diagnostic::new(case, &kinds::UNDECLARED_PLATFORM_ARG, Some(span), &[], message).remedy(remedy).fix(Some(fix)));
        }
    }
    found
}

/// Whether variables are filled in while it is built; what `CMD` and its like say is for the container.
fn fills_in(instruction: &Instruction) -> bool {
    match instruction.verb {
        Verb::Run => instruction.exec().is_none_or(|words| shell_script(&words).is_some()),
        Verb::Add | Verb::Arg | Verb::Copy | Verb::Env | Verb::Expose | Verb::Label | Verb::User | Verb::Volume | Verb::Workdir => true,
        Verb::Cmd
        | Verb::Entrypoint
        | Verb::From
        | Verb::Healthcheck
        | Verb::Maintainer
        | Verb::Onbuild
        | Verb::Shell
        | Verb::Stopsignal
        | Verb::Unknown => false,
    }
}

/// Variables that an instruction asks for, with their places in the file.
fn mentions(instruction: &Instruction, escape: char) -> Vec<(Mention, Range<usize>)> {
    let mut found = Vec::new();
    for flag in &instruction.flags {
        let here = names(&flag.word.text, escape).into_iter().map(|mention| {
            let span = flag.word.span.start + mention.at..flag.word.span.start + mention.end;
            (mention, span)
        });
        found.extend(here);
    }
    found.extend(names(instruction.rest.text(), escape).into_iter().map(|mention| {
        let span = instruction.rest.origins(mention.at..mention.end);
        (mention, span)
    }));
    for doc in instruction.heredocs.iter().filter(|doc| doc.expands || instruction.verb == Verb::Run) {
        let literals = literals(&doc.body);
        let filled = names(&doc.body, escape).into_iter().filter(|mention| {
            let next = literals.partition_point(|literal| literal.end <= mention.at);
            literals.get(next).is_none_or(|literal| mention.at < literal.start)
        });
        found.extend(filled.map(|mention| {
            let span = doc.start + mention.at..doc.start + mention.end;
            (mention, span)
        }));
    }
    found
}

/// Whether the instruction sets it by itself.
fn assigned(instruction: &Instruction, arg: PlatformArg) -> bool {
    // `ARG TARGETARCH=${TARGETARCH:-amd64}`: the default is what is wrong there.
    if instruction.verb == Verb::Arg {
        return instruction.pairs().iter().any(|pair| pair.name.text == arg.name());
    }
    let sets = |text: &str| {
        text.match_indices(&format!("{}=", arg.name()))
            .any(|(at, _)| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
            || text.contains(&format!("read {}", arg.name()))
            || text.contains(&format!("for {} ", arg.name()))
    };
    instruction.verb == Verb::Run && instruction.texts().any(sets)
}
