//! How a command line ends when it does not end well.

use crate::{StepError, report::Failure};
use archwright_model::{
    ExitKind,
    config::{ConfigError, Place},
};
use archwright_plan::PlanError;

/// Why a command line did not do what it was asked: one message, one hint, one exit code; and what else is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    kind: ExitKind,
    message: String,
    details: Vec<String>,
    hint: Option<String>,
    others: Vec<Self>,
}

impl Fault {
    pub(super) fn new(kind: ExitKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), details: Vec::new(), hint: None, others: Vec::new() }
    }

    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitKind::Usage, message)
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub(super) fn at(mut self, place: &Place) -> Self {
        self.message = format!("{place}: {}", self.message);
        self
    }

    /// The first of these, the rest behind it; none of none.
    pub(super) fn all(faults: impl IntoIterator<Item = Self>) -> Option<Self> {
        let mut faults = faults.into_iter();
        let first = faults.next()?;
        Some(Self { others: faults.collect(), ..first })
    }

    /// Its exit code.
    pub(super) fn code(&self) -> u8 {
        self.kind.code()
    }

    /// As JSON forms have it.
    pub(super) fn failure(&self) -> Failure {
        let Self { kind, message, details, hint, others: _ } = self.clone();
        Failure { exit: kind.code(), message, details, hint }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let mut lines = vec![format!("error: {}", self.message)];
        lines.extend(self.details.iter().map(|detail| format!("  | {detail}")));
        lines.extend(self.hint.iter().map(|hint| format!("  fix: {hint}")));
        lines.extend(self.others.iter().map(Self::text));
        lines.join("\n")
    }
}

impl From<PlanError> for Fault {
    fn from(error: PlanError) -> Self {
        let hint = error.fix().map(str::to_owned);
        Self { details: error.lines().to_vec(), hint, ..Self::new(error.exit(), error.to_string()) }
    }
}

impl From<StepError> for Fault {
    fn from(error: StepError) -> Self {
        let hint = error.fix().map(str::to_owned);
        Self { details: error.lines().to_vec(), hint, ..Self::new(error.exit(), error.to_string()) }
    }
}

impl From<ConfigError> for Fault {
    fn from(error: ConfigError) -> Self {
        Self::new(ExitKind::Configuration, error.to_string())
    }
}
