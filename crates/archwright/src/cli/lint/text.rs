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

/// The line, and a mark below; of what goes on in the next line, the part on this one.
fn quote(source: &Source, Position { line, column }: Position, length: usize) -> String {
    let text = source.line(line);
    let before: String = text.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let rest: String = text.chars().skip(column - 1).collect();
    let marked = rest.char_indices().take_while(|(at, _)| *at < length).count().max(1);
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    format!("  {number} | {text}\n  {margin} | {before}{}\n", "^".repeat(marked))
}

/// What was found in all, in one line.
pub(in crate::cli) fn summary(judged: &[Judged]) -> String {
    let findings: Vec<&Finding> = judged.iter().flat_map(Judged::findings).collect();
    let files = count(judged.len(), "Dockerfile");
    let of = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let told: Vec<_> =
        kinds.into_iter().filter(|(severity, _)| of(*severity) > 0).map(|(severity, noun)| count(of(severity), noun)).collect();
    let mended = judged.iter().flat_map(|judged| &judged.diagnostics).filter(|diagnostic| diagnostic.fix.is_some()).count();
    let mends = if mended == 0 { String::new() } else { format!("; `lint --fix` mends {mended}") };
    if told.is_empty() { format!("{files}: nothing found") } else { format!("{files}: {}{mends}", told.join(", ")) }
}
