//! A binary that belongs to one platform, and is staged for no other's images.

pub use archwright_model::platform::{Amd64, Any, Arm64, KnownPlatform};

use archwright_model::Platform;
use archwright_oci::elf::{self, FileKind};
use archwright_plan::{
    PlanError,
    prebuilt::{BinaryFile, BinaryFor},
};
use camino::{Utf8Path, Utf8PathBuf};
use std::{fmt, fs, io, marker::PhantomData};

/// An executable file that was looked at and runs on its platform.
///
/// Images take such files by [`Run::prebuilt`](crate::Run::prebuilt), each in the slot of its platform, and get them as the
/// context `prebuilt.KEY`: `COPY --from=prebuilt.kubectl $TARGETPLATFORM/kubectl /usr/bin/`.
///
/// ```
/// use archwright::{Plan, PlanError, PlatformBinary, Run, binary::{Amd64, Arm64}};
///
/// fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
///     let builder = plan.add(run.builder()?)?;
///     let amd64 = PlatformBinary::<Amd64>::check(run.project().path("vendor/kubectl-amd64"))?;
///     let arm64 = PlatformBinary::<Arm64>::check(run.project().path("vendor/kubectl-arm64"))?;
///     let kubectl = plan.add(run.prebuilt("kubectl")?.linux_amd64(amd64).linux_arm64(arm64))?;
///     let server = plan.add(run.image("server")?.with(&kubectl).on(&builder))?;
///     let proven = plan.prove(run.selected([server])?)?;
///     plan.publish(proven)
/// }
/// ```
///
/// The slot of one platform takes no binary of another; this does not compile:
///
/// ```compile_fail,E0277
/// # use archwright::{Plan, PlanError, PlatformBinary, Run, binary::{Amd64, Arm64}};
/// # fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
/// let amd64 = PlatformBinary::<Amd64>::check(run.project().path("vendor/kubectl-amd64"))?;
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
///
/// Where it is only known when the program runs, the constructor refuses:
///
/// ```
/// use archwright::{PlatformBinary, model::Platform};
/// let me = std::env::current_exe().unwrap();
/// let other = if cfg!(target_arch = "x86_64") { Platform::LINUX_ARM64 } else { Platform::LINUX_AMD64 };
/// assert!(PlatformBinary::check_for(other, me.to_str().unwrap()).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformBinary<P = Any> {
    path: Utf8PathBuf,
    platform: Platform,
    is_static: bool,
    known: PhantomData<P>,
}

impl<P: KnownPlatform> PlatformBinary<P> {
    /// The file, by its absolute path, if it is an executable of this platform.
    pub fn check(path: impl Into<Utf8PathBuf>) -> Result<Self, WrongBinary> {
        checked(P::PLATFORM, path.into())
    }
}

impl PlatformBinary<Any> {
    /// The file, by its absolute path, if it is an executable of that platform.
    pub fn check_for(platform: Platform, path: impl Into<Utf8PathBuf>) -> Result<Self, WrongBinary> {
        checked(platform, path.into())
    }
}

impl<P> BinaryFor<P> for PlatformBinary<P> {
    fn file(self) -> BinaryFile {
        BinaryFile::new(self.platform, self.path)
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

    /// Whether it runs without a loader.
    pub fn is_static(&self) -> bool {
        self.is_static
    }

    /// Its bytes.
    pub(crate) fn read(&self) -> io::Result<Vec<u8>> {
        fs::read(&self.path)
    }
}

fn checked<P>(platform: Platform, path: Utf8PathBuf) -> Result<PlatformBinary<P>, WrongBinary> {
    let wrong = |why: String| WrongBinary { path: path.clone(), why };
    if !path.is_absolute() {
        return Err(wrong("the path is relative, and `Run::project().path(…)` makes it absolute".into()));
    }
    let kind = elf::identify_file(&path).map_err(|error| wrong(error.to_string()))?;
    elf::fits(&kind, platform).map_err(wrong)?;
    let is_static = matches!(&kind, FileKind::Elf(executable) if executable.is_static);
    Ok(PlatformBinary { path, platform, is_static, known: PhantomData })
}

/// A file that is no executable of the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongBinary {
    path: Utf8PathBuf,
    why: String,
}

impl fmt::Display for WrongBinary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path, self.why)
    }
}

impl std::error::Error for WrongBinary {}

impl From<WrongBinary> for PlanError {
    fn from(error: WrongBinary) -> Self {
        Self::configuration(error.to_string()).hint("give the image a binary of its own platform")
    }
}
