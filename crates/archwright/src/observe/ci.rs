//! The job of a CI system, as its variables and, on GitHub, its event file tell it.

use super::Environment;
use archwright_plan::facts::{Ci, CiSystem};
use serde::Deserialize;
use std::fs;

/// The variable that each system sets in every job, and what it is then.
pub(super) const MARKS: [(&str, CiSystem); 3] =
    [("GITHUB_ACTIONS", CiSystem::GithubActions), ("GITLAB_CI", CiSystem::GitlabCi), ("JENKINS_URL", CiSystem::Jenkins)];

/// The job that this is; none outside of the systems that are known.
pub(super) fn observe(environment: &Environment) -> Option<Ci> {
    let (_, system) = MARKS.into_iter().find(|(mark, _)| environment.get(mark).is_some())?;
    Some(match system {
        CiSystem::GithubActions => {
            let event = environment.get("GITHUB_EVENT_PATH").and_then(|file| fs::read_to_string(file).ok());
            github(environment, event.as_deref())
        }
        CiSystem::GitlabCi => gitlab(environment),
        CiSystem::Jenkins => jenkins(environment),
    })
}

/// What is read of an event.
#[derive(Deserialize, Default)]
struct Event {
    #[serde(default)]
    pull_request: Option<PullRequest>,
    #[serde(default)]
    repository: Option<Repository>,
}

#[derive(Deserialize)]
struct PullRequest {
    number: u64,
}

#[derive(Deserialize)]
struct Repository {
    #[serde(default)]
    default_branch: Option<String>,
}

/// `pull_request_target` runs on the base branch: that it is for a pull request, only the event says.
fn github(environment: &Environment, event: Option<&str>) -> Ci {
    let event: Event = event.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let get = |name: &str| environment.get(name).map(str::to_owned);
    let of_ref = || Some(environment.get("GITHUB_REF")?.strip_prefix("refs/pull/")?.split_once('/')?.0.to_owned());
    let pull_request = event.pull_request.map(|request| request.number.to_string()).or_else(of_ref);
    let name = |kind: &str| get("GITHUB_REF_NAME").filter(|_| environment.get("GITHUB_REF_TYPE") == Some(kind));
    Ci {
        system: CiSystem::GithubActions,
        branch: if pull_request.is_some() { get("GITHUB_HEAD_REF") } else { name("branch") },
        pull_request,
        default_branch: event.repository.and_then(|repository| repository.default_branch),
        tag: name("tag"),
    }
}

