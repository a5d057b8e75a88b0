//! What a run is for, as the CI system that started it says.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A CI system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CiSystem {
    /// GitHub Actions, and those that speak its language: Gitea and Forgejo.
    GithubActions,
    /// GitLab CI.
    GitlabCi,
    /// Jenkins with multibranch pipelines.
    Jenkins,
}

impl fmt::Display for CiSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GithubActions => "GitHub Actions",
            Self::GitlabCi => "GitLab CI",
            Self::Jenkins => "Jenkins",
        })
    }
}

/// A job of a CI system. What it leaves open it does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ci {
    /// Whose job it is.
    pub system: CiSystem,
    /// The number of the pull request, or merge request, that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pull_request: Option<String>,
    /// The branch that it is for; of a pull request, the one that would be merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The repository's default branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_branch: Option<String>,
    /// The Git tag that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}
