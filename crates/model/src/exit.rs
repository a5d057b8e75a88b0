//! The numbers that a run ends with. Scripts branch on them, so they never change their meaning.

/// How a run ended; one variant per documented exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExitKind {
    /// Everything asked for is done, or already so.
    Done,
    /// A fault of archwright itself.
    Bug,
    /// The command line is wrong.
    Usage,
    /// `archwright.toml`, or what it points to, is wrong.
    Configuration,
    /// Something is missing on this machine.
    Machine,
    /// A host step (UI, CLI) or a step of the user's failed.
    HostStep,
    /// An image did not build.
    ImageBuild,
    /// The registry, or a push to it, failed.
    Registry,
    /// The registry refused who we are.
    NotAuthorised,
    /// What was built or published is not what it says.
    Verification,
    /// A lint found something, or a generated file drifted.
    Drift,
    /// Ctrl-C.
    Interrupted,
}

impl ExitKind {
    /// The process exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Bug => 1,
            Self::Usage => 2,
            Self::Configuration => 3,
            Self::Machine => 4,
            Self::HostStep => 5,
            Self::ImageBuild => 6,
            Self::Registry => 7,
            Self::NotAuthorised => 8,
            Self::Verification => 9,
            Self::Drift => 10,
            Self::Interrupted => 130,
        }
    }

    /// Every kind with its one-line meaning, in the order of the numbers.
    pub fn table() -> [(Self, &'static str); 12] {
        [
            (Self::Done, "done, or already so"),
            (Self::Bug, "a fault of archwright itself"),
            (Self::Usage, "the command line is wrong"),
            (Self::Configuration, "archwright.toml, or what it points to, is wrong"),
            (Self::Machine, "something is missing on this machine"),
            (Self::HostStep, "a host step (UI, CLI) or a custom step failed"),
            (Self::ImageBuild, "an image did not build"),
            (Self::Registry, "the registry, or a push to it, failed"),
            (Self::NotAuthorised, "the registry refused the credentials"),
            (Self::Verification, "verification or a test failed"),
            (Self::Drift, "a lint or drift was found"),
            (Self::Interrupted, "interrupted"),
        ]
    }
}
