//! *Prebuilt binaries*: one per platform, built by somebody else or by a step of the user's own, looked at, and staged for the
//! images of its platform alone.

use crate::{
    Binary, Handle, PerPlatform, Plan, PlanError, StepId, StepSpec, Work,
    handle::{Made, RunMark, What},
    step::Step,
};
use archwright_model::{
    Platform, Platforms,
    platform::{Amd64, Any, Arm64, KnownPlatform},
    project::Key,
};
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use std::marker::PhantomData;

/// Looks at files that are there when it runs, and stages each for its platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct StageBinaries {
    /// The context is `prebuilt.KEY`, and each binary in it is called like this.
    pub key: Key,
    /// One per platform.
    pub binaries: Vec<PrebuiltBinary>,
}

/// One platform's binary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PrebuiltBinary {
    /// The platform.
    pub platform: Platform,
    /// The file; relative to the project where it lies in it.
    pub file: Utf8PathBuf,
    /// The steps that make it; none if it is there before the run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub made_by: Vec<StepId>,
    /// The context `prebuilt.KEY` of this platform's image: it holds this platform's binary and no other.
    pub staged: Utf8PathBuf,
}

impl PrebuiltBinary {
    /// The staged binary, below the platform's name: `COPY --from=prebuilt.KEY $TARGETPLATFORM/KEY`.
    pub fn staged_binary(&self, key: &Key) -> Utf8PathBuf {
        self.staged.join(self.platform.to_string()).join(key.as_str())
    }
}

/// The context of prebuilt binaries for one platform.
pub(crate) fn staged(key: &Key, platform: Platform) -> Utf8PathBuf {
    format!("target/archwright/artifacts/prebuilt.{key}/{}", platform.slug()).into()
}

/// Prebuilt binaries, not yet in a plan. Each has the slot of its platform, and that slot takes no other.
#[derive(Debug, Clone)]
pub struct PrebuiltStep {
    key: Key,
    /// The platforms of this run; binaries of others are not looked at.
    wanted: Platforms,
    root: Utf8PathBuf,
    binaries: Vec<(Platform, BinaryFile)>,
    run: RunMark,
}

impl PrebuiltStep {
    pub(crate) fn new(key: Key, wanted: Platforms, root: &Utf8Path, run: RunMark) -> Self {
        Self { key, wanted, root: root.into(), binaries: Vec::new(), run }
    }

    /// With the binary for `linux/amd64`.
    #[must_use]
    pub fn linux_amd64(self, binary: impl BinaryFor<Amd64>) -> Self {
        self.put(Amd64::PLATFORM, binary.file())
    }

    /// With the binary for `linux/arm64`.
    #[must_use]
    pub fn linux_arm64(self, binary: impl BinaryFor<Arm64>) -> Self {
        self.put(Arm64::PLATFORM, binary.file())
    }

    /// With a binary for a platform that is only known when the program runs.
    #[must_use]
    pub fn other(self, binary: impl BinaryFor<Any>) -> Self {
        let file = binary.file();
        self.put(file.platform, file)
    }

    fn put(mut self, platform: Platform, file: BinaryFile) -> Self {
        self.binaries.push((platform, file));
        self
    }
}

impl StepSpec for PrebuiltStep {
    type Makes = PerPlatform<Binary>;

    fn add_to(self, plan: &mut Plan) -> Result<Handle<PerPlatform<Binary>>, PlanError> {
        let what = format!("prebuilt.{}", self.key);
        plan.takes(self.run, &what)?;
        let mut binaries: Vec<PrebuiltBinary> = Vec::new();
        let mut after: Vec<StepId> = Vec::new();
        for (platform, file) in self.binaries {
            let made_by = file.made.as_ref().map_or(Ok(Vec::new()), |made| plan.accept(made).map(<[StepId]>::to_vec))?;
            after.extend(made_by.iter().filter(|step| !after.contains(step)).cloned().collect::<Vec<_>>());
            if binaries.iter().any(|other| other.platform == platform) {
                return Err(PlanError::configuration(format!("`{what}` has two binaries for {platform}")).hint("leave one of them out"));
            }
            let file = file.path.strip_prefix(&self.root).map_or(file.path.clone(), Utf8Path::to_owned);
            binaries.push(PrebuiltBinary { platform, file, made_by, staged: staged(&self.key, platform) });
        }
        binaries.retain(|binary| self.wanted.contains(binary.platform));
        let platforms = binaries.iter().map(|binary| binary.platform).collect();
        let id = StepId::new(what);
        plan.push(Step { id: id.clone(), after, work: Work::StageBinaries(StageBinaries { key: self.key.clone(), binaries }) })?;
        Ok(Handle::new(plan.mark(), vec![id], What::Prebuilt(self.key, platforms)))
    }
}

/// A binary that belongs to the platform `P`: a file that was looked at, or one that a step of the plan will make.
///
/// Whatever says so here, the file itself is looked at in the run, before any image is offered it.
#[diagnostic::on_unimplemented(message = "`{Self}` is no binary for `{P}`", label = "a binary of another platform, or none at all")]
pub trait BinaryFor<P> {
    /// Where it is.
    fn file(self) -> BinaryFile;
}

/// A binary's file and its platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BinaryFile {
    platform: Platform,
    path: Utf8PathBuf,
    made: Option<Made>,
}

impl BinaryFile {
    /// A file that is there before the run.
    pub fn new(platform: Platform, path: impl Into<Utf8PathBuf>) -> Self {
        Self { platform, path: path.into(), made: None }
    }
}

/// A binary for one platform that a step of the user's own will make.
#[derive(Debug, Clone)]
pub struct MadeBinary<P> {
    file: BinaryFile,
    known: PhantomData<P>,
}

impl<P> BinaryFor<P> for MadeBinary<P> {
    fn file(self) -> BinaryFile {
        self.file
    }
}

impl Handle<()> {
    /// The binary for `P` that this step leaves at a path, relative to the project.
    pub fn binary<P: KnownPlatform>(&self, path: impl Into<Utf8PathBuf>) -> MadeBinary<P> {
        self.made_binary(P::PLATFORM, path.into())
    }

    /// The binary for a platform that this step leaves at a path, relative to the project.
    pub fn binary_for(&self, platform: Platform, path: impl Into<Utf8PathBuf>) -> MadeBinary<Any> {
        self.made_binary(platform, path.into())
    }

    fn made_binary<P>(&self, platform: Platform, path: Utf8PathBuf) -> MadeBinary<P> {
        MadeBinary { file: BinaryFile { platform, path, made: Some(self.made().clone()) }, known: PhantomData }
    }
}
