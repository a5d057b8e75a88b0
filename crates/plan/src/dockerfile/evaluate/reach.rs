//! What becomes of each stage.

use super::Evaluated;
use crate::dockerfile::{Base, Dockerfile, Reach, Verb};

/// Marks the stages that the image is made of, those whose files come into it, and those that are only looked into.
pub(super) fn mark(dockerfile: &Dockerfile, evaluated: &mut Evaluated, target: Option<&str>) {
    let all = evaluated.stages.len();
    let image = target.and_then(|target| evaluated.named(target, all)).or(all.checked_sub(1));
    let mut open: Vec<_> = image.map(|stage| (stage, Reach::Image)).into_iter().collect();
    while let Some((at, reach)) = open.pop() {
        if evaluated.stages[at].reach >= reach {
            continue;
        }
        evaluated.stages[at].reach = reach;
        if let Base::Stage(base) = evaluated.stages[at].base {
            open.push((base, reach));
        }
        let stage = &evaluated.stages[at];
        for instruction in &dockerfile.instructions[stage.from + 1..stage.end] {
            // What is copied into a stage that is only looked into goes no further either.
            let copied = if instruction.verb == Verb::Run { Reach::Mounted } else { Reach::Copied.min(reach) };
            let sources = instruction.sources().filter_map(|(name, _)| evaluated.named(name, at));
            open.extend(sources.map(|source| (source, copied)));
        }
    }
}
