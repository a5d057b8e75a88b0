//! Progress by image and platform: each bake target is a lane.

mod operation;

use super::values::{SolveStatus, Vertex};
use archwright_plan::bake::Build;
use operation::{Operation, Told};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant, SystemTime},
};

/// The lanes of one call.
#[derive(Debug)]
pub(super) struct Lanes {
    targets: BTreeMap<String, Lane>,
    vertexes: BTreeMap<String, Operation>,
    only: Option<String>,
    /// Operations in the order in which they failed.
    failed: Vec<String>,
}

/// One target: `noetl linux/arm64`.
#[derive(Debug, Default)]
struct Lane {
    label: String,
    /// When it was first heard of by our clock: a builder may have another.
    heard: Option<Instant>,
    first: Option<SystemTime>,
    last: Option<SystemTime>,
    uncached: bool,
}

/// How long a target took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    pub(super) begun: Option<Instant>,
    pub(super) seconds: Option<f64>,
    pub(super) cached: bool,
}

/// An operation that failed, with the last of what it printed.
#[derive(Debug)]
pub(super) struct Culprit<'a> {
    /// The bake target; empty if BuildKit names none.
    pub(super) target: &'a str,
    pub(super) operation: &'a str,
    pub(super) error: &'a str,
    /// Whether BuildKit ended it because another failed.
    pub(super) is_cancelled: bool,
    pub(super) log: Vec<String>,
}

impl<'a> Culprit<'a> {
    fn of(own: &'a Operation) -> Self {
        Self { target: &own.lane, operation: &own.text, error: &own.error, is_cancelled: !own.has_failed(), log: own.log() }
    }
}

impl Lanes {
    pub(super) fn new(build: &Build) -> Self {
        let lane = |label: String| Lane { label, ..Lane::default() };
        let lanes = build.targets.iter().map(|target| (target.name.clone(), lane(format!("{} {}", target.image, target.platform))));
        // buildx prefixes names with the target only where there are several.
        let only = if let [only] = build.targets.as_slice() { Some(only.name.clone()) } else { None };
        Self { targets: lanes.collect(), vertexes: BTreeMap::new(), only, failed: Vec::new() }
    }

    /// Takes in what BuildKit says, and tells what is new about each lane.
    pub(super) fn take(&mut self, status: &SolveStatus, tell: &dyn Fn(&str, &str, bool)) {
        for vertex in &status.vertexes {
            self.vertex(vertex, tell);
        }
        for log in &status.logs {
            let Some(operation) = self.vertexes.get_mut(&log.vertex) else { continue };
            let label = self.targets.get(&operation.lane).map(|lane| lane.label.as_str());
            operation.wrote(&log.data, |line| label.into_iter().for_each(|label| tell(label, line, false)));
        }
    }

    fn vertex(&mut self, vertex: &Vertex, tell: &dyn Fn(&str, &str, bool)) {
        let (target, text) = self.split(&vertex.name);
        let operation = self.vertexes.entry(vertex.digest.clone()).or_default();
        if !text.is_empty() {
            (operation.lane, operation.text) = (target.clone(), text.clone());
        }
        if !vertex.error.is_empty() {
            operation.error.clone_from(&vertex.error);
            self.failed.push(vertex.digest.clone());
        }
        let Some(lane) = self.targets.get_mut(&target) else { return };
        let (started, completed) = (time(vertex.started.as_deref()), time(vertex.completed.as_deref()));
        if started.is_some() {
            lane.heard.get_or_insert_with(Instant::now);
        }
        lane.first = [lane.first, started].into_iter().flatten().min();
        lane.last = [lane.last, completed].into_iter().flatten().max();
        lane.uncached |= completed.is_some() && !vertex.cached && is_work(&text);
        let (told, words) = match (vertex.cached && completed.is_some(), started.is_some()) {
            (true, _) => (Told::Cached, format!("CACHED {text}")),
            (false, true) => (Told::Started, text),
            (false, false) => return,
        };
        if operation.told == Told::Nothing {
            operation.told = told;
            tell(&lane.label, &words, false);
        }
    }

