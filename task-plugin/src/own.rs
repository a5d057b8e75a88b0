//! What a file that somebody wrote by hand defines: those names stay theirs.

use crate::{Face, section, yaml};
use std::collections::BTreeSet;

/// Names that the project's own file has, and ours beside it leaves alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Taken {
    /// Targets, tasks or recipes, by name.
    pub(crate) verbs: BTreeSet<String>,
    /// Variables; what is given to the program under their names is not ours to read.
    pub(crate) variables: BTreeSet<String>,
}

/// What the text of a face's own file defines outside our section.
pub(crate) fn taken(face: Face, text: &str) -> Taken {
    let text = section::outside(text);
    match face {
        Face::Make => Taken { verbs: targets(&text), ..Taken::default() },
        Face::Just => Taken { verbs: recipes(&text), ..Taken::default() },
        // With a namespace of its own, nothing of ours meets anything of theirs.
        Face::Task if text.contains(crate::include::TASKFILE) && !text.contains("flatten: true") => Taken::default(),
        Face::Task => {
            let keys = |block| yaml::children(&text, block).map(str::to_owned).collect();
            Taken { verbs: keys("tasks"), variables: keys("vars") }
        }
        Face::Script => Taken::default(),
    }
}

/// The targets of a Makefile's rules; a variable of a target alone makes no rule.
fn targets(text: &str) -> BTreeSet<String> {
    let rules = text.lines().filter(|line| !line.starts_with(['\t', '#', ' ', '.'])).filter_map(|line| line.split_once(':'));
    let rules = rules.filter(|(names, rest)| !names.contains('=') && !rest.trim_start_matches(':').starts_with('='));
    let rules = rules.filter(|(_, rest)| !is_assignment(rest.trim_start_matches(':')));
    rules.flat_map(|(names, _)| names.split_whitespace()).map(str::to_owned).collect()
}

fn is_assignment(rest: &str) -> bool {
    let before = rest.split('#').next().unwrap_or_default().split_once('=').map(|(before, _)| before);
    before.is_some_and(|before| before.trim().trim_end_matches([':', '?', '+']).split_whitespace().count() == 1)
}

/// The recipes and aliases of a justfile.
fn recipes(text: &str) -> BTreeSet<String> {
    let name_of = |line: &str| {
        let line = line.strip_prefix("alias ").unwrap_or(line).trim_start_matches('@');
        let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))?;
        (end > 0 && line.contains(':')).then(|| line[..end].to_owned())
    };
    let begins = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '@')));
    begins.filter(|line| line.starts_with("alias ") || !line.contains(":=")).filter_map(name_of).collect()
}

#[cfg(test)]
mod tests {
    use super::{recipes, taken, targets};
    use crate::Face;

    #[test]
    fn rules_of_a_makefile() {
        let text = "A := b\nB ?= x:y\n.PHONY: all\nall: docker-build  ## c = d\ndocker-build docker-push:\n\t@echo a: b\nlint:: all ; true\ndocker-build-amd64: TAG := x\nexport C = d: e\n# no: rule\n";
        assert_eq!(targets(text).into_iter().collect::<Vec<_>>(), ["all", "docker-build", "docker-push", "lint"]);
    }

    #[test]
    fn recipes_of_a_justfile() {
        let text = "set shell := [\"bash\"]\nversion := \"1\"\nalias b := docker-build\n# c: d\n@docker-build *ARGS: lint\n  echo x: y\nlint a=\"b\":\n[private]\n_x:\n";
        assert_eq!(recipes(text).into_iter().collect::<Vec<_>>(), ["_x", "b", "docker-build", "lint"]);
    }

    #[test]
    fn tasks_and_variables_of_a_taskfile() {
        let text = "version: '3'\nvars:\n  TAG: \"1\"\n  MINE: x\n\ntasks:\n  # a: b\n  \"docker-build\":\n    cmds:\n      - echo c: d\n  lint: echo\nsilent: true\n";
        let found = taken(Face::Task, text);
        assert_eq!(found.verbs.into_iter().collect::<Vec<_>>(), ["docker-build", "lint"]);
        assert_eq!(found.variables.into_iter().collect::<Vec<_>>(), ["MINE", "TAG"]);
        let namespaced = text.to_owned() + "includes:\n  a: ./Taskfile.archwright.yml\n";
        assert_eq!(taken(Face::Task, &namespaced), super::Taken::default());
    }
}
