//! The Make face. GNU make 3.81, which macOS ships, understands everything here.

use crate::{Face, Invocation, Place, Verb, outcome, parameter, section};
use archwright_model::Project;

const FRAME: &str = "\
# The verbs of this project; `make` lists them. What stands outside the marked section is yours, and is kept.

";

/// A new Makefile with every verb of a project.
///
/// Variables that are given to make itself become flags, `make docker-build-amd64 PUSH=true`; every flag goes into `ARGS`:
/// `make docker-build-amd64 ARGS=\"--push\"`. Another program goes into `ARCHWRIGHT`.
pub fn make(project: &Project, invocation: &Invocation) -> String {
    Face::Make.render(project, invocation)
}

pub(crate) fn render(verbs: &[Verb], invocation: &Invocation, place: Place) -> String {
    let mut body = settings(invocation);
    if place == Place::Included {
        // Whoever includes us first would find their default goal taken.
        body.push("archwright_goal := $(.DEFAULT_GOAL)".into());
    }
    let names: Vec<_> = verbs.iter().map(|verb| verb.name.as_str()).collect();
    body.push(format!("archwright_verbs := {}", names.join(" ")));
    body.push(String::new());
    body.extend(flags());
    body.push(String::new());
    match place {
        Place::Own => body.extend(help()),
        Place::Included => body.push(".PHONY: $(archwright_verbs)".into()),
    }
    body.push(String::new());
    body.extend(verbs.iter().map(|verb| format!("{}: ## {}{}", verb.name, comment(&verb.help), operand(verb))));
    body.push(String::new());
    body.extend(recipe());
    if place == Place::Included {
        body.extend([String::new(), ".DEFAULT_GOAL := $(archwright_goal)".into()]);
    }
    let section = section::marked("", &invocation.generate(Face::Make, None), &body);
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
        "\t@echo 'make VERB [PLATFORMS=linux/arm64] [PUSH=true] [ARGS=\"--flag\"]'".into(),
        awk.into(),
    ]
}

/// One recipe for all verbs. It is quiet because archwright prints what it does.
///
/// `||` and not a second command, so that a shell with `-e` gets there too; `CDPATH` would make `cd` go elsewhere;
/// `MAKEFLAGS` would hand `ARGS` and a closed job server to whatever makes are run below.
fn recipe() -> Vec<String> {
    let mut shell = vec![
        lost_folder(),
        "unset MAKEFLAGS MFLAGS MAKELEVEL; CDPATH= cd \"$(archwright_dir)\" || exit; status=0;".to_owned(),
        "$(archwright_push)$(ARCHWRIGHT) $@ $(archwright_flags) $(ARGS) || status=$$?;".to_owned(),
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

/// Of two folders the wrong one would build another project.
fn lost_folder() -> String {
    "test -n '$(archwright_dir)' || { echo 'error: make does not tell the folder of archwright.toml: it is not beside this file, or a blank in the path hides it' >&2; echo '  fix: run make in that folder, or with -C' >&2; exit 2; };".into()
}

/// The flags that variables say: only those that were given to make on its command line; one in the environment may be anybody's.
/// make hands these on in the environment, from where the shell takes the values, whatever is in them.
fn flags() -> Vec<String> {
    let (push, flag, variable) = parameter::PUSH;
    let (yes, no) = (parameter::YES.join(" "), parameter::NO.join(" "));
    let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, flag)| format!("{name}={flag}")).collect::<Vec<_>>().join(" ");
    vec![
        "# What is given to make itself becomes a flag: make docker-build PLATFORMS=linux/arm64 PUSH=true".into(),
        "archwright_given = $(filter command,$(origin $(1)))".into(),
        "archwright_value = $(if $(call archwright_given,$(1)),$(2) \"$$$(1)\")".into(),
        format!(
            "archwright_switch = $(if $(call archwright_given,$(1)),$(if $(filter {yes},$($(1))),$(2),$(if $(filter-out {no},$($(1))),$(error $(1)=$($(1)) is neither true nor false))))"
        ),
        "archwright_each = $(foreach pair,$(2),$(call $(1),$(word 1,$(subst =, ,$(pair))),$(word 2,$(subst =, ,$(pair)))))".into(),
        format!("archwright_flags = $(strip $(call archwright_each,archwright_value,{}) \\", pairs(&parameter::VALUES)),
        format!("\t$(call archwright_each,archwright_switch,{}) \\", pairs(&parameter::SWITCHES)),
        format!("\t$(if $(call archwright_given,{push}),$(if $(filter {yes},$({push})),{flag})))"),
        "# Where it is false, a verb that pushes does not.".into(),
        format!("archwright_push = $(if $(call archwright_given,{push}),$(if $(filter {yes},$({push})),,{variable}=\"$${push}\" ))"),
    ]
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
