//! A binary that belongs to one platform, and is staged for no other's images.

mod look;
mod staging;

pub(crate) use look::{Linkage, WrongBinary, look};
pub(crate) use staging::{CheckedBinary, Unchecked, put_all};

pub use archwright_model::platform::{Amd64, Any, Arm64, KnownPlatform};

use archwright_model::Platform;
use archwright_plan::prebuilt::{BinaryFile, BinaryFor};
use camino::{Utf8Path, Utf8PathBuf};
use std::marker::PhantomData;

/// An executable file of one platform that is there before the run.
///
/// Images take such files by [`Run::prebuilt`](crate::Run::prebuilt), each in the slot of its platform, and get them as the
/// context `prebuilt.KEY`: `COPY --from=prebuilt.kubectl $TARGETPLATFORM/kubectl /usr/bin/`.
///
/// ```
/// use archwright::{Plan, PlanError, PlatformBinary, Run, binary::{Amd64, Arm64}};
///
/// fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
///     let builder = plan.add(run.builder()?)?;
///     let amd64 = PlatformBinary::<Amd64>::at("vendor/kubectl-amd64");
///     let arm64 = PlatformBinary::<Arm64>::at("vendor/kubectl-arm64");
///     let kubectl = plan.add(run.prebuilt("kubectl")?.linux_amd64(amd64).linux_arm64(arm64))?;
///     let server = plan.add(run.image("server")?.with(&kubectl).on(&builder))?;
///     let proven = plan.prove(run.selected([server])?)?;
///     plan.publish(proven)
/// }
/// ```
///
/// Planning reads no file. A run looks at each before anything else is done, and ends there if one is no executable of its
/// platform; what is staged for an image is a copy that was looked at once more, as a copy.
///
/// The slot of one platform takes no binary of another; this does not compile:
///
/// ```compile_fail,E0277
/// # use archwright::{Plan, PlanError, PlatformBinary, Run, binary::{Amd64, Arm64}};
/// # fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
/// let amd64 = PlatformBinary::<Amd64>::at("vendor/kubectl-amd64");
/// let kubectl = plan.add(run.prebuilt("kubectl")?.linux_arm64(amd64))?;
/// # Ok(())
/// # }
/// ```
///
/// Nor does a file that a step of one's own will make, said to be for another platform:
///
/// ```compile_fail,E0277
/// # use archwright::{Custom, Plan, PlanError, Run, binary::Amd64, model::Command};
/// # fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
/// let fetch = plan.add(Custom::command("fetch", Command::new("make").arg("kubectl")))?;
/// let kubectl = plan.add(run.prebuilt("kubectl")?.linux_arm64(fetch.binary::<Amd64>("out/kubectl-amd64")))?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformBinary<P = Any> {
    path: Utf8PathBuf,
    platform: Platform,
    known: PhantomData<P>,
}

impl<P: KnownPlatform> PlatformBinary<P> {
    /// The file for this platform, relative to the project.
    pub fn at(path: impl Into<Utf8PathBuf>) -> Self {
        Self { path: path.into(), platform: P::PLATFORM, known: PhantomData }
    }
}

impl PlatformBinary<Any> {
    /// The file for a platform that is only known when the program runs, relative to the project.
    pub fn for_platform(platform: Platform, path: impl Into<Utf8PathBuf>) -> Self {
        Self { path: path.into(), platform, known: PhantomData }
    }
}

impl<P> PlatformBinary<P> {
    /// The file.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Its platform.
    pub fn platform(&self) -> Platform {
        self.platform
    }
}

impl<P> BinaryFor<P> for PlatformBinary<P> {
    fn file(self) -> BinaryFile {
        BinaryFile::new(self.platform, self.path)
    }
}
