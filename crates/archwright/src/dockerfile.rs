//! The lines of a Dockerfile as BuildKit puts them together (`frontend/dockerfile/parser`, BuildKit 0.25): enough to see what it
//! takes from where, not to judge it.

/// What may be set in the comments at the very top; the first line that sets none of them ends these.
const DIRECTIVES: [&str; 3] = ["syntax", "escape", "check"];

/// What a comment at the very top sets: `# escape=X`.
pub(crate) fn directive<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let set = |line: &'a str| {
        let (key, value) = line.trim().strip_prefix('#')?.split_once('=')?;
        DIRECTIVES.into_iter().find(|known| key.trim().eq_ignore_ascii_case(known)).map(|key| (key, value.trim()))
    };
    text.lines().map_while(set).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Instructions with the line they begin on, continued lines joined, comments and the bodies of here-documents left out.
pub(crate) fn instructions(text: &str) -> Vec<(u32, String)> {
    let mut all: Vec<(u32, String)> = Vec::new();
    let (mut open, mut bodies) = (false, Vec::<HereDocument>::new());
    let escape = if directive(text, "escape") == Some("`") { '`' } else { '\\' };
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(body) = bodies.first() {
            if body.ends_with(line) {
                bodies.remove(0);
            }
            continue;
        }
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let (part, more) = continued(line, escape);
        match all.last_mut() {
            // Blanks at its beginning part its words from those before.
            Some((_, instruction)) if open => instruction.push_str(part),
            _ => all.push((number, part.trim_start().to_owned())),
        }
        open = more;
        if let (false, Some((_, instruction))) = (open, all.last()) {
            bodies = here_documents(instruction);
        }
    }
    all
}

/// A line without its continuation, and whether it has one: an escape at its end that is not escaped itself.
fn continued(line: &str, escape: char) -> (&str, bool) {
    match line.trim_end().strip_suffix(escape) {
        Some(part) if !part.ends_with(escape) => (part, true),
        Some(_) | None => (line.trim_end(), false),
    }
}

/// A here-document of an instruction.
struct HereDocument {
    name: String,
    /// `<<-`: tabs in front of its end are no part of it.
    tabs: bool,
}

impl HereDocument {
    /// `RUN <<EOF`, `COPY <<-"A" <<B /`, `RUN 3<<EOF`.
    fn of(word: &str) -> Option<Self> {
        let rest = word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<")?;
        let (name, tabs) = rest.strip_prefix('-').map_or((rest, false), |name| (name, true));
        let name = name.trim_matches(['"', '\'']).to_owned();
        (!name.is_empty() && !name.contains('<')).then_some(Self { name, tabs })
    }

    fn ends_with(&self, line: &str) -> bool {
        self.name == if self.tabs { line.trim_start_matches('\t') } else { line }
    }
}

fn here_documents(instruction: &str) -> Vec<HereDocument> {
    let mut words = instruction.split_whitespace();
    let verb = words.find(|word| !word.eq_ignore_ascii_case("ONBUILD")).unwrap_or_default().to_ascii_uppercase();
    if matches!(verb.as_str(), "RUN" | "COPY" | "ADD") { words.filter_map(HereDocument::of).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::{directive, instructions};

    #[track_caller]
    fn check(text: &str, expected: &[(u32, &str)]) {
        let found = instructions(text);
        let found: Vec<_> = found.iter().map(|(line, text)| (*line, text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn continued_lines_are_joined_as_they_stand() {
        check("RUN a\\\n  b \\\n\n # why\nc\nFROM x", &[(1, "RUN a  b c"), (6, "FROM x")]);
        check("RUN a\\  \nb\nRUN c \\\\\nRUN d", &[(1, "RUN ab"), (3, "RUN c \\\\"), (4, "RUN d")]);
        check("# escape=`\nRUN a `\n  b\\\nFROM x", &[(2, "RUN a   b\\"), (4, "FROM x")]);
    }

    #[test]
    fn here_documents_end_where_their_name_stands_alone() {
        check("RUN <<A <<-'B'\n A\nA\n\t\tB\nFROM x", &[(1, "RUN <<A <<-'B'"), (5, "FROM x")]);
        check("onbuild run 3<<E\nFROM no\nE\nENV A=<<E\nFROM x", &[(1, "onbuild run 3<<E"), (4, "ENV A=<<E"), (5, "FROM x")]);
        check("RUN cat <<<E\nFROM x", &[(1, "RUN cat <<<E"), (2, "FROM x")]);
    }

    #[test]
    fn directives_stand_above_every_comment() {
        let text = "# syntax=docker/dockerfile:1\n#Escape = `\n# why\n# check=skip=all\nFROM x";
        assert_eq!((directive(text, "syntax"), directive(text, "escape")), (Some("docker/dockerfile:1"), Some("`")));
        assert_eq!(directive(text, "check"), None);
    }
}
