//! The files of a workspace as one.

use super::{OF_MEMBERS, Shaped, Sources};
use crate::config::{
    Problem,
    inherit::inherit,
    path,
    raw::{Section, Value},
};
use std::mem;

/// All files of a project, each key with the place at which it stands.
pub(in crate::config) fn join(sources: &Sources) -> Shaped<'_> {
    let mut whole = Shaped::of(&sources.root);
    if whole.raw.section("workspace").and_then(|section| section.list("members")).is_some_and(<[_]>::is_empty) {
        let problem = Problem::new("workspace.members", "`workspace.members` is empty");
        whole.problems.push(problem.hint("name the folders of its members, for example `members = [\"services/*\"]`"));
    }
    whole.problems.extend(sources.problems.iter().cloned());
    for member in &sources.members {
        whole.take(Shaped::of(member));
    }
    inherit(&mut whole);
    whole
}

impl<'a> Shaped<'a> {
    /// What a member's file says; what is wrong with it gets its place here, where its file is known.
    fn take(&mut self, mut member: Shaped<'a>) {
        let mut refused = Vec::new();
        for (name, value) in mem::take(&mut member.raw.entries) {
            match value {
                Value::Section(section) if OF_MEMBERS.contains(&name.as_str()) => refused.extend(self.merge(&name, section)),
                _ => refused.push(Problem::new(&name, format!("a member of a workspace has no [{name}]")).hint(instead(&name))),
            }
        }
        for problem in member.problems.into_iter().chain(refused.iter().cloned()) {
            self.problems.push(Problem { place: member.places.of(&problem.key), ..problem });
        }
        // What another file says of the same key stands where that file has it.
        for problem in &refused {
            member.places.forget(&problem.key);
        }
        self.broken.extend(member.broken);
        self.whole &= member.whole;
        self.places.add(member.places);
    }

    /// Puts the tables of a member beside those that are there; a key that is there already stays what it is.
    fn merge(&mut self, table: &str, section: Section) -> Vec<Problem> {
        let mut twice = Vec::new();
        for (key, value) in section.entries {
            let path = path::join(table, &key);
            match self.places.exactly(&path) {
                Some(other) => {
                    let name = if table == "image" { format!("; `name = \"{key}\"` keeps its repository") } else { String::new() };
                    let problem = Problem::new(&path, format!("`{path}` is there twice: it stands at {other} too"));
                    twice.push(problem.hint(format!("keys are unique over a workspace: give one of them another{name}")));
                }
                None => self.raw.put(table, key, value),
            }
        }
        twice
    }
}

/// Where a table belongs that a member cannot have.
fn instead(table: &str) -> String {
    match table {
        "workspace" => "name its folders in the workspace's own archwright.toml: a member has no members".into(),
        table => format!("[{table}] of the workspace's own archwright.toml holds for its members too"),
    }
}
