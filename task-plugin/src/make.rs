//! The Make face. GNU make 3.81, which macOS ships, understands everything here.

use crate::{Face, Invocation, Place, Verb, outcome, section, verbs};
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
    if place == Place::Own {
        body.push(lost());
    }
    body.push(String::new());
    match place {
        Place::Own => body.extend(help()),
        Place::Included => body.push(".PHONY: $(archwright_verbs)".into()),
    }
    body.push(String::new());
    body.extend(verbs.iter().map(|verb| format!("{}: ## {}{}", verb.name, comment(&verb.help), operand(verb))));
    body.push(String::new());
    body.extend(recipe(place));
    if place == Place::Included {
        body.extend([String::new(), ".DEFAULT_GOAL := $(archwright_goal)".into()]);
    }
    let section = section::marked("", &invocation.generate(Face::Make), &body);
    match place {
        Place::Own => format!("{FRAME}{section}"),
        Place::Included => section,
    }
}

fn settings(invocation: &Invocation) -> Vec<String> {
    vec![
        "# How archwright is called, and flags for it: make docker-build ARGS=\"--platforms linux/arm64 --push\"".into(),
        format!("ARCHWRIGHT ?= {}", escaped(&invocation.to_string())),
        "ARGS ?=".into(),
        String::new(),
        "# This file's own folder, wherever make was called.".into(),
        format!("archwright_dir := {}", own_folder()),
    ]
}

/// The folder of the last makefile that has the configuration beside it: others may have been included before us. make keeps paths
/// apart by blanks, so that of `make -f '/a folder/Makefile'` is none.
fn own_folder() -> String {
    "$(lastword $(foreach file,$(MAKEFILE_LIST),$(if $(and $(wildcard $(file)),$(wildcard $(dir $(file))archwright.toml)),$(dir $(file)))))"
        .into()
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
fn recipe(place: Place) -> Vec<String> {
    let mut shell = vec![lost_folder()];
    // The project's own rules may read variables of these names.
    shell.extend((place == Place::Own).then(refusal));
    shell.extend([
        "unset MAKEFLAGS MFLAGS MAKELEVEL; CDPATH= cd \"$(archwright_dir)\" || exit; status=0;".to_owned(),
        "$(ARCHWRIGHT) $@ $(ARGS) || status=$$?;".to_owned(),
    ]);
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

/// Of two folders the wrong one would build another project.
fn lost_folder() -> String {
    "test -n '$(archwright_dir)' || { echo 'error: make does not tell the folder of archwright.toml: it is not beside this file, or a blank in the path hides it' >&2; echo '  fix: run make in that folder, or with -C' >&2; exit 2; };".into()
}

/// `make docker-build PUSH=1` would build, push nothing, and end well.
fn refusal() -> String {
    let fix = "flags go into ARGS: make $@ ARGS=\"--push --platforms linux/arm64\"";
    format!(
        "test -z '$(archwright_lost)' || {{ echo 'error: make passes no $(archwright_lost) on' >&2; echo '  fix: {fix}' >&2; exit 2; }};"
    )
}

/// The variables of flags' names that were given to make on its command line; one in the environment may be anybody's.
fn lost() -> String {
    let names = "PUSH LOAD OUTPUT PLATFORMS VARIANT TAG REGISTRY BUILDER";
    format!("archwright_lost := $(strip $(foreach name,{names},$(if $(filter command,$(origin $(name))),$(name))))")
}

/// Where what a verb cannot do without goes.
fn operand(verb: &Verb) -> String {
    verb.operand.map(|operand| format!(": make {} ARGS={operand}", verb.name)).unwrap_or_default()
}

/// A text that make takes as it is.
fn escaped(text: &str) -> String {
    text.replace('$', "$$").replace('#', "\\#")
}

/// A text that can end a comment line: a backslash there would join the next line to it.
fn comment(text: &str) -> &str {
    text.trim_end_matches('\\').trim_end()
}
