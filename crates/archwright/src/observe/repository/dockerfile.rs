//! What a Dockerfile takes from elsewhere, with the line: stages, contexts and images by the names it gives them.

mod platform_args;

use archwright_plan::{
    dockerfile::{self, Instruction, Verb},
    facts::{Dockerfile, Source},
};
use camino::Utf8Path;
use std::fs;

/// A Dockerfile; none if it cannot be read, which is BuildKit's to refuse, or if it is in a language of its own.
pub(crate) fn dockerfile(file: &Utf8Path) -> Option<Dockerfile> {
    of_text(fs::read_to_string(file).ok()?)
}

/// The same of its text.
pub(super) fn of_text(text: String) -> Option<Dockerfile> {
    let read = dockerfile::Dockerfile::read(&text);
    (!read.is_foreign()).then(|| Dockerfile { text, ..taken(&read) })
}

/// The platform variable that the instruction on a line uses and its stage does not declare: it is empty there.
pub(crate) fn undeclared(file: &Utf8Path, line: u32) -> Option<&'static str> {
    platform_args::undeclared(&fs::read_to_string(file).ok()?, line)
}

fn taken(read: &dockerfile::Dockerfile) -> Dockerfile {
    let mut found = Dockerfile::default();
    for instruction in &read.instructions {
        let mut take = |name: &str| found.taken.push(Source { line: line(instruction), name: name.to_owned() });
        if instruction.verb == Verb::From {
            let words = instruction.words();
            words.iter().take(1).for_each(|word| take(&word.text));
            found.stages.extend(words.get(2).map(|stage| stage.text.clone()));
        } else {
            instruction.sources().for_each(|(name, _)| take(name));
        }
    }
    found
}

fn line(instruction: &Instruction) -> u32 {
    u32::try_from(instruction.line).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{dockerfile, taken};

    #[test]
    fn every_way_to_name_a_source_is_found_and_no_other() {
        let sources = taken(&dockerfile::Dockerfile::read(
            "# escape=`\nFROM --platform=$BUILDPLATFORM rust:1 AS build\nRUN --mount=type=bind,from=cli.a,target=/a `\n  # a comment\n  --mount=type=cache,target=/c make --from=x\nCOPY <<EOF /f\nCOPY --from=text /\nEOF\nfrom scratch\ncopy --chmod=755 --from=build /a /b\nCOPY --from=ui.web / /\n",
        ));
        let taken: Vec<_> = sources.taken.iter().map(|source| (source.line, source.name.as_str())).collect();
        assert_eq!(taken, [(2, "rust:1"), (3, "cli.a"), (9, "scratch"), (10, "build"), (11, "ui.web")]);
        assert_eq!(sources.stages, ["build"]);
    }
}
