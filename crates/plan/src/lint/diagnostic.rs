//! A finding in a Dockerfile: where, for which platforms, and how it is mended.

use super::Case;
use archwright_model::{Finding, FindingKind, Platform, Severity};
use std::ops::Range;

/// A finding with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong, and what to do.
    pub finding: Finding,
    /// The words that it is about; none if it is about the file.
    pub span: Option<Range<usize>>,
    /// How the text would be right.
    pub fix: Option<Fix>,
}

/// A change of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is put in place of what.
    pub edits: Vec<Edit>,
}

/// A text in the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is taken away.
    pub span: Range<usize>,
    /// What stands there then.
    pub text: String,
}

impl Fix {
    /// One change.
    pub fn replace(span: Range<usize>, text: impl Into<String>) -> Self {
        Self { edits: vec![Edit { span, text: text.into() }] }
    }
}

impl Diagnostic {
    /// A finding of a kind at a place, about some of the platforms that are asked for.
    pub(super) fn new(case: &Case<'_>, kind: &FindingKind, span: Option<Range<usize>>, about: &[Platform], message: String) -> Self {
        // Of all of them at once nothing is said of one.
        let platform = match about {
            [one] if case.input.platforms.len() > 1 => Some(*one),
            _ => None,
        };
        let mut finding = kind.at(platform, case.input.file, message);
        finding.position = span.as_ref().map(|span| case.dockerfile.source.position(span.start));
        Self { finding, span, fix: None }
    }

    pub(super) fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.finding.severity = severity;
        self
    }

    pub(super) fn remedy(mut self, remedy: String) -> Self {
        self.finding.remedy = remedy;
        self
    }
}

/// A text with fixes in it. Of two that touch the same place the first is taken, and the other left for the next time.
pub fn mend<'f>(text: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> String {
    let mut edits: Vec<&Edit> = Vec::new();
    for fix in fixes {
        let touches = |edit: &Edit| {
            edits.iter().any(|taken| taken == &edit || (taken.span.start < edit.span.end && edit.span.start < taken.span.end))
        };
        if !fix.edits.iter().any(touches) {
            edits.extend(&fix.edits);
        }
    }
    edits.sort_by_key(|edit| edit.span.start);
    let (mut mended, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        mended.push_str(text.get(at..edit.span.start).unwrap_or_default());
        mended.push_str(&edit.text);
        at = edit.span.end.max(at);
    }
    mended.push_str(text.get(at..).unwrap_or_default());
    mended
}
