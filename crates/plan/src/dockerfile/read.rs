//! Text to instructions: continued lines joined, comments and here-documents taken out.

use super::{Heredoc, Instruction, Joined, Source, Verb};

/// What may be set in the comments at the very top; the first line that sets none of them ends these.
const DIRECTIVES: [&str; 3] = ["syntax", "escape", "check"];

/// A Dockerfile that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dockerfile {
    /// Its text.
    pub source: Source,
    /// What continues a line: a backslash, or a backtick if `# escape` says so.
    pub escape: char,
    /// The frontend that it asks for.
    pub syntax: Option<String>,
    /// Its instructions, in their order.
    pub instructions: Vec<Instruction>,
    /// Comments, each with its line.
    pub comments: Vec<(usize, String)>,
}

impl Dockerfile {
    /// Reads a text; there is none that it refuses.
    pub fn read(text: &str) -> Self {
        let escape = if directive(text, "escape") == Some("`") { '`' } else { '\\' };
        let syntax = directive(text, "syntax").map(str::to_owned);
        let mut reader = Reader { escape, instructions: Vec::new(), comments: Vec::new(), open: None, bodies: 0 };
        let mut offset = text.len() - text.trim_start_matches('\u{feff}').len();
        for (number, line) in (1..).zip(text[offset..].split_inclusive('\n')) {
            reader.line(number, line, offset);
            offset += line.len();
        }
        reader.close();
        Self { source: Source::new(text), escape, syntax, instructions: reader.instructions, comments: reader.comments }
    }

    /// Whether a frontend reads it that is none of the Dockerfile's: `# syntax=docker.io/acme/buildpacks`.
    pub fn is_foreign(&self) -> bool {
        self.syntax.as_ref().is_some_and(|frontend| !frontend.contains("dockerfile"))
    }
}

/// What a comment at the very top sets: `# escape=X`.
fn directive<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let set = |line: &'a str| {
        let (key, value) = line.trim().strip_prefix('#')?.split_once('=')?;
        DIRECTIVES.into_iter().find(|known| key.trim().eq_ignore_ascii_case(known)).map(|key| (key, value.trim()))
    };
    text.trim_start_matches('\u{feff}').lines().map_while(set).find(|(key, _)| *key == name).map(|(_, value)| value)
}

struct Reader {
    escape: char,
    instructions: Vec<Instruction>,
    comments: Vec<(usize, String)>,
    /// An instruction that is not over yet, with the lines it begins and goes on to.
    open: Option<(Joined, usize, usize)>,
    /// How many here-documents of the last instruction still stand before us.
    bodies: usize,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str, offset: usize) {
        if self.bodies > 0 {
            self.body(number, line, offset);
            return;
        }
        let line = line.trim_end_matches(['\n', '\r']);
        if let Some(comment) = line.trim_start().strip_prefix('#') {
            self.comments.push((number, comment.trim().to_owned()));
            return;
        }
        if line.trim().is_empty() {
            return;
        }
        let (part, more) = continued(line, self.escape);
        let (joined, _, last) = self.open.get_or_insert_with(|| (Joined::default(), number, number));
        joined.push(part, offset);
        *last = number;
        if !more {
            self.close();
        }
    }

    /// The instruction is over.
    fn close(&mut self) {
        let Some((joined, line, last)) = self.open.take().filter(|(joined, _, _)| !joined.text().trim().is_empty()) else { return };
        let mut instruction = Instruction::new(&joined, self.escape, line);
        instruction.last_line = last;
        instruction.heredocs = heredocs(&instruction);
        self.bodies = instruction.heredocs.len();
        self.instructions.push(instruction);
    }

    /// A line of a here-document, which keeps its end as it is.
    fn body(&mut self, number: usize, line: &str, offset: usize) {
        let Some(instruction) = self.instructions.last_mut() else { return };
        instruction.last_line = number;
        let at = instruction.heredocs.len().saturating_sub(self.bodies);
        let Some(doc) = instruction.heredocs.get_mut(at) else { return };
        if doc.start == 0 {
            doc.start = offset;
        }
        if doc.ends_with(line.trim_end_matches(['\n', '\r'])) {
            doc.closed = true;
            self.bodies -= 1;
        } else {
            doc.body.push_str(line);
        }
    }
}

/// A line without its continuation, and whether it has one: an escape at its end that is not escaped itself.
fn continued(line: &str, escape: char) -> (&str, bool) {
    match line.trim_end().strip_suffix(escape) {
        Some(part) if !part.ends_with(escape) => (part, true),
        Some(_) | None => (line.trim_end(), false),
    }
}

