//! How registries are reached: what the project says of one, else what Docker on this machine knows of it.
//!
//! One table, which the builder and our own client both go by.

mod inherit;
mod reach;

pub(crate) use inherit::in_insecure_range;
pub use reach::{Reach, ReachOrigin, Transport};

use crate::{
    Fact,
    facts::{Authorities, Docker},
};
use archwright_model::{Project, Registry};
use serde::Serialize;
use std::collections::BTreeMap;

/// Registries that are reached in a way of their own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Registries(BTreeMap<Registry, Reach>);

impl Registries {
    /// The table of a project; `targets` are the registries that its images are named for.
    pub fn new<'a>(
        project: &Project,
        docker: &Fact<Docker>,
        authorities: &Authorities,
        targets: impl IntoIterator<Item = &'a Registry>,
    ) -> Self {
        let targets: Vec<_> = targets.into_iter().collect();
        let mut table = Self::of_project(project, targets.iter().copied());
        let inherited = inherit::inherited(docker, authorities, &targets);
        for (registry, reach) in inherited.0 {
            // A table of the project's is the whole truth about its registry, and about no other.
            if !project.registries.contains_key(&registry) {
                table.0.entry(registry).or_default().add(reach);
            }
        }
        table
    }

    /// What the project says, and what a registry on loopback needs: the part that does not hang on the machine.
    pub fn of_project<'a>(project: &Project, targets: impl IntoIterator<Item = &'a Registry>) -> Self {
        let mut table = Self::default();
        for (registry, settings) in &project.registries {
            let reach = Reach {
                transport: if settings.http { Transport::Http } else { Transport::Tls },
                mirrors: settings.mirrors.clone(),
                authorities: settings.ca_file.iter().map(|file| project.path(file)).collect(),
                upload: settings.upload,
                origins: vec![ReachOrigin::Project],
            };
            table.0.insert(registry.clone(), reach);
        }
        let by_name = |target: &&Registry| target.is_loopback() && !is_plain_by_default(target.host());
        for target in targets.into_iter().filter(by_name).filter(|target| !project.registries.contains_key(target)) {
            table.0.entry(target.clone()).or_default().add(Reach::insecure(ReachOrigin::Loopback));
        }
        table
    }

    /// Each registry and how it is reached.
    pub fn iter(&self) -> impl Iterator<Item = (&Registry, &Reach)> {
        self.0.iter()
    }

    /// Whether one of them or of their mirrors is on the loopback of the Docker server.
    pub(crate) fn names_loopback(&self) -> bool {
        let mirror = |host: &String| host_of(host).is_some_and(|host| host.is_loopback());
        self.iter().any(|(registry, reach)| registry.is_loopback() || reach.mirrors.iter().any(mirror))
    }
}

/// The registry of a mirror, which may have a path.
pub(crate) fn host_of(mirror: &str) -> Option<Registry> {
    mirror.split('/').next()?.parse().ok()
}

/// Whether BuildKit speaks plain HTTP to that host unless told otherwise: loopback addresses and `localhost`, no other name.
pub(crate) fn is_plain_by_default(host: &str) -> bool {
    let name = host.split(['/', ':']).next().unwrap_or(host);
    host_of(host).is_some_and(|registry| registry.is_loopback()) && !name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::is_plain_by_default;

    #[test]
    fn buildkit_takes_these_for_local() {
        for (host, plain) in [
            ("localhost:5000", true),
            ("127.0.0.1:5000", true),
            ("127.0.0.1:5000/mirror", true),
            ("[::1]:5000", true),
            ("registry.localhost:5000", false),
            ("10.0.0.5:5000", false),
            ("ghcr.io", false),
        ] {
            assert_eq!(is_plain_by_default(host), plain, "{host}");
        }
    }
}