    /// `[noetl-linux-arm64 stage-1 2/4] COPY …` is the target and the rest in brackets of its own.
    fn split(&self, name: &str) -> (String, String) {
        if let Some(only) = &self.only {
            return (only.clone(), name.to_owned());
        }
        let inner = name.strip_prefix('[').and_then(|rest| rest.split_once([' ', ']']));
        match inner {
            Some((target, _)) if self.targets.contains_key(target) => {
                let rest = name[target.len() + 1..].trim_start();
                let text = rest.strip_prefix(']').map_or_else(|| format!("[{rest}"), |rest| rest.trim_start().to_owned());
                (target.to_owned(), text)
            }
            _ => (String::new(), name.to_owned()),
        }
    }

    /// Every lane is over, well or not.
    pub(super) fn end(&mut self, well: bool, tell: &dyn Fn(&str, &str, bool)) {
        for operation in self.vertexes.values_mut() {
            let label = self.targets.get(&operation.lane).map(|lane| lane.label.as_str());
            operation.end(|line| label.into_iter().for_each(|label| tell(label, line, false)));
        }
        for (target, lane) in &self.targets {
            let failed = self.vertexes.values().any(|operation| operation.lane == *target && operation.has_failed());
            let end = match (well, failed) {
                (true, _) => "built",
                (false, true) => "failed",
                (false, false) => "stopped",
            };
            tell(&lane.label, end, true);
        }
    }

    /// How long a target took by BuildKit's own clock.
    pub(super) fn times(&self, target: &str) -> Times {
        let lane = self.targets.get(target);
        let seconds = lane.and_then(|lane| lane.last?.duration_since(lane.first?).ok()).as_ref().map(Duration::as_secs_f64);
        Times { begun: lane.and_then(|lane| lane.heard), seconds, cached: lane.is_some_and(|lane| !lane.uncached) }
    }

    /// What failed first, of that target if one is named; an operation that was cancelled because another failed does not count.
    pub(super) fn culprit(&self, target: Option<&str>) -> Option<Culprit<'_>> {
        let all = || self.failed.iter().filter_map(|digest| self.vertexes.get(digest));
        let of_target = |one: &&Operation| target.is_none_or(|target| one.lane == target) && one.has_failed();
        let own = all().find(of_target).or_else(|| all().find(|one| one.has_failed())).or_else(|| all().next())?;
        Some(Culprit::of(own))
    }

    /// Caches that could not be written, of a build that went well all the same, each with its target.
    pub(super) fn unwritten_caches(&self) -> Vec<String> {
        let failed = self.vertexes.values().filter(|one| one.has_failed() && one.text.starts_with("exporting cache"));
        let label = |one: &Operation| self.targets.get(&one.lane).map(|lane| format!("{}: ", lane.label)).unwrap_or_default();
        failed.map(|one| format!("{}the cache was not written: {}", label(one), one.error)).collect()
    }

    /// What failed first of a target itself.
    pub(super) fn failed(&self, target: &str) -> Option<Culprit<'_>> {
        let mut own = self.failed.iter().filter_map(|digest| self.vertexes.get(digest)).filter(|one| one.lane == target);
        own.find(|one| one.has_failed()).map(Culprit::of)
    }
}

/// Whether an operation is one of the Dockerfile's own, `[stage-1 2/4] RUN …`, and not the loading around it.
fn is_work(text: &str) -> bool {
    let Some((stage, instruction)) = text.strip_prefix('[').and_then(|rest| rest.split_once("] ")) else { return false };
    !stage.starts_with("internal") && !stage.starts_with("context") && !stage.starts_with("auth") && !instruction.starts_with("FROM")
}

/// An RFC 3339 time; BuildKit's zero time, of the year 1, is none.
fn time(text: Option<&str>) -> Option<SystemTime> {
    humantime::parse_rfc3339(text?).ok()
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_are_read() {
        assert!(time(Some("2026-11-20T10:00:00.123456789Z")).is_some());
        assert!(time(Some("0001-01-01T00:00:00Z")).is_none());
    }
}
