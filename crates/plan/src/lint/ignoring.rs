//! `# archwright: ignore=AW207 reason`: for the instruction below it or around it; `ignore-file=`, for all of them.

use super::{Case, Diagnostic, Fix, kinds};
use crate::dockerfile::Source;
use archwright_model::nearest;
use std::{collections::BTreeMap, ops::Range};

struct Comment {
    line: usize,
    /// What it ignores.
    ids: Vec<String>,
    reason: String,
    scope: Scope,
}

enum Scope {
    File,
    /// The lines of an instruction.
    Lines(usize, usize),
    /// No instruction follows.
    Nothing,
}

/// Takes away what comments ignore, and tells of those that ignore nothing or say not why.
pub(super) fn apply(case: &Case<'_>, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let comments = comments(case);
    let mut used = vec![Vec::<String>::new(); comments.len()];
    let mut of_file = Vec::new();
    // By the first line of their instruction: no two instructions share a line.
    let mut of_lines: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, comment) in comments.iter().enumerate() {
        match comment.scope {
            Scope::File => of_file.push(at),
            Scope::Lines(first, _) => of_lines.entry(first).or_default().push(at),
            Scope::Nothing => {}
        }
    }
    let mut kept = Vec::new();
    for diagnostic in found {
        let line = diagnostic.finding.position.map(|position| position.line);
        let near = line.and_then(|line| of_lines.range(..=line).next_back()).into_iter().flat_map(|(_, near)| near);
        let ignores = |at: &usize| comments[*at].ids.contains(&diagnostic.finding.id) && comments[*at].covers(line);
        let by: Vec<_> = of_file.iter().chain(near).copied().filter(ignores).collect();
        for at in &by {
            used[*at].push(diagnostic.finding.id.clone());
        }
        if by.is_empty() {
            kept.push(diagnostic);
        }
    }
    kept.extend(case.dockerfile.comments.iter().filter_map(|(line, text)| misspelt(case, *line, text)));
    for (comment, used) in comments.iter().zip(used) {
        kept.extend(comment.faults(case, &used));
    }
    kept
}

fn comments(case: &Case<'_>) -> Vec<Comment> {
    let all = &case.dockerfile.instructions;
    let of = |(line, text): &(usize, String)| {
        let (scope, rest) = text.strip_prefix("archwright:")?.trim_start().split_once('=')?;
        let (ids, reason) = rest.trim_start().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        if is_cut(ids) {
            return None;
        }
        let scope = match scope.trim() {
            "ignore-file" => Scope::File,
            "ignore" => {
                let below = all.get(all.partition_point(|instruction| instruction.last_line < *line));
                below.map_or(Scope::Nothing, |instruction| Scope::Lines(instruction.line, instruction.last_line))
            }
            _ => return None,
        };
        let ids = ids.split(',').map(|id| id.trim().to_ascii_uppercase()).filter(|id| !id.is_empty()).collect();
        Some(Comment { line: *line, ids, reason: reason.trim().to_owned(), scope })
    };
    case.dockerfile.comments.iter().filter_map(of).collect()
}

/// Whether what stands there for ids is none, or goes on behind a space.
fn is_cut(ids: &str) -> bool {
    ids.is_empty() || ids.ends_with(',')
}

/// A comment that means to ignore something, and is written in no form that counts.
fn misspelt(case: &Case<'_>, line: usize, text: &str) -> Option<Diagnostic> {
    let (head, rest) = text.split_once([':', ' ', '\t', '=']).unwrap_or((text, ""));
    let rest = rest.trim_start_matches([':', ' ', '\t']);
    let verb = rest.split(|c: char| c != '-' && !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_ours = nearest(&head.to_ascii_lowercase(), ["archwright"]).is_some();
    let means = rest.to_ascii_uppercase().contains("AW2") || nearest(&verb.to_ascii_lowercase(), ["ignore", "ignore-file"]).is_some();
    let counts = text.strip_prefix("archwright:").and_then(|rest| rest.trim_start().split_once('=')).is_some_and(|(scope, ids)| {
        matches!(scope.trim(), "ignore" | "ignore-file") && !is_cut(ids.split_whitespace().next().unwrap_or_default())
    });
    if !is_ours || !means || counts {
        return None;
    }
    let source = &case.dockerfile.source;
    let span = comment_span(source, line);
    let message = "this is no form of an ignore comment, so it ignores nothing".to_owned();
    let remedy = "write it as `# archwright: ignore=AW207 REASON`, several ids as `ignore=AW207,AW203`, for a whole file `ignore-file=`";
    Some(Diagnostic::new(case, &kinds::IGNORE_UNUSED, Some(span), &[], message).remedy(remedy.to_owned()))
}

/// The comment on a line.
fn comment_span(source: &Source, line: usize) -> Range<usize> {
    let (text, start) = (source.line(line), source.start_of(line));
    start + (text.len() - text.trim_start().len())..start + text.trim_end().len()
}

impl Comment {
    fn covers(&self, line: Option<usize>) -> bool {
        match self.scope {
            Scope::File => true,
            Scope::Lines(first, last) => line.is_some_and(|line| (first..=last).contains(&line)),
            Scope::Nothing => false,
        }
    }

    fn faults(&self, case: &Case<'_>, used: &[String]) -> Vec<Diagnostic> {
        let source = &case.dockerfile.source;
        let span = comment_span(source, self.line);
        let mut found = Vec::new();
        let unused: Vec<_> = self.ids.iter().filter(|id| !used.contains(id)).collect();
        for id in &unused {
            let known = kinds::explain(id).is_some();
            let near = nearest(id, kinds::ALL.iter().map(|kind| kind.id)).filter(|_| !known);
            let message = match (known, near) {
                (true, _) => format!("there is no {id} here to ignore"),
                (false, Some(near)) => format!("`{id}` is no finding of the lint; the nearest is {near}"),
                (false, None) => format!("`{id}` is no finding of the lint"),
            };
            // Where all of it is useless, the whole line goes.
            let fix =
                (unused.len() == self.ids.len()).then(|| Fix::replace(source.start_of(self.line)..source.start_of(self.line + 1), ""));
            found.push(Diagnostic::new(case, &kinds::IGNORE_UNUSED, Some(span.clone()), &[], message).fix(fix));
        }
        if self.reason.is_empty() {
            let message = "nothing says why this is ignored".to_owned();
            found.push(Diagnostic::new(case, &kinds::IGNORE_WITHOUT_REASON, Some(span), &[], message));
        }
        found
    }
}
