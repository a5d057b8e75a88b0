//! Another name for the one image that is built: `IMAGE_NAME=registry.example/team/app`.

use super::{Preset, request};
use crate::cli::{Fault, args::BuildArgs, environment::setting, session::Session};
use archwright_model::{
    Project, Repository, Sourced,
    project::Setting,
    reference::{Namespaces, ReferenceError},
};
use archwright_plan::{Request, selection};
use std::{borrow::Cow, collections::BTreeSet, str::FromStr};

/// A name, and the registry that its first part is, if Docker reads it as one.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) registry: Option<Namespaces>,
    name: String,
}

impl FromStr for Name {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let repository: Repository = text.parse()?;
        // `team/app` is below the project's registry, whatever Docker would make of it alone.
        match text.split_once('/') {
            Some((host, path)) if repository.registry().host().eq_ignore_ascii_case(host) || is_hub(host, &repository) => {
                Ok(Self { registry: Some(host.parse()?), name: path.to_owned() })
            }
            Some(_) | None => Ok(Self { registry: None, name: text.to_owned() }),
        }
    }
}

fn is_hub(host: &str, repository: &Repository) -> bool {
    repository.registry().is_docker_hub() && host.contains('.')
}

/// The name that a flag or the environment gives.
pub(super) fn name(session: &Session<'_>, args: &BuildArgs) -> Result<Option<Sourced<Name>>, Fault> {
    setting(args.common.name.as_deref(), "--name", session.variables(), &Setting::Name)
}

/// The project of a build verb: the session's, with that name for the image that is built.
pub(in crate::cli) fn project<'a>(session: &'a Session<'_>, preset: &Preset, args: &BuildArgs) -> Result<Cow<'a, Project>, Fault> {
    let project = session.project()?;
    let Some(Sourced { value: name, origin }) = name(session, args)? else { return Ok(Cow::Borrowed(project)) };
    let keys = keys(project, &request(session, preset, args)?)?;
    let [key] = keys.as_slice() else {
        let message = format!("{origin} names one image, and this run builds {}: {}", keys.len(), keys.join(", "));
        return Err(Fault::usage(message).hint("select one of them"));
    };
    let mut named = project.clone();
    for image in named.images.iter_mut().filter(|image| image.key.as_str() == key) {
        image.name.clone_from(&name.name);
    }
    Ok(Cow::Owned(named))
}

fn keys(project: &Project, request: &Request) -> Result<Vec<String>, Fault> {
    let all: BTreeSet<_> = selection::selected(project, request)?.into_iter().map(|id| id.image.to_string()).collect();
    Ok(all.into_iter().collect())
}

/// What is told of the name in the plan.
pub(super) fn told(name: &Sourced<Name>) -> archwright_plan::request::Override {
    archwright_plan::request::Override { key: "name".into(), value: name.value.name.clone(), origin: name.origin.clone() }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn a_first_part_that_docker_reads_as_a_registry_is_one() {
        for (text, registry, name) in [
            ("myregistry.io/openhqm", Some("myregistry.io"), "openhqm"),
            ("127.0.0.1:5005/a/openhqm", Some("127.0.0.1:5005"), "a/openhqm"),
            ("localhost/openhqm", Some("localhost"), "openhqm"),
            ("docker.io/acme/openhqm", Some("docker.io"), "acme/openhqm"),
            ("acme/openhqm", None, "acme/openhqm"),
            ("openhqm", None, "openhqm"),
        ] {
            let read: Name = text.parse().unwrap();
            assert_eq!((read.registry.map(|all| all.to_string()).as_deref(), read.name.as_str()), (registry, name), "{text}");
        }
    }
}
