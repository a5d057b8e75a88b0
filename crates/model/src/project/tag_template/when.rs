//! Which runs have a tag.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The runs that have a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Every one.
    #[default]
    Always,
    /// Those of a version that is a release.
    Release,
    /// Those of a version that is a pre-release.
    PreRelease,
    /// Those of a pull request, or merge request.
    PullRequest,
    /// Those of a branch, which a pull request is not.
    Branch,
    /// Those of the branch that people start from.
    DefaultBranch,
    /// Those of a commit that has a tag.
    GitTag,
}

impl When {
    /// In the order in which they are told.
    pub const ALL: [Self; 7] =
        [Self::Always, Self::Release, Self::PreRelease, Self::PullRequest, Self::Branch, Self::DefaultBranch, Self::GitTag];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Release => "release",
            Self::PreRelease => "pre-release",
            Self::PullRequest => "pull-request",
            Self::Branch => "branch",
            Self::DefaultBranch => "default-branch",
            Self::GitTag => "git-tag",
        }
    }

    /// Whether the project's version decides.
    pub fn asks_version(self) -> bool {
        match self {
            Self::Release | Self::PreRelease => true,
            Self::Always | Self::PullRequest | Self::Branch | Self::DefaultBranch | Self::GitTag => false,
        }
    }

    /// Whether the repository's history decides.
    pub fn asks_git(self) -> bool {
        match self {
            Self::Branch | Self::DefaultBranch | Self::GitTag => true,
            Self::Always | Self::Release | Self::PreRelease | Self::PullRequest => false,
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
