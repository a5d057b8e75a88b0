//! Processes that a child started, also those that made a group of their own.

use rustix::process::{Pid, Signal, kill_process};
use std::{collections::BTreeMap, fs};

/// A process, and when it started: a number alone may be somebody else's by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Descendant {
    pid: Pid,
    started: u64,
}

impl Descendant {
    /// Signals it, if it is still the same.
    pub(super) fn signal(self, signal: Signal) {
        if read(self.pid.as_raw_nonzero().get()).is_some_and(|(_, found)| found == self) {
            let _ = kill_process(self.pid, signal);
        }
    }
}

/// All that a process started and what those started, as long as each one's parent lives; none where there is no `/proc`.
pub(super) fn of(ancestor: Pid) -> Vec<Descendant> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let mut children: BTreeMap<i32, Vec<Descendant>> = BTreeMap::new();
    for entry in entries.flatten() {
        let number = entry.file_name().to_str().and_then(|name| name.parse().ok());
        if let Some((parent, process)) = number.and_then(read) {
            children.entry(parent).or_default().push(process);
        }
    }
    let (mut found, mut open) = (Vec::new(), vec![ancestor.as_raw_nonzero().get()]);
    while let Some(parent) = open.pop() {
        for process in children.remove(&parent).unwrap_or_default() {
            open.push(process.pid.as_raw_nonzero().get());
            found.push(process);
        }
    }
    found
}

/// A process and its parent (proc(5): the fields behind the name are state, ppid, …, starttime as the 20th of them).
fn read(pid: i32) -> Option<(i32, Descendant)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name is in parentheses and may hold anything, spaces and parentheses too.
    let fields: Vec<_> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let (parent, started) = (fields.get(1)?.parse().ok()?, fields.get(19)?.parse().ok()?);
    Some((parent, Descendant { pid: Pid::from_raw(pid)?, started }))
}
