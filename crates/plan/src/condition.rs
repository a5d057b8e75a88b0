//! What is not known, and what hangs on it.

use crate::{Run, Work};
use serde::Serialize;
use std::collections::BTreeMap;

/// Something that is not known or not there, and what hangs on it. A plan with conditions prints, and does not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Condition {
    /// The fact: `docker`.
    pub fact: String,
    /// Why it is not known.
    pub why: String,
    /// What hangs on it.
    pub then: String,
    /// What settles it, where that is known.
    pub fix: Option<String>,
}

/// Conditions by what hangs on them; a plan has those of its own steps and no others.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Unknown {
    docker: Vec<Condition>,
    clis: BTreeMap<String, Vec<Condition>>,
}

impl Unknown {
    pub(crate) fn of(run: &Run<'_>) -> Self {
        let clis = run.project().clis.iter().map(|cli| (cli.key.to_string(), run.rust_conditions(cli.key.as_str())));
        Self { docker: run.docker_conditions(), clis: clis.collect() }
    }

    /// Adds what a step hangs on, each condition once, Docker's first.
    pub(crate) fn say(&mut self, work: &Work, conditions: &mut Vec<Condition>) {
        match work {
            Work::EnsureBuilder(_) | Work::Build(_) | Work::Load(_) => {
                conditions.splice(0..0, std::mem::take(&mut self.docker));
            }
            Work::BuildCli(work) => {
                let own = self.clis.remove(work.key.as_str()).unwrap_or_default();
                let new: Vec<_> = own.into_iter().filter(|condition| !conditions.contains(condition)).collect();
                conditions.extend(new);
            }
            Work::BuildUi(_)
            | Work::StageBinaries(_)
            | Work::Preflight(_)
            | Work::Bases(_)
            | Work::Index(_)
            | Work::Prove(_)
            | Work::Test(_)
            | Work::Copy(_)
            | Work::WriteLayout(_)
            | Work::Publish(_)
            | Work::Custom(_) => {}
        }
    }
}
