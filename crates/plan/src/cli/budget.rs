//! How many platforms of a command line are compiled side by side.

use crate::facts::{CliPackage, LinkTime};
use archwright_model::{Project, project::Memory};
use serde::Serialize;

/// The memory that is there for compiling, and what one platform is taken to need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Budget {
    /// All that may be taken at a time, by every command line of the run together.
    pub memory: Memory,
    /// What compiling and linking for one platform takes, roughly.
    pub each: Memory,
}

impl Budget {
    pub(super) fn new(project: &Project, package: Option<&CliPackage>) -> Option<Self> {
        let memory = project.limits.memory.as_ref()?.value;
        let gibibytes = match package.map(|package| package.link_time).unwrap_or_default() {
            LinkTime::Plain => 2,
            LinkTime::Thin => 4,
            // Two such links at once are what ends builds for want of memory (isac322/homelab#341).
            LinkTime::Fat => 8,
        };
        Some(Self { memory, each: Memory::mebibytes(gibibytes << 10) })
    }

    /// How many fit; one always has to.
    pub fn together(&self) -> usize {
        usize::try_from(self.memory.bytes() / self.each.bytes().max(1)).unwrap_or(usize::MAX).max(1)
    }
}

/// How many platforms go into one call; none if nothing limits them.
pub(super) fn together(project: &Project, budget: Option<&Budget>) -> Option<usize> {
    let jobs = project.limits.jobs.as_ref().and_then(|jobs| usize::try_from(jobs.value.get()).ok());
    [jobs, budget.map(Budget::together)].into_iter().flatten().min()
}