/// `ONBUILD RUN <<EOF` has one too.
fn heredocs(instruction: &Instruction) -> Vec<Heredoc> {
    let words = instruction.quoted_words();
    let inner = words.first().filter(|_| instruction.verb == Verb::Onbuild).map_or(instruction.verb, |word| Verb::of(&word.text));
    if inner.takes_heredocs() { words.iter().filter_map(|word| Heredoc::of(&word.text)).collect() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::Dockerfile;

    /// Each as `LINE KEYWORD|FLAG …|REST`.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let read = Dockerfile::read(text);
        let shown = |instruction: &super::Instruction| {
            let flags: Vec<_> = instruction.flags.iter().map(|flag| flag.word.text.as_str()).collect();
            format!("{} {}|{}|{}", instruction.line, instruction.keyword.text, flags.join(" "), instruction.rest.text())
        };
        assert_eq!(read.instructions.iter().map(shown).collect::<Vec<_>>(), expected);
        for instruction in &read.instructions {
            assert_eq!(read.source.slice(instruction.keyword.span.clone()).replace("\\\n", ""), instruction.keyword.text);
        }
    }

    #[test]
    fn continued_lines_are_joined_as_they_stand() {
        check("RUN a\\\n  b \\\n\n # why\nc\nFROM x", &["1 RUN||a  b c", "6 FROM||x"]);
        check("RUN a\\  \nb\nRUN c \\\\\nRUN d", &["1 RUN||ab", "3 RUN||c \\\\", "4 RUN||d"]);
        check("# escape=`\nRUN a `\n  b\\\nFROM x", &["2 RUN||a   b\\", "4 FROM||x"]);
        check("FR\\\nOM \\\n x\r\nRUN y\\\r\n z", &["1 FROM||x", "4 RUN||y z"]);
    }

    #[test]
    fn here_documents_end_where_their_name_stands_alone() {
        check("RUN <<A <<-'B'\n A\nA\n\t\tB\nFROM x", &["1 RUN||<<A <<-'B'", "5 FROM||x"]);
        check("onbuild run 3<<E\nFROM no\nE\nENV A=<<E\nFROM x", &["1 onbuild||run 3<<E", "4 ENV||A=<<E", "5 FROM||x"]);
        check("RUN cat <<<E\nRUN echo \"<<F\"\nFROM x", &["1 RUN||cat <<<E", "2 RUN||echo \"<<F\"", "3 FROM||x"]);
        check(
            "RUN cat <<E >/f && b\nFROM no\nE\nCOPY --link <<-E /x\n\tE\nFROM x",
            &["1 RUN||cat <<E >/f && b", "4 COPY|--link|<<-E /x", "6 FROM||x"],
        );
        // BuildKit keeps the ends of its lines.
        let read = Dockerfile::read("FROM a\r\nRUN <<E\r\none\r\nE\r\nRUN x");
        assert_eq!((read.instructions[1].heredocs[0].body.as_str(), read.instructions[2].line), ("one\r\n", 5));
        let read = Dockerfile::read("FROM a\nRUN <<E\none\ntwo\nE\nRUN <<F");
        assert_eq!((read.instructions[1].heredocs[0].body.as_str(), read.instructions[1].last_line), ("one\ntwo\n", 5));
        assert_eq!(read.source.position(read.instructions[1].heredocs[0].start).line, 3);
    }

    #[test]
    fn flags_end_where_the_words_begin() {
        check("COPY --from=a --chown='1 2' b --c /d", &["1 COPY|--from=a --chown='1 2'|b --c /d"]);
        let read = Dockerfile::read("FROM \\\n  --platform=$BUILDPLATFORM x");
        let value = read.instructions[0].flag("platform").and_then(|flag| flag.value.clone()).unwrap();
        assert_eq!(read.source.slice(value.span), "$BUILDPLATFORM");
        let text = "FROM --platform=linux/\\\namd64 x\nCOPY --from=\\\nä b c";
        let spans: Vec<_> = Dockerfile::read(text).instructions.iter().map(|one| one.flags[0].value.clone().unwrap().span).collect();
        assert_eq!((&text[spans[0].clone()], &text[spans[1].clone()]), ("linux/\\\namd64", "ä"));
        let read = Dockerfile::read("FROM a\nRUN --mount=type=cache,target=/c --mount=type=bind,from=b,target=/d x");
        assert_eq!(read.instructions[1].sources().map(|(name, _)| name).collect::<Vec<_>>(), ["b"]);
    }

    #[test]
    fn directives_stand_above_every_comment() {
        let read = Dockerfile::read("\u{feff}# syntax=docker/dockerfile:1\n#Escape = `\n# why\n# check=skip=all\nFROM x");
        assert_eq!((read.syntax.as_deref(), read.escape), (Some("docker/dockerfile:1"), '`'));
        assert_eq!(read.comments.len(), 4);
        assert_eq!(Dockerfile::read("# why\n# escape=`\nFROM x").escape, '\\');
        assert!(Dockerfile::read("# syntax=docker.io/acme/buildpacks\n").is_foreign());
    }
}
