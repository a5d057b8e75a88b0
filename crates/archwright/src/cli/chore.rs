//! Verbs of the user's own, and why some cannot be called as they are.

use super::{Fault, project, session};
use archwright_model::{ExitKind, Project, config};
use archwright_task_plugin::verbs;
use std::{collections::BTreeMap, ffi::OsString, process::ExitCode, sync::Arc};

/// A verb of the user's own, with its line in the help.
#[derive(Clone)]
pub(super) struct Chore {
    pub(super) about: String,
    pub(super) run: Arc<ChoreFn>,
}

/// What a chore does with the arguments behind its name.
pub(super) type ChoreFn = dyn Fn(&[OsString]) -> ExitCode + Send + Sync;

/// Chores by name.
pub(super) type Chores = BTreeMap<String, Chore>;

/// Runs the chore that a command line names; none if it names none.
pub(super) fn run(chores: &Chores, args: &[OsString]) -> Option<Result<ExitCode, Fault>> {
    let chore = args.get(1).and_then(|name| chores.get(name.to_str()?))?;
    // A configuration that cannot be read is no reason to refuse a chore.
    let found = session::here().and_then(|here| project::find(&here)).ok().flatten();
    Some(distinct(chores, found.as_ref().map(|found| &found.project)).map(|()| (chore.run)(&args[2..])))
}

/// Refuses chores that are called like a verb: one name would mean two things.
pub(super) fn distinct(chores: &Chores, project: Option<&Project>) -> Result<(), Fault> {
    let of_project = project.map(verbs).unwrap_or_default();
    let all = chores.keys().filter_map(|name| {
        let whose = if config::VERBS.contains(&name.as_str()) {
            "of archwright"
        } else {
            of_project.iter().find(|verb| verb.name == *name).map(|_| "of this project's archwright.toml")?
        };
        let fault = Fault::new(ExitKind::Configuration, format!("a chore cannot be called `{name}`: it is a verb {whose}"));
        Some(fault.hint("give it another name in `App::chore`"))
    });
    Fault::all(all).map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use crate::cli::App;
    use std::process::ExitCode;

    #[test]
    fn one_that_is_called_like_a_verb_is_refused_whatever_is_asked() {
        for name in ["verify", "help", "lint"] {
            let app = App::default().chore(name, "", |_| ExitCode::SUCCESS).chore("mine", "", |_| ExitCode::SUCCESS);
            for verb in [name, "mine", "plan", "--help"] {
                assert_eq!(app.run(["xtask", verb].map(Into::into)), ExitCode::from(3), "chore {name}, asked for {verb}");
            }
        }
        assert_eq!(App::default().chore("mine", "", |_| ExitCode::SUCCESS).run(["xtask", "mine"].map(Into::into)), ExitCode::SUCCESS);
    }

    /// This repository's own project stands above: its image gives a verb.
    #[test]
    fn one_that_is_called_like_a_verb_of_the_project_is_refused() {
        for verb in ["docker-build-archwright", "plan"] {
            let app = App::default().chore("docker-build-archwright", "", |_| ExitCode::SUCCESS);
            assert_eq!(app.run(["xtask", verb].map(Into::into)), ExitCode::from(3), "asked for {verb}");
        }
    }
}
