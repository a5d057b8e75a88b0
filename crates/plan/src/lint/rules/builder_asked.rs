//! AW208: `uname -m` in a stage that runs on the builder.

use crate::{
    dockerfile::{On, Reach},
    lint::{Case, Diagnostic, kinds, script::Command},
};
use std::collections::BTreeSet;

const QUESTIONS: [&str; 6] = ["uname -m", "uname -p", "--print-architecture", "--print-arch", "$(arch)", "`arch`"];

pub(super) fn check(case: &Case<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut told = BTreeSet::new();
    for (at, _) in case.instructions() {
        for (place, command) in case.runs(at, Reach::Copied) {
            let Some((start, end)) = question(command).filter(|_| place.stage.on == On::Builder) else { continue };
            // A stage that knows what it compiles for asks for the builder's on purpose.
            let knows = Case::inside(place.stage).any(|at| {
                let instruction = &case.dockerfile.instructions[at];
                instruction.texts().any(|text| text.contains("TARGETARCH") || text.contains("TARGETPLATFORM"))
            });
            if knows || !told.insert(start) {
                continue;
            }
            let stage = place.stage.name.as_ref().map_or_else(|| "this stage".to_owned(), |name| format!("stage `{name}`"));
            let message = format!("{stage} runs on the builder, so this is the builder's architecture for every image");
            found.push(Diagnostic::new(case, &kinds::BUILDER_ASKED, Some(start..end), &[], message));
        }
    }
    found
}

/// Where a command asks for the machine.
fn question(command: &Command) -> Option<(usize, usize)> {
    let inside = command.parts.iter().find(|part| QUESTIONS.iter().any(|question| part.raw.contains(question)));
    let pair = command.parts.windows(2).find(|pair| QUESTIONS.contains(&format!("{} {}", pair[0].raw, pair[1].raw).as_str()));
    pair.map(|pair| (pair[0].span.start, pair[1].span.end)).or_else(|| inside.map(|part| (part.span.start, part.span.end)))
}
