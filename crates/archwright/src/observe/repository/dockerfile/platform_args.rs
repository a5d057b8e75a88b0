//! BuildKit's own platform variables are empty in a stage that does not declare them.

use crate::dockerfile::instructions;
use std::collections::BTreeMap;

/// The variables that every stage may declare without a value (docs.docker.com/reference/dockerfile, "automatic platform ARGs").
const PLATFORM: [&str; 8] =
    ["TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT", "BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT"];

/// The platform variable that the instruction on a line uses and its stage does not declare.
pub(super) fn undeclared(text: &str, line: u32) -> Option<&'static str> {
    let (mut stages, mut name, mut declared) = (BTreeMap::<String, Vec<String>>::new(), None::<String>, Vec::new());
    for (at, instruction) in instructions(text) {
        let mut words = instruction.split_whitespace();
        match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "FROM" => {
                let words: Vec<_> = words.filter(|word| !word.starts_with("--")).map(str::to_lowercase).collect();
                stages.extend(name.take().map(|name| (name, declared)));
                // A stage has what the one it begins from has; what stands above the first is for FROM alone.
                declared = words.first().and_then(|base| stages.get(base)).cloned().unwrap_or_default();
                name = words.get(2).cloned();
            }
            "ARG" | "ENV" => declared.extend(words.map(|word| word.split('=').next().unwrap_or_default().to_owned())),
            _ if at == line => {
                return PLATFORM.into_iter().find(|variable| uses(&instruction, variable) && !declared.iter().any(|own| own == variable));
            }
            _ => {}
        }
    }
    None
}

/// `$NAME`, `${NAME}`, `${NAME:-…}`.
fn uses(instruction: &str, name: &str) -> bool {
    instruction.split('$').skip(1).any(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        rest.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::undeclared;

    #[test]
    fn a_stage_has_what_it_declares_and_what_it_begins_from() {
        let text = "ARG TARGETPLATFORM\nFROM a AS base\nCOPY --from=cli.x ${TARGETPLATFORM}/x /\nARG TARGETPLATFORM TARGETARCH=x\nCOPY --from=cli.x $TARGETPLATFORM/x /\nFROM base\nCOPY --from=cli.x ${TARGETARCH:-y}/x /\nFROM a\nCOPY --from=cli.x linux/$TARGETARCH/x /\nCOPY $TARGETARCHIVE /\n";
        let told: Vec<_> = (1..=10).map(|line| undeclared(text, line)).collect();
        let expected = [None, None, Some("TARGETPLATFORM"), None, None, None, None, None, Some("TARGETARCH"), None];
        assert_eq!(told, expected);
    }
}
