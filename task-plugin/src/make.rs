//! The Make face. GNU make 3.81, which macOS ships, understands everything here.

use crate::{Invocation, Place, Verb, outcome, section, verbs};
use archwright_model::Project;

const FRAME: &str = "\
# The verbs of this project; `make` lists them. What stands outside the marked section is yours, and is kept.

";

/// A new Makefile with every verb of a project.
///
/// Flags go into `ARGS`: `make docker-build-amd64 ARGS=\"--push\"`. Another program goes into `ARCHWRIGHT`.
pub fn make(project: &Project, invocation: &Invocation) -> String {
    render(project, invocation, Place::Own)
}

pub(crate) fn render(project: &Project, invocation: &Invocation, place: Place) -> String {
    let verbs: Vec<Verb> = verbs(project).into_iter().filter(|verb| place.shows(verb)).collect();
    let mut body = settings(invocation);
    if place == Place::Included {
        // Whoever includes us first would find their default goal taken.
        body.push("archwright_goal := $(.DEFAULT_GOAL)".into());
    }
    let names: Vec<_> = verbs.iter().map(|verb| verb.name.as_str()).collect();
    body.push(format!("archwright_verbs := {}", names.join(" ")));
    body.push(String::new());
    match place {
        Place::Own => body.extend(help()),
        Place::Included => body.push(".PHONY: $(archwright_verbs)".into()),
    }
    body.push(String::new());
    body.extend(verbs.iter().map(|verb| format!("{}: ## {}", verb.name, comment(&verb.help))));
    body.push(String::new());
    body.extend(recipe());
    if place == Place::Included {
        body.extend([String::new(), ".DEFAULT_GOAL := $(archwright_goal)".into()]);
    }
    let section = section::marked("", &format!("{invocation} generate make"), &body);
    match place {
        Place::Own => format!("{FRAME}{section}"),
        Place::Included => section,
    }
}

fn settings(invocation: &Invocation) -> Vec<String> {
    vec![
        "# How archwright is called, and flags for it: make docker-build ARGS=\"--platforms linux/arm64 --push\"".into(),
        format!("ARCHWRIGHT ?= {}", escaped(&invocation.command)),
        "ARGS ?=".into(),
        String::new(),
        "# This file's own folder, wherever make was called.".into(),
        "archwright_dir := $(dir $(lastword $(MAKEFILE_LIST)))".into(),
    ]
}

fn help() -> Vec<String> {
    let awk = r#"	@awk '/^[A-Za-z0-9_-]+:.*## / { name = $$0; sub(/:.*/, "", name); sub(/^[^#]*## /, ""); printf "  %-28s %s\n", name, $$0 }' $(MAKEFILE_LIST)"#;
    vec![
        ".DEFAULT_GOAL := help".into(),
        ".PHONY: help $(archwright_verbs)".into(),
        String::new(),
        "help: ## List the verbs".into(),
        "\t@echo 'make VERB [ARGS=\"--flag\"]'".into(),
        awk.into(),
    ]
}

/// One recipe for all verbs. It is quiet because archwright prints what it does.
///
/// `||` and not a second command, so that a shell with `-e` gets there too; `CDPATH` would make `cd` go elsewhere;
/// `MAKEFLAGS` would hand `ARGS` and a closed job server to whatever makes are run below.
fn recipe() -> Vec<String> {
    let mut shell = vec![
        "unset MAKEFLAGS MFLAGS MAKELEVEL; CDPATH= cd \"$(archwright_dir)\" || exit; status=0;".to_owned(),
        "$(ARCHWRIGHT) $@ $(ARGS) || status=$$?;".to_owned(),
    ];
    shell.extend(outcome::lines().into_iter().map(|line| line.replace('$', "$$")));
    let mut lines = vec!["# make turns every failure into 2, so ours is printed first.".to_owned(), "$(archwright_verbs):".to_owned()];
    let last = shell.len() - 1;
    for (index, line) in shell.into_iter().enumerate() {
        let start = if index == 0 { "\t@" } else { "\t" };
        let end = if index == last { "" } else { " \\" };
        lines.push(format!("{start}{line}{end}"));
    }
    lines
}

/// A text that make takes as it is.
fn escaped(text: &str) -> String {
    text.replace('$', "$$").replace('#', "\\#")
}

/// A text that can end a comment line: a backslash there would join the next line to it.
fn comment(text: &str) -> &str {
    text.trim_end_matches('\\').trim_end()
}
