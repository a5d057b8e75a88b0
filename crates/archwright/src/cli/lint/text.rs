//! Findings for people: each with its line, and a mark below the words that it is about.

use super::Judged;
use archwright_model::{Finding, Severity, count, finding::Position};
use archwright_plan::{dockerfile::Source, lint::Diagnostic};

/// What was found in a file.
pub(in crate::cli) fn text(judged: &Judged) -> String {
    let source = Source::new(&judged.text);
    judged.diagnostics.iter().map(|diagnostic| one(&source, diagnostic)).collect::<Vec<_>>().join("\n")
}

fn one(source: &Source, diagnostic: &Diagnostic) -> String {
    let told = diagnostic.finding.to_string();
    let (what, fix) = told.split_once("\n  fix: ").unwrap_or((&told, ""));
    let quoted = diagnostic.finding.position.zip(diagnostic.span.as_ref()).map(|(position, span)| quote(source, position, span.len()));
    let by_itself = if diagnostic.fix.is_some() { " (`lint --fix` does)" } else { "" };
    format!("{what}\n{}  fix: {fix}{by_itself}\n", quoted.unwrap_or_default())
}

/// How much of a line is shown.
const WIDTH: usize = 140;
/// How much of it stands before what is marked, where the line is longer.
const BEFORE: usize = 40;

/// The line, and a mark below; of what goes on in the next line, the part on this one, and of a long line, what is around it.
fn quote(source: &Source, Position { line, column }: Position, length: usize) -> String {
    let text = source.line(line);
    let (at, long) = (column - 1, text.chars().nth(WIDTH).is_some());
    let start = if long { at.saturating_sub(BEFORE) } else { 0 };
    let shown: String = text.chars().skip(start).take(WIDTH).collect();
    let before: String = shown.chars().take(at - start).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let rest: String = shown.chars().skip(at - start).collect();
    let marked = rest.char_indices().take_while(|(at, _)| *at < length).count().max(1);
    let (open, indent) = if start > 0 { ("…", " ") } else { ("", "") };
    let close = if text.chars().nth(start + WIDTH).is_some() { "…" } else { "" };
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    format!("  {number} | {open}{shown}{close}\n  {margin} | {indent}{before}{}\n", "^".repeat(marked))
}

/// What was found in all, and beside the Dockerfiles, in one line.
pub(in crate::cli) fn summary(looked: &str, judged: &[Judged], beside: &[Finding]) -> String {
    let findings: Vec<&Finding> = judged.iter().flat_map(Judged::findings).chain(beside).collect();
    let of = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let told: Vec<_> =
        kinds.into_iter().filter(|(severity, _)| of(*severity) > 0).map(|(severity, noun)| count(of(severity), noun)).collect();
    let mended = judged.iter().flat_map(|judged| &judged.diagnostics).filter(|diagnostic| diagnostic.fix.is_some()).count();
    let mends = if mended == 0 { String::new() } else { format!("; `lint --fix` mends {mended}") };
    if told.is_empty() { format!("{looked}: nothing found") } else { format!("{looked}: {}{mends}", told.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::quote;
    use archwright_model::finding::Position;
    use archwright_plan::dockerfile::Source;

    #[test]
    fn of_a_long_line_what_is_around_the_mark_is_shown() {
        let text = format!("RUN {}amd64{}\n", "a".repeat(300), "b".repeat(300));
        let shown = quote(&Source::new(&text), Position { line: 1, column: 305 }, 5);
        let expected = format!("  1 | …{}amd64{}…\n    |  {}^^^^^\n", "a".repeat(40), "b".repeat(95), " ".repeat(40));
        assert_eq!(shown, expected);
        assert_eq!(quote(&Source::new("FROM x\n"), Position { line: 1, column: 6 }, 1), "  1 | FROM x\n    |      ^\n");
    }
}
