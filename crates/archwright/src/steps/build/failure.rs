//! Why a build failed: the operation by BuildKit's own structured word, a push and a base image by what their registries answer us.

use super::{
    base,
    closing::Closing,
    contexts,
    lanes::Lanes,
    push::{self, Standing},
};
use crate::{StepError, World, runner::Exit};
use archwright_model::{ExitKind, Repository};
use archwright_oci::registry::log_in;
use archwright_plan::bake::{BakeOutput, BakeTarget, Build};

/// A failed build.
#[derive(Debug)]
pub(super) struct BuildFailure {
    pub(super) error: StepError,
    /// How our own client fares with the registry, if a push failed.
    pub(super) push: Option<Standing>,
}

impl<E: Into<StepError>> From<E> for BuildFailure {
    fn from(error: E) -> Self {
        Self { error: error.into(), push: None }
    }
}

pub(super) fn explain(exit: Exit, work: &Build, lanes: &Lanes, closing: &Closing, talk: Vec<String>, world: &World) -> BuildFailure {
    // What was cancelled beside a failure does not say why; BuildKit's last word does.
    let culprit = lanes.culprit(closing.target()).filter(|culprit| !culprit.is_cancelled || closing.why().is_none());
    let named = culprit.as_ref().map(|culprit| culprit.target).or_else(|| closing.target());
    // buildx names the target only where there are several.
    let only = work.targets.first().filter(|_| work.targets.len() == 1);
    let target = named.and_then(|name| work.targets.iter().find(|target| target.name == name)).or(only);
    if culprit.is_none() && closing.at().is_none() {
        return StepError::new(ExitKind::ImageBuild, format!("docker buildx bake ended with {exit}"))
            .details(talk)
            .hint("mend what buildx says and run again; `plan --bake` shows the definition that it read")
            .into();
    }
    let (operation, error, log) = match culprit {
        Some(culprit) => (culprit.operation.to_owned(), culprit.error.to_owned(), culprit.log),
        None => (closing.instruction(), closing.why().unwrap_or("BuildKit does not say why").to_owned(), Vec::new()),
    };
    let is_export = operation.starts_with("exporting") || operation.starts_with("pushing");
    let pushed_to = target.filter(|_| is_export).and_then(repository);
    // Write access was asked for at preflight, and may be gone since.
    let push = pushed_to.map(|repository| (repository, push::ask(repository, world)));
    let base = base::ask(&operation, world);
    let kind = match &push {
        Some((_, (standing, _))) => standing.kind(),
        None => base.as_ref().map_or(ExitKind::ImageBuild, |(_, standing)| standing.kind()),
    };
    let base_fix = base.map(|(base, standing)| standing.fix(&base, target.map(|target| target.platform)));
    let place = closing.at().filter(|_| push.is_none());
    let lacks_a_file = error.ends_with(": not found");
    let instruction = place.map(|_| closing.instruction()).unwrap_or(operation);
    let mut parts = Vec::new();
    parts.extend(target.map(|target| format!("{} {}", target.image, target.platform)));
    parts.extend(place.map(|(file, line)| format!("{}:{line}", dockerfile(file, target, work))));
    parts.extend(Some(shortened(&instruction)).filter(|instruction| !instruction.is_empty()));
    parts.push(cause(&error).to_owned());
    let error = StepError::new(kind, parts.join(": ")).details(log);
    if let Some((repository, (standing, answer))) = push {
        let error = error.details(answer).hint(fix(standing, repository));
        return BuildFailure { error, push: Some(standing) };
    }
    let of_context = place.zip(target).and_then(|((_, line), target)| {
        let held = || contexts::held_at(line, target, world).filter(|_| lacks_a_file);
        contexts::fix_at(line, target, world).or_else(held)
    });
    let hint = of_context.or(base_fix).unwrap_or_else(|| match target {
        Some(target) => format!(
            "mend it and run again; `{}` builds only this platform, and what is finished comes from the cache",
            world.verb(["docker-build", &target.image.to_string(), "--platforms", &target.platform.to_string()])
        ),
        None => "mend it and run again; what is finished comes from the cache".into(),
    });
    error.hint(hint).into()
}

/// Where a target is pushed to.
fn repository(target: &BakeTarget) -> Option<&Repository> {
    match &target.output {
        BakeOutput::PushByDigest(repository) => Some(repository),
        BakeOutput::OciDir { .. } | BakeOutput::CacheOnly => None,
    }
}

/// What lets the next push through.
fn fix(standing: Standing, repository: &Repository) -> String {
    match standing {
        Standing::Denied => {
            let login = log_in(repository.registry());
            format!("{login} as somebody who may push to {repository}, and run again; what is built comes from the cache")
        }
        Standing::Limited => "wait, and run again; what is built comes from the cache".into(),
        Standing::Down | Standing::Well => "check that the registry takes pushes, and run again; what is built comes from the cache".into(),
    }
}

/// The Dockerfile as the project names it; BuildKit knows its last part alone.
fn dockerfile(name: &str, target: Option<&BakeTarget>, work: &Build) -> String {
    let mut files: Vec<_> = target.map_or_else(|| work.targets.iter().collect(), |target| vec![target]);
    files.retain(|target| target.dockerfile.file_name() == Some(name));
    match files.as_slice() {
        [first, rest @ ..] if rest.iter().all(|other| other.dockerfile == first.dockerfile) => first.dockerfile.to_string(),
        _ => name.to_owned(),
    }
}

/// What went wrong, without the operation that BuildKit repeats and the names it gives to what nobody sees.
fn cause(error: &str) -> &str {
    if let Some((_, end)) = error.split_once("did not complete successfully: ") {
        return end;
    }
    let error = error.strip_prefix("failed to compute cache key: ").unwrap_or(error);
    let of_snapshot = error.strip_prefix("failed to calculate checksum of ref ").and_then(|rest| rest.split_once(": "));
    of_snapshot.map_or(error, |(_, what)| what)
}

/// What failed, and how, in one line.
pub(super) fn in_short(operation: &str, error: &str) -> String {
    format!("{}: {}", shortened(operation), cause(error))
}

/// An instruction as long as a line of a terminal.
fn shortened(instruction: &str) -> String {
    match instruction.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", instruction[..end].trim_end()),
        None => instruction.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::cause;

    #[test]
    fn what_buildkit_repeats_is_left_out() {
        let process = "process \"/bin/sh -c make\" did not complete successfully: exit code: 2";
        assert_eq!(cause(process), "exit code: 2");
        assert_eq!(cause("failed to calculate checksum of ref a::b: \"/VERSON\": not found"), "\"/VERSON\": not found");
        assert_eq!(cause("failed to compute cache key: failed to calculate checksum of ref a::b: \"/x\": not found"), "\"/x\": not found");
        assert_eq!(cause("docker.io/library/x:1: not found"), "docker.io/library/x:1: not found");
    }
}
