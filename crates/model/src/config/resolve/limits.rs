//! `[limits]`.

use super::value::Reader;
use crate::{
    Sourced,
    config::{Problem, raw::Section},
    project::Limits,
};
use std::num::NonZeroU32;

pub(super) fn limits(raw: &Section, reader: &mut Reader<'_>) -> Limits {
    let Some(section) = raw.section("limits") else { return Limits::default() };
    let jobs = section.number("jobs");
    if jobs == Some(0) {
        let problem = Problem::new(section.path("jobs"), "`limits.jobs` is 0: nothing would be done");
        reader.report(problem.hint("leave it out for no limit"));
    }
    let memory = section.text("memory").and_then(|found| reader.parse(&found.key, found.value));
    let origin = |name: &str| reader.origin(&section.path(name));
    Limits {
        jobs: jobs.and_then(NonZeroU32::new).map(|jobs| Sourced::new(jobs, origin("jobs"))),
        memory: memory.map(|memory| Sourced::new(memory, origin("memory"))),
    }
}
