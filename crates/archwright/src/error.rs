//! Why a step failed: what, the object, what was said, and the remedy.

use crate::{interrupted::Interrupted, runner::RunError};
use archwright_model::ExitKind;
use std::fmt;

/// A failed step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepError {
    kind: ExitKind,
    message: String,
    details: Vec<String>,
    hint: Option<String>,
}

impl StepError {
    /// A failure of that kind. None is [`ExitKind::Done`]: whoever says so has a fault of its own.
    pub fn new(kind: ExitKind, message: impl Into<String>) -> Self {
        let kind = if kind == ExitKind::Done { ExitKind::Bug } else { kind };
        Self { kind, message: message.into(), details: Vec::new(), hint: None }
    }

    /// The run was asked to stop.
    pub(crate) fn interrupted() -> Self {
        Self::new(ExitKind::Interrupted, Interrupted.to_string())
    }

    /// A file that could not be read or written, or was not because the run was asked to stop.
    pub(crate) fn file(path: impl fmt::Display, error: &std::io::Error) -> Self {
        if Interrupted::is_in(error) {
            return Self::interrupted();
        }
        Self::new(ExitKind::Machine, format!("{path}: {error}"))
    }

    /// The same with lines that say more.
    #[must_use]
    pub fn details(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(lines);
        self
    }

    /// The same with what fixes it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The first of these, with what the others are about in its details; none of none.
    pub(crate) fn all(errors: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let mut first = errors.next()?;
        let hint = first.hint.clone();
        // One Ctrl-C interrupts all of them.
        for other in errors.filter(|other| other.message != first.message || other.kind != ExitKind::Interrupted) {
            first.details.push(other.message);
            first.details.extend(other.details.into_iter().map(|line| format!("  {line}")));
            first.details.extend(other.hint.filter(|fix| hint.as_ref() != Some(fix)).map(|fix| format!("  fix: {fix}")));
        }
        Some(first)
    }

    /// The exit code's kind.
    pub fn exit(&self) -> ExitKind {
        self.kind
    }

    /// Lines that say more.
    pub fn lines(&self) -> &[String] {
        &self.details
    }

    /// What fixes it.
    pub fn fix(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StepError {}

impl From<RunError> for StepError {
    fn from(error: RunError) -> Self {
        Self::new(error.exit(), error.to_string())
    }
}

/// The last lines that a command printed, enough to see why it failed.
#[derive(Debug, Default)]
pub(crate) struct Tail(std::collections::VecDeque<String>);

impl Tail {
    const LINES: usize = 30;

    pub(crate) fn push(&mut self, line: &str) {
        if self.0.len() == Self::LINES {
            self.0.pop_front();
        }
        self.0.push_back(line.to_owned());
    }

    pub(crate) fn into_lines(self) -> Vec<String> {
        self.0.into()
    }
}
