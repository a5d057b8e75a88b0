//! Steps: the nodes of a plan.

use crate::{
    ImageId,
    bake::Build,
    bases::Bases,
    builder::EnsureBuilder,
    cli::BuildCli,
    handle::Made,
    prebuilt::StageBinaries,
    publish::{Copy, Index, Load, Preflight, Prove, Publish, WriteLayout},
    test::Test,
    ui::BuildUi,
};
use archwright_model::Command;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A step's name in plan, report and journal: `ui.web`, `build`, `prove.noetl`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StepId(String);

impl StepId {
    /// A step of that name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The step of one image: `prove.openhqm:redis`.
    pub(crate) fn of(verb: &str, image: &ImageId) -> Self {
        Self(format!("{verb}.{image}"))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One typed unit of a plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Step {
    /// Its name.
    pub id: StepId,
    /// Steps that end before it starts.
    pub after: Vec<StepId>,
    /// What it does.
    pub work: Work,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::large_enum_variant, reason = "a plan has a few dozen of them")]
pub enum Work {
    /// A buildx builder that can do what the plan needs.
    EnsureBuilder(EnsureBuilder),
    /// A web UI, once.
    BuildUi(BuildUi),
    /// A Rust command line, per platform.
    BuildCli(BuildCli),
    /// Binaries that somebody else built, per platform.
    StageBinaries(StageBinaries),
    /// The tags of the run, as they stand before it.
    Preflight(Preflight),
    /// The images that Dockerfiles stand on, each asked for.
    Bases(Bases),
    /// Images, variants and platforms in one call of BuildKit.
    Build(Build),
    /// One image's index over its platforms.
    Index(Index),
    /// One image read back and judged.
    Prove(Prove),
    /// A proven image to the other registries that it goes to.
    Copy(Copy),
    /// One proven image, its own test run in each platform.
    Test(Test),
    /// A proven layout to where it is wanted.
    WriteLayout(WriteLayout),
    /// Images into the Docker server's store.
    Load(Load),
    /// Tags onto what is proven.
    Publish(Publish),
    /// A step of the user's own.
    Custom(CustomWork),
}

/// A step of the user's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CustomWork {
    /// A command.
    Command(Command),
    /// A closure that was registered with the executor under the step's name.
    Call {
        /// What it does, for the plan.
        description: String,
    },
}

/// A step of the user's own, before it is added to a plan.
///
/// ```
/// use archwright_model::Command;
/// use archwright_plan::Custom;
/// let migrate = Custom::command("migrate", Command::new("alembic").arg("upgrade"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custom {
    pub(crate) id: StepId,
    pub(crate) after: Vec<Made>,
    pub(crate) work: CustomWork,
}

impl Custom {
    /// A step that runs a command in the project's folder.
    pub fn command(id: impl Into<String>, command: Command) -> Self {
        Self { id: StepId::new(id), after: Vec::new(), work: CustomWork::Command(command) }
    }

    /// A step that calls the closure registered under the same name.
    pub fn call(id: impl Into<String>, description: impl Into<String>) -> Self {
        Self { id: StepId::new(id), after: Vec::new(), work: CustomWork::Call { description: description.into() } }
    }

    /// Once that step is done.
    #[must_use]
    pub fn after<T>(mut self, handle: &crate::Handle<T>) -> Self {
        self.after.push(handle.made().clone());
        self
    }
}
