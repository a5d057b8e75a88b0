//! BuildKit's own platform variables are empty in a stage that does not declare them.

use archwright_model::Platform;
use archwright_plan::dockerfile::{Build, Dockerfile, PlatformArg, Verb, evaluate, names};
use std::collections::BTreeMap;

/// The platform variable that the instruction on a line uses and its stage does not declare.
pub(super) fn undeclared(text: &str, line: u32) -> Option<&'static str> {
    let read = Dockerfile::read(text);
    let args = BTreeMap::new();
    // What is declared is the same on every platform.
    let platform = Platform::LINUX_AMD64;
    let evaluated = evaluate(&read, &Build { args: &args, target: None, platform, builder: platform });
    let (instruction, step) =
        read.instructions.iter().zip(&evaluated.steps).find(|(instruction, _)| u32::try_from(instruction.line) == Ok(line))?;
    if step.stage.is_none() || matches!(instruction.verb, Verb::From | Verb::Arg | Verb::Env) {
        return None;
    }
    let words = instruction.flags.iter().map(|flag| flag.word.text.as_str()).chain([instruction.rest.text()]);
    let mentions: Vec<_> = words.flat_map(|text| names(text, read.escape)).collect();
    let used = |arg: &PlatformArg| mentions.iter().any(|mention| mention.name == arg.name());
    PlatformArg::ALL.into_iter().find(|arg| used(arg) && !step.env.declares(arg.name())).map(PlatformArg::name)
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
