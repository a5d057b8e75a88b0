//! What a Dockerfile takes from its context and from elsewhere: enough of its grammar to guess well, not to judge it.

use crate::dockerfile::instructions;

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
    for (_, line) in instructions(text) {
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
        match name.to_ascii_uppercase().as_str() {
            "FROM" => {
                let words: Vec<_> = rest.split_whitespace().filter(|word| !word.starts_with("--")).collect();
                let Some(base) = words.first() else { continue };
                let base = stages.iter().find(|(stage, _)| stage == base).map_or((*base).to_owned(), |(_, base)| base.clone());
                if let Some(stage) = words.get(2) {
                    stages.push(((*stage).to_owned(), base.clone()));
                }
                taken.base = Some(base);
            }
            "COPY" | "ADD" => copy(rest, &mut taken),
            _ => {}
        }
    }
    taken
}

fn copy(rest: &str, taken: &mut Taken) {
    let mut words: Vec<String> = match rest.find('[').filter(|start| flags_only(&rest[..*start])) {
        Some(start) => {
            let flags = rest[..start].split_whitespace().map(str::to_owned);
            flags.chain(serde_json::from_str::<Vec<String>>(&rest[start..]).unwrap_or_default()).collect()
        }
        None => rest.split_whitespace().map(str::to_owned).collect(),
    };
    words.pop();
    if let Some(from) = words.iter().find_map(|word| word.strip_prefix("--from=")) {
        taken.from.push(from.to_owned());
        return;
    }
    let outside = |word: &String| word.starts_with("--") || word.starts_with("<<") || word.contains("://") || word.starts_with("git@");
    taken.sources.extend(words.iter().filter(|word| !outside(word)).map(|word| literal(word)));
}

fn flags_only(text: &str) -> bool {
    text.split_whitespace().all(|word| word.starts_with("--"))
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
