//! What a Dockerfile takes from its context and from elsewhere: enough of its grammar to guess well, not to judge it.

use archwright_plan::dockerfile::{Dockerfile, Instruction, Verb};

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Taken {
    /// Sources of `COPY` and `ADD` in the context: paths without leading `./`, cut before the first wildcard or variable.
    pub(super) sources: Vec<String>,
    /// Names after `--from=`.
    pub(super) from: Vec<String>,
    /// The image that the last stage stands on.
    pub(super) base: Option<String>,
}

/// Reads a Dockerfile.
pub(super) fn read(text: &str) -> Taken {
    let mut taken = Taken::default();
    let mut stages: Vec<(String, String)> = Vec::new();
    for instruction in &Dockerfile::read(text).instructions {
        if instruction.verb == Verb::From {
            let words = instruction.words();
            let Some(base) = words.first().map(|word| &word.text) else { continue };
            let base = stages.iter().find(|(stage, _)| stage == base).map_or_else(|| base.clone(), |(_, base)| base.clone());
            if let Some(stage) = words.get(2) {
                stages.push((stage.text.clone(), base.clone()));
            }
            taken.base = Some(base);
        } else if matches!(instruction.verb, Verb::Copy | Verb::Add) {
            copy(instruction, &mut taken);
        }
    }
    taken
}

fn copy(instruction: &Instruction, taken: &mut Taken) {
    if let Some((from, _)) = instruction.sources().next() {
        taken.from.push(from.to_owned());
        return;
    }
    let mut words = instruction.words();
    words.pop();
    let outside = |word: &str| word.starts_with("<<") || word.contains("://") || word.starts_with("git@");
    taken.sources.extend(words.iter().filter(|word| !outside(&word.text)).map(|word| literal(&word.text)));
}

/// The part of a source before anything that is filled in later.
fn literal(source: &str) -> String {
    let cut = source.find(['*', '?', '[', '$']).map_or(source, |at| source[..at].rsplit_once('/').map_or("", |(folder, _)| folder));
    let path = cut.trim_start_matches("./").trim_matches('/');
    if path == "." { String::new() } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Taken, read};

    #[track_caller]
    fn check(text: &str, sources: &[&str], from: &[&str], base: &str) {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(read(text), Taken { sources: owned(sources), from: owned(from), base: Some(base.to_owned()) });
    }

    #[test]
    fn copies_of_every_form() {
        check(
            "FROM rust:1 AS build\ncopy ./Cargo.toml src/ ./\nADD --chown=1:1 https://a.example/x ./y /z/\nFROM build\n\
             COPY --from=build /a /b\nCOPY --link [\"a file\", \"to\"]\nCOPY target/${TARGETARCH}/app conf/*.toml *.md /x/\nCOPY . .",
            &["Cargo.toml", "src", "y", "a file", "target", "conf", "", ""],
            &["build"],
            "rust:1",
        );
    }

    #[test]
    fn another_escape_and_words_parted_by_the_blanks_of_the_next_line() {
        check("# escape=`\nFROM a AS`\n b\nCOPY c\\d `\n  e`\n  /to/\n", &["c\\d", "e"], &[], "a");
    }

    #[test]
    fn continued_lines_comments_and_here_documents() {
        check(
            "FROM --platform=$BUILDPLATFORM alpine\nCOPY a \\\n  # why\n  b \\\n  /to/\nRUN <<EOF\nCOPY no /x\nEOF\nCOPY <<'X' /etc/x\nCOPY no\nX\n",
            &["a", "b"],
            &[],
            "alpine",
        );
    }
}
