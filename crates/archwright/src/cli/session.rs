//! One invocation: where it stands, the project there, and the world it acts in.

use super::{
    App, Fault,
    args::Progress,
    environment::Variables,
    out::Out,
    overrides,
    project::{self, Found},
    verbs,
};
use crate::{
    StepError, World,
    observe::{self, Environment, Question},
    progress::{Emphasis, JsonReporter, PlainReporter, Reporter, TerminalReporter},
    report::SCHEMA_VERSION,
    runner::{Interrupt, Runner},
};
use archwright_model::{
    Command, ExitKind, Project,
    config::Place,
    project::{Member, Setting},
};
use archwright_plan::{Facts, PlanError, Request, request::Override};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::{env, ffi::OsString, fmt::Display, fs, io::IsTerminal as _, sync::Arc};

/// What every verb needs.
pub(super) struct Session<'a> {
    pub(super) app: &'a App,
    pub(super) here: Utf8PathBuf,
    pub(super) environment: Environment,
    pub(super) out: Out,
    args: Vec<String>,
    interrupt: Interrupt,
    found: Option<Found>,
    overrides: Vec<Override>,
}

impl<'a> Session<'a> {
    pub(super) fn open(app: &'a App, interrupt: Interrupt, args: &[OsString], environment: Environment, out: Out) -> Result<Self, Fault> {
        let here = here()?;
        let mut found = match project::find(&here) {
            Ok(found) => found,
            Err(fault) if verbs::needs_project(args) => return Err(fault),
            Err(_) => None,
        };
        let mut overrides = Vec::new();
        if let Some(found) = found.as_mut().filter(|_| verbs::needs_project(args)) {
            let declared = found.project.clone();
            out.secrets().learn_from_project(&declared);
            overrides = overrides::apply(&mut found.project, Variables::new(&environment, Some(&declared)))?;
        }
        if let Some(found) = &found {
            out.secrets().learn_from_project(&found.project);
        }
        let args = args.iter().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
        Ok(Self { app, here, environment, out, args, interrupt, found, overrides })
    }

    /// This command line, printing in another form.
    pub(super) fn again_with(&self, form: &str) -> Command {
        let name = self.app.name();
        let mut words = name.split(' ');
        let program = Command::new(words.next().unwrap_or_default());
        let args = self.args.iter().filter(|arg| *arg != "--dry-run" && *arg != "--json");
        // Of the two verbs that make one plan, the one that does nothing else.
        let args = args.enumerate().map(|(at, arg)| if at == 0 && arg == "docker-build" { "plan" } else { arg.as_str() });
        program.args(words).args(args).arg(form)
    }