fn gitlab(environment: &Environment) -> Ci {
    let get = |name: &str| environment.get(name).map(str::to_owned);
    Ci {
        system: CiSystem::GitlabCi,
        pull_request: get("CI_MERGE_REQUEST_IID"),
        branch: get("CI_COMMIT_BRANCH").or_else(|| get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")),
        default_branch: get("CI_DEFAULT_BRANCH"),
        tag: get("CI_COMMIT_TAG"),
    }
}

/// In a multibranch pipeline `BRANCH_NAME` is `PR-17` for a pull request and the tag's name for a tag; elsewhere the Git plugin says
/// `origin/main`.
fn jenkins(environment: &Environment) -> Ci {
    let get = |name: &str| environment.get(name).map(str::to_owned);
    let (pull_request, tag) = (get("CHANGE_ID"), get("TAG_NAME"));
    let own = || get("BRANCH_NAME").or_else(|| get("GIT_BRANCH").map(|name| name.strip_prefix("origin/").unwrap_or(&name).to_owned()));
    let branch = match (&pull_request, &tag) {
        (Some(_), _) => get("CHANGE_BRANCH"),
        (None, Some(_)) => None,
        (None, None) => own(),
    };
    let is_primary = environment.get("BRANCH_IS_PRIMARY") == Some("true");
    Ci { system: CiSystem::Jenkins, default_branch: branch.clone().filter(|_| is_primary), pull_request, branch, tag }
}

#[cfg(test)]
mod tests {
    use super::{github, observe};
    use crate::observe::Environment;

    #[track_caller]
    fn check(variables: &[(&str, &str)], expected: &str) {
        let found = observe(&Environment::of(variables.iter().copied())).map(|ci| serde_json::to_string(&ci).unwrap());
        assert_eq!(found.as_deref().unwrap_or("none"), expected);
    }

    #[test]
    fn gitlab_jobs() {
        check(&[("CI", "true"), ("CI_COMMIT_BRANCH", "main")], "none");
        check(
            &[("GITLAB_CI", "true"), ("CI_COMMIT_BRANCH", "main"), ("CI_DEFAULT_BRANCH", "main")],
            r#"{"system":"gitlab-ci","branch":"main","default-branch":"main"}"#,
        );
        check(
            &[("GITLAB_CI", "true"), ("CI_MERGE_REQUEST_IID", "7"), ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "fix"), ("CI_COMMIT_TAG", "")],
            r#"{"system":"gitlab-ci","pull-request":"7","branch":"fix"}"#,
        );
        check(&[("GITLAB_CI", "true"), ("CI_COMMIT_TAG", "v1.4.0")], r#"{"system":"gitlab-ci","tag":"v1.4.0"}"#);
    }

    #[test]
    fn jenkins_jobs() {
        let jenkins = |more: &[(&'static str, &'static str)]| [&[("JENKINS_URL", "https://ci.example/")], more].concat();
        check(
            &jenkins(&[("BRANCH_NAME", "main"), ("BRANCH_IS_PRIMARY", "true")]),
            r#"{"system":"jenkins","branch":"main","default-branch":"main"}"#,
        );
        check(
            &jenkins(&[("BRANCH_NAME", "PR-17"), ("CHANGE_ID", "17"), ("CHANGE_BRANCH", "fix"), ("CHANGE_TARGET", "main")]),
            r#"{"system":"jenkins","pull-request":"17","branch":"fix"}"#,
        );
        check(&jenkins(&[("BRANCH_NAME", "v1.4.0"), ("TAG_NAME", "v1.4.0")]), r#"{"system":"jenkins","tag":"v1.4.0"}"#);
        check(&jenkins(&[("GIT_BRANCH", "origin/main")]), r#"{"system":"jenkins","branch":"main"}"#);
    }

    #[test]
    fn github_jobs() {
        let of = |variables: &[(&'static str, &'static str)], event: Option<&str>| {
            serde_json::to_string(&github(&Environment::of(variables.iter().copied()), event)).unwrap()
        };
        let push = [("GITHUB_REF", "refs/heads/main"), ("GITHUB_REF_TYPE", "branch"), ("GITHUB_REF_NAME", "main")];
        let repository = r#"{"repository":{"default_branch":"main"}}"#;
        assert_eq!(of(&push, Some(repository)), r#"{"system":"github-actions","branch":"main","default-branch":"main"}"#);
        assert_eq!(of(&push, Some("no JSON")), r#"{"system":"github-actions","branch":"main"}"#);
        let request = [("GITHUB_REF", "refs/pull/17/merge"), ("GITHUB_HEAD_REF", "fix"), ("GITHUB_REF_NAME", "17/merge")];
        assert_eq!(of(&request, None), r#"{"system":"github-actions","pull-request":"17","branch":"fix"}"#);
        // `pull_request_target`: the ref is that of the base branch.
        let target = [push.as_slice(), &[("GITHUB_HEAD_REF", "fix")]].concat();
        let event = r#"{"pull_request":{"number":18}}"#;
        assert_eq!(of(&target, Some(event)), r#"{"system":"github-actions","pull-request":"18","branch":"fix"}"#);
        let tag = [("GITHUB_REF_TYPE", "tag"), ("GITHUB_REF_NAME", "v1.4.0")];
        assert_eq!(of(&tag, None), r#"{"system":"github-actions","tag":"v1.4.0"}"#);
    }
}
