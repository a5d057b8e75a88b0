//! Which tags a run has: whether it is of a release, a pull request, a branch or a Git tag.

use super::release;
use crate::{
    Fact, Facts,
    facts::{CiSystem, Git},
};
use archwright_model::project::{TagTemplate, When};

/// Whether a run has a tag, or why that cannot be said.
pub(super) fn has(template: &TagTemplate, facts: &Facts) -> Result<bool, String> {
    Ok(match template.when() {
        When::Always => true,
        When::Release => version(facts)?.is_some_and(|version| version.pre.is_empty()),
        When::PreRelease => version(facts)?.is_some_and(|version| !version.pre.is_empty()),
        When::PullRequest => pull_request(facts).is_some(),
        When::Branch => pull_request(facts).is_none() && tag(facts)?.is_none() && branch(facts)?.is_some(),
        When::DefaultBranch => {
            pull_request(facts).is_none() && tag(facts)?.is_none() && branch(facts)?.is_some() && branch(facts)? == default_branch(facts)?
        }
        When::GitTag => tag(facts)?.is_some(),
    })
}

/// The runs that have a tag, in words.
pub(super) fn runs(when: When) -> &'static str {
    match when {
        When::Always => "every run",
        When::Release => "releases",
        When::PreRelease => "pre-releases",
        When::PullRequest => "pull requests",
        When::Branch => "branches",
        When::DefaultBranch => "the default branch",
        When::GitTag => "commits with a Git tag",
    }
}

/// A version that is none of three numbers is neither a release nor a pre-release.
fn version(facts: &Facts) -> Result<Option<semver::Version>, String> {
    match &facts.repository.version {
        Fact::Known(_) => Ok(release(facts)),
        Fact::Unknown(why) => Err(why.clone()),
    }
}

pub(super) fn pull_request(facts: &Facts) -> Option<&str> {
    facts.ci.as_ref()?.pull_request.as_deref()
}

/// The branch, as the CI system has it, which checks a commit out and no branch; else as Git has it.
pub(super) fn branch(facts: &Facts) -> Result<Option<&str>, String> {
    match &facts.ci {
        Some(ci) => Ok(ci.branch.as_deref()),
        None => git(facts).map(|git| git.branch.as_deref()),
    }
}

/// What GitLab and GitHub know, Git may not: a clone of one commit has no default branch.
fn default_branch(facts: &Facts) -> Result<Option<&str>, String> {
    let known = facts.ci.as_ref().and_then(|ci| ci.default_branch.as_deref());
    // Jenkins says of each branch whether it is the one, and of no other what it is called.
    if facts.ci.as_ref().is_some_and(|ci| ci.system == CiSystem::Jenkins) {
        return Ok(known);
    }
    let of_git = || git(facts).map(|git| git.default_branch.as_deref());
    match known.map_or_else(of_git, |known| Ok(Some(known)))? {
        Some(known) => Ok(Some(known)),
        None => Err("the default branch is not known: `git remote set-head origin --auto` asks for it".into()),
    }
}

/// The Git tag: in CI, what the job is for; elsewhere one that points to the commit.
fn tag(facts: &Facts) -> Result<Option<&str>, String> {
    match &facts.ci {
        Some(ci) => Ok(ci.tag.as_deref()),
        None => git(facts).map(|git| git.tags.first().map(String::as_str)),
    }
}

fn git(facts: &Facts) -> Result<&Git, String> {
    match &facts.repository.git {
        Fact::Known(git) => Ok(git),
        Fact::Unknown(why) => Err(why.clone()),
    }
}

/// What a tag can have of a branch's name: `feature/x` is `feature-x`.
pub(super) fn as_tag(branch: &str) -> String {
    let dashed: String = branch.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-') { c } else { '-' }).collect();
    dashed.trim_start_matches(['.', '-']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::has;
    use crate::{
        Fact, Facts,
        facts::{Ci, CiSystem, Git},
    };
    use archwright_model::{
        Platform,
        project::{TagTemplate, When},
    };

    fn facts(version: &str, branch: Option<&str>, tag: Option<&str>) -> Facts {
        let mut facts = Facts::unknown(Platform::LINUX_AMD64, "nobody looked");
        facts.repository.version = Fact::Known(version.into());
        facts.repository.git = Fact::Known(Git {
            commit: "0".repeat(40),
            describe: "0".into(),
            changed: 0,
            branch: branch.map(Into::into),
            tags: tag.map(Into::into).into_iter().collect(),
            default_branch: Some("main".into()),
        });
        facts
    }

    fn of(facts: &Facts) -> Vec<&'static str> {
        let tag = |when| TagTemplate::latest().only(when);
        When::ALL.into_iter().filter(|when| has(&tag(*when), facts).unwrap()).map(When::name).collect()
    }

    #[test]
    fn on_a_machine_git_says_it() {
        assert_eq!(of(&facts("1.4.0", Some("main"), None)), ["always", "release", "branch", "default-branch"]);
        assert_eq!(of(&facts("1.5.0-rc.1", Some("x"), None)), ["always", "pre-release", "branch"]);
        assert_eq!(of(&facts("1.4.0", Some("main"), Some("v1.4.0"))), ["always", "release", "git-tag"]);
        assert_eq!(of(&facts("2026-11", None, None)), ["always"]);
    }

    #[test]
    fn in_ci_the_job_says_it() {
        let mut facts = facts("1.4.0", None, Some("v1.4.0"));
        let ci = Ci { system: CiSystem::GithubActions, pull_request: None, branch: None, default_branch: None, tag: None };
        facts.ci = Some(Ci { branch: Some("x".into()), pull_request: Some("17".into()), ..ci.clone() });
        assert_eq!(of(&facts), ["always", "release", "pull-request"]);
        facts.ci = Some(Ci { branch: Some("next".into()), default_branch: Some("next".into()), ..ci.clone() });
        assert_eq!(of(&facts), ["always", "release", "branch", "default-branch"]);
        facts.ci = Some(Ci { system: CiSystem::Jenkins, branch: Some("x".into()), ..ci.clone() });
        assert_eq!(of(&facts), ["always", "release", "branch"]);
        facts.ci = Some(Ci { tag: Some("v1.4.0".into()), ..ci });
        assert_eq!(of(&facts), ["always", "release", "git-tag"]);
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        let mut facts = facts("1.4.0", Some("main"), None);
        facts.repository.git = Fact::Unknown("git is not there".into());
        assert_eq!(has(&TagTemplate::latest().only(When::Branch), &facts), Err("git is not there".into()));
        assert_eq!(has(&TagTemplate::latest().only(When::PullRequest), &facts), Ok(false));
    }
}
