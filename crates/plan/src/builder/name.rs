//! The name of the builder that a run uses.

use super::{Network, buildkitd, stamp};
use crate::{
    Fact, Request,
    facts::Docker,
    registries::{Registries, in_insecure_range},
};
use archwright_model::{Origin, Project, Registry, Sourced, project::BuilderName};
use std::collections::BTreeMap;

/// The name of the builder that a run uses.
///
/// The default one is for everybody on this machine who needs the same kind: the same registries by the project's word, network
/// and Docker server. So no two projects make each other's builder anew.
pub fn name(project: &Project, docker: &Fact<Docker>, request: &Request) -> Sourced<BuilderName> {
    if let Some(asked) = &request.builder {
        return asked.clone();
    }
    let ours = &project.builder;
    if ours.origin != Origin::Default || ours.value != BuilderName::default() {
        return ours.clone();
    }
    Sourced::new(by_default(project, docker, request), Origin::Default)
}

/// The name where nobody gives one; the usual kind has no suffix.
pub(super) fn by_default(project: &Project, docker: &Fact<Docker>, request: &Request) -> BuilderName {
    let usual = BuilderName::default();
    let target = target(project, request);
    // What is inherited belongs to the server: it says which network is needed, and is no kind of its own.
    let network = network(&Registries::new(project, docker, &BTreeMap::new(), target.as_ref()), target.as_ref());
    let network = match network {
        Network::Bridge => String::new(),
        Network::Host => network.to_string(),
    };
    // A table that says nothing takes away what would be inherited.
    let tables: Vec<_> = project.registries.keys().map(Registry::host).collect();
    // What is inherited for this project's registry alone is its own.
    let ranged = in_insecure_range(docker, target.as_ref()).map_or("", Registry::host);
    let registries = tables.join("\n")
        + ranged
        + &buildkitd::text(&Registries::of_project(project, target.as_ref()))
        + &buildkitd::workers(&project.limits);
    let server = docker.known().filter(|docker| !docker.is_usual()).map_or("", Docker::identity);
    let kind = stamp::part(&[&registries, &network, server]);
    if kind == stamp::NONE { usual } else { format!("{usual}-{kind}").parse().unwrap_or(usual) }
}

/// The registry that images are built to; what goes to others, our own client copies.
pub(super) fn target(project: &Project, request: &Request) -> Option<Registry> {
    crate::tags::namespaces(project, request).map(|namespaces| namespaces.first().registry().clone())
}

/// The network that a builder needs: host networking also opens the server's loopback to every `RUN`, so only where it must.
pub(super) fn network(registries: &Registries, target: Option<&Registry>) -> Network {
    if registries.names_loopback() || target.is_some_and(Registry::is_loopback) { Network::Host } else { Network::Bridge }
}
