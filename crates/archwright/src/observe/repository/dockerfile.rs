//! What a Dockerfile takes from elsewhere, with the line: stages, contexts and images by the names it gives them.

mod platform_args;

use crate::dockerfile::{directive, instructions};
use archwright_plan::facts::{Dockerfile, Source};
use camino::Utf8Path;
use std::fs;

/// A Dockerfile; none if it cannot be read, which is BuildKit's to refuse, or if it is in a language of its own.
pub(crate) fn dockerfile(file: &Utf8Path) -> Option<Dockerfile> {
    fs::read_to_string(file).ok().filter(|text| !is_foreign(text)).map(|text| read(&text))
}

/// The platform variable that the instruction on a line uses and its stage does not declare: it is empty there.
pub(crate) fn undeclared(file: &Utf8Path, line: u32) -> Option<&'static str> {
    platform_args::undeclared(&fs::read_to_string(file).ok()?, line)
}

/// Whether a frontend reads it that is none of the Dockerfile's: `# syntax=docker.io/acme/buildpacks`.
fn is_foreign(text: &str) -> bool {
    directive(text, "syntax").is_some_and(|frontend| !frontend.contains("dockerfile"))
}

fn read(text: &str) -> Dockerfile {
    let mut dockerfile = Dockerfile::default();
    for (line, instruction) in instructions(text) {
        let mut words = instruction.split_whitespace();
        let verb = words.next().unwrap_or_default().to_ascii_uppercase();
        let mut take = |name: &str| dockerfile.taken.push(Source { line, name: name.to_owned() });
        match verb.as_str() {
            "FROM" => {
                let words: Vec<_> = words.filter(|word| !word.starts_with("--")).collect();
                words.first().copied().into_iter().for_each(&mut take);
                dockerfile.stages.extend(words.get(2).map(|stage| (*stage).to_owned()));
            }
            "COPY" | "ADD" | "RUN" => words.take_while(|word| word.starts_with("--")).filter_map(flag_source).for_each(take),
            _ => {}
        }
    }
    dockerfile
}

/// `--from=NAME`, `--mount=type=bind,from=NAME,…`.
fn flag_source(flag: &str) -> Option<&str> {
    flag.strip_prefix("--from=").or_else(|| flag.strip_prefix("--mount=")?.split(',').find_map(|option| option.strip_prefix("from=")))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn every_way_to_name_a_source_is_found_and_no_other() {
        let sources = read(
            "# escape=`\nFROM --platform=$BUILDPLATFORM rust:1 AS build\nRUN --mount=type=bind,from=cli.a,target=/a `\n  # a comment\n  --mount=type=cache,target=/c make --from=x\nCOPY <<EOF /f\nCOPY --from=text /\nEOF\nfrom scratch\ncopy --chmod=755 --from=build /a /b\nCOPY --from=ui.web / /\n",
        );
        let taken: Vec<_> = sources.taken.iter().map(|source| (source.line, source.name.as_str())).collect();
        assert_eq!(taken, [(2, "rust:1"), (3, "cli.a"), (9, "scratch"), (10, "build"), (11, "ui.web")]);
        assert_eq!(sources.stages, ["build"]);
    }
}
