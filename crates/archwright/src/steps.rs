//! What each kind of step does. Every one is an *ensure* step: running it twice is safe.

pub(crate) mod base_layers;
mod bases;
mod build;
mod builder;
mod cli;
mod custom;
mod index;
mod layout;
mod load;
mod prebuilt;
pub(crate) mod preflight;
mod prove;
pub(crate) mod publish;
mod test;
mod ui;

#[cfg(feature = "cli")]
pub(crate) use preflight::left_open;
#[cfg(feature = "cli")]
pub(crate) use prove::allowed;
pub(crate) use prove::source_failure;
pub(crate) use ui::missing_tool;

use crate::{StepError, World, error::Tail, execute::State, progress::Event, report::Outcome};
use archwright_model::{Command, ExitKind};
use archwright_plan::{Condition, StepId, Work, step::Step};

/// How a step ended, and what there is to say about it.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) outcome: Outcome,
    pub(crate) note: String,
}

impl Ended {
    pub(crate) fn done(note: impl Into<String>) -> Self {
        Self { outcome: Outcome::Done, note: note.into() }
    }

    pub(crate) fn already_so(note: impl Into<String>) -> Self {
        Self { outcome: Outcome::AlreadySo, note: note.into() }
    }
}

/// Runs one step.
pub(crate) fn run(step: &Step, world: &World, state: &State) -> Result<Ended, StepError> {
    match &step.work {
        Work::EnsureBuilder(work) => builder::run(work, &step.id, world),
        Work::BuildUi(work) => ui::run(work, &step.id, world),
        Work::BuildCli(work) => cli::run(work, &step.id, world),
        Work::StageBinaries(work) => prebuilt::run(work, world),
        Work::Preflight(work) => preflight::run(work, world, state),
        Work::Bases(work) => bases::run(work, world, state),
        Work::Build(work) => build::run(work, &step.id, world, state),
        Work::Index(work) => index::run(work, world, state),
        Work::Prove(work) => prove::run(work, world, state),
        Work::Test(work) => test::run(work, &step.id, world, state),
        Work::WriteLayout(work) => layout::run(work, world, state),
        Work::Load(work) => load::run(work, &step.id, world, state),
        Work::Copy(work) => publish::copy(work, world, state),
        Work::Publish(work) => publish::run(work, world, state),
        Work::Custom(work) => custom::run(work, &step.id, world),
    }
}

/// What is known to be in a step's way before anything has run.
pub(crate) fn hindrances(step: &Step, world: &World) -> Vec<StepError> {
    match &step.work {
        Work::StageBinaries(work) => prebuilt::hindrances(work, world),
        Work::WriteLayout(work) => layout::claim(&world.project().path(&work.dir), world).err().into_iter().collect(),
        Work::Custom(work) => custom::ready(work, &step.id, world).err().into_iter().collect(),
        Work::EnsureBuilder(_)
        | Work::BuildUi(_)
        | Work::BuildCli(_)
        | Work::Preflight(_)
        | Work::Build(_)
        | Work::Bases(_)
        | Work::Index(_)
        | Work::Prove(_)
        | Work::Test(_)
        | Work::Copy(_)
        | Work::Load(_)
        | Work::Publish(_) => Vec::new(),
    }
}

/// Runs a command and tells each line it prints; the last of them are in the failure.
pub(crate) fn tell(command: &Command, kind: ExitKind, id: &StepId, world: &World) -> Result<(), StepError> {
    let mut tail = Tail::default();
    let exit = world.runner().stream(command, |_, text| {
        tail.push(text);
        world.reporter().event(&Event::Line { step: id, text });
    })?;
    if exit.is_success() {
        return Ok(());
    }
    let hint = if kind == ExitKind::Machine {
        "mend what Docker says; `docker buildx ls` and `docker info` show how it stands"
    } else {
        "mend what it says and run again; what is finished is not done again"
    };
    Err(StepError::new(kind, format!("`{command}` ended with {exit}")).details(tail.into_lines()).hint(hint))
}

/// A condition that is not met.
pub(crate) fn unmet(condition: &Condition) -> StepError {
    machine(&condition.why).hint(condition.fix.clone().unwrap_or_else(|| remedy_for(&condition.fact)))
}

/// What makes a fact known.
fn remedy_for(fact: &str) -> String {
    match fact {
        "docker" => {
            "install Docker Engine 24 or newer, or Docker Desktop; on Debian: `apt-get install docker.io docker-cli docker-buildx`".into()
        }
        "docker server" => {
            "start the Docker server (`systemctl start docker`, or Docker Desktop), or point DOCKER_HOST at one that runs".into()
        }
        "buildx" => "install the plugin: Debian `apt-get install docker-buildx`, Docker's packages `docker-buildx-plugin`".into(),
        "rust" => "install Rust from https://rustup.rs".into(),
        other if other.starts_with("cli.") => "make `cargo metadata` succeed in its folder".into(),
        _ => "make it known, or give facts with --facts".into(),
    }
}

/// A failure of this machine.
pub(crate) fn machine(message: impl Into<String>) -> StepError {
    StepError::new(ExitKind::Machine, message)
}