    /// The environment, as the project reads it.
    pub(super) fn variables(&self) -> Variables<'_> {
        Variables::new(&self.environment, self.project_here())
    }

    /// What the environment changed in the project.
    pub(super) fn overrides(&self) -> &[Override] {
        &self.overrides
    }

    /// Where a key of the configuration is written, or the default that it has from there.
    pub(super) fn written(&self, key: &str) -> Option<Place> {
        self.found.as_ref()?.written(key)
    }

    /// The project, if there is one.
    pub(super) fn project_here(&self) -> Option<&Project> {
        self.found.as_ref().map(|found| &found.project)
    }

    /// The project.
    pub(super) fn project(&self) -> Result<&Project, Fault> {
        self.project_here().ok_or_else(|| {
            Fault::new(ExitKind::Configuration, project::nowhere(&self.here))
                .hint("write one, or let `init` write a first one from what it finds")
        })
    }

    /// The member of a workspace in whose folder this is, which is what is meant where nothing is named.
    pub(super) fn member(&self) -> Option<&Member> {
        self.found.as_ref()?.member()
    }

    /// The project's folder, where that is not the current one.
    pub(super) fn project_elsewhere(&self) -> Option<&Utf8Path> {
        self.project_here().map(|project| project.root.as_path()).filter(|root| *root != self.here)
    }

    /// A fault of the plan, with the place of the key that it is about.
    pub(super) fn placed(&self, error: PlanError) -> Fault {
        match &self.found {
            Some(found) => found.place(error),
            None => error.into(),
        }
    }

    /// A fault of the plan; if it is one of several on the disk, all of them.
    pub(super) fn placed_with(&self, error: PlanError, on_disk: Vec<PlanError>) -> Fault {
        let all = self.found.as_ref().filter(|_| on_disk.contains(&error)).and_then(|found| found.places(on_disk));
        all.unwrap_or_else(|| self.placed(error))
    }

    /// A runner in a folder.
    pub(super) fn runner(&self, root: &Utf8Path) -> Runner {
        Runner::knowing(root, self.environment.clone(), self.interrupt.clone(), self.out.secrets().clone())
    }

    /// A world around a project.
    pub(super) fn world(&self, project: &Project, progress: Option<Progress>) -> Result<World, Fault> {
        let reporter = self.reporter(progress)?;
        let world = World::new(project.clone(), self.runner(&project.root), reporter).called(self.app.name());
        Ok(self.app.actions.iter().fold(world, |world, (step, action)| {
            let action = Arc::clone(action);
            world.action(step.clone(), move |runner| action(runner))
        }))
    }

    /// Whether stderr is read by a program, to which talk would be no event.
    pub(super) fn progress_is_json(&self) -> bool {
        let behind = |pair: &[String]| (pair[0] == "--progress").then(|| pair[1].clone());
        let flag = self.args.windows(2).find_map(behind);
        let flag = flag.or_else(|| self.args.iter().find_map(|arg| Some(arg.strip_prefix("--progress=")?.to_owned())));
        flag.as_deref().or_else(|| self.variables().of(&Setting::Progress).map(|(_, text)| text)) == Some("json")
    }

    fn reporter(&self, flag: Option<Progress>) -> Result<Arc<dyn Reporter>, Fault> {
        let progress = match (flag, self.variables().of(&Setting::Progress)) {
            (Some(progress), _) => progress,
            (None, Some((name, text))) => clap::ValueEnum::from_str(text, true)
                .map_err(|_| Fault::usage(format!("environment {name}: `{text}` is none of auto, tty, plain, json")))?,
            (None, None) => Progress::Auto,
        };
        let emphasis =
            if self.environment.get("NO_COLOR").is_some_and(|value| !value.is_empty()) { Emphasis::Plain } else { Emphasis::Bold };
        let dumb = matches!(self.environment.get("TERM"), None | Some("dumb"));
        Ok(match progress {
            Progress::Tty => Arc::new(TerminalReporter::new(emphasis)),
            Progress::Auto if std::io::stderr().is_terminal() && !dumb => Arc::new(TerminalReporter::new(emphasis)),
            Progress::Auto | Progress::Plain => Arc::new(PlainReporter::default()),
            Progress::Json => Arc::new(JsonReporter),
        })
    }

    /// The facts: from a file, or observed.
    pub(super) fn facts(&self, project: &Project, given: Option<&Utf8Path>, request: &Request, needs: Needs) -> Result<Facts, Fault> {
        if let Some(file) = given {
            let text = fs::read_to_string(self.here.join(file)).map_err(|error| {
                Fault::usage(format!("cannot read facts from {file}: {error}")).hint("write them with the verb `facts`")
            })?;
            let wrong = |why: &dyn Display| Fault::usage(format!("{file} holds no facts: {why}")).hint("write them with the verb `facts`");
            let mut value: Value = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
            let version = value.as_object_mut().and_then(|facts| facts.shift_remove("schema-version"));
            if version.is_some_and(|version| version != SCHEMA_VERSION) {
                return Err(wrong(&"they are of another version of archwright"));
            }
            return serde_json::from_value(value).map_err(|error| wrong(&error));
        }
        let question = Question { project, request, docker: needs.docker, rust: needs.rust };
        let facts = observe::observe(&self.runner(&project.root), &question);
        // What was asked while the user pressed Ctrl-C is unknown for no reason of the machine's.
        if self.interrupt.is_raised() { Err(StepError::interrupted().into()) } else { Ok(facts) }
    }
}

/// The folder that this process was started in.
pub(super) fn here() -> Result<Utf8PathBuf, Fault> {
    #[expect(clippy::disallowed_methods, reason = "the one read of the current directory, at start-up")]
    let here = env::current_dir().map_err(|error| Fault::new(ExitKind::Machine, format!("the current folder is gone: {error}")))?;
    Utf8PathBuf::from_path_buf(here)
        .map_err(|path| Fault::new(ExitKind::Machine, format!("the current folder is not UTF-8: {}", path.display())))
}

/// What a verb needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    pub(super) docker: bool,
    pub(super) rust: bool,
}
