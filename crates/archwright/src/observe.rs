//! The only reader of the world: it turns machine and repository into [`Facts`](archwright_plan::Facts).
//!
//! Asking a tool is two functions: one that runs it and one, pure, that turns its text into a type.

mod authorities;
mod builder_instance;
mod ci;
mod docker;
mod emulators;
mod environment;
mod origins;
mod references;
#[cfg(feature = "cli")]
mod registries;
mod repository;
mod rust;
#[cfg(feature = "cli")]
pub(crate) mod workspace;

pub(crate) use builder_instance::observe as builder;
#[cfg(feature = "cli")]
pub(crate) use builder_instance::ours as our_builders;
pub use environment::Environment;
#[cfg(feature = "cli")]
pub(crate) use registries::observe as registries;
#[cfg(feature = "cli")]
pub(crate) use repository::paths;
pub(crate) use repository::{dockerfile, read_version, undeclared};

use crate::{registry::docker_config, runner::Runner};
use archwright_model::Project;
use archwright_plan::{
    Fact, Facts, Request,
    facts::{Repository, Tools},
};
use std::{thread, time::SystemTime};

/// What a plan may need to know.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The project.
    pub project: &'a Project,
    /// What is asked: it may name the builder, the registry and tags.
    pub request: &'a Request,
    /// Whether Docker matters.
    pub docker: bool,
    /// Whether Rust matters.
    pub rust: bool,
}

/// The time that tags take: that of a reproducible build, or now.
fn clock(environment: &Environment) -> u64 {
    let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    environment.get("SOURCE_DATE_EPOCH").and_then(|text| text.parse().ok()).unwrap_or_else(now)
}

/// Observes, each source once and all side by side.
pub fn observe(runner: &Runner, question: &Question<'_>) -> Facts {
    let project = question.project;
    let environment = runner.environment();
    let skipped = || "not needed for this request".to_owned();
    thread::scope(|scope| {
        let docker = scope.spawn(|| if question.docker { docker::observe(runner) } else { Fact::Unknown(skipped()) });
        let rust = scope.spawn(|| if question.rust { rust::observe(runner, project) } else { Fact::Unknown(skipped()) });
        let repository = scope.spawn(|| repository::observe(runner, question));
        let names = ["node", "npm", "pnpm", "yarn", "rustc", "cargo", "cargo-zigbuild", "cross", "docker"];
        let found = names.iter().filter_map(|name| Some(((*name).to_owned(), environment.which(name, &project.root)?.into_string())));
        let docker_authorities = authorities::of_docker(&authorities::folders(environment));
        let docker = docker.join().unwrap_or_else(|_| Fact::Unknown("the observer failed".into()));
        let builder = archwright_plan::builder::name(project, &docker, question.request).value;
        Facts {
            host: environment::host(),
            builder: builder_instance::observe(environment, project, &builder),
            emulated: emulators::observe(),
            authorities: authorities::observe(project, &docker_authorities),
            // A configuration that cannot be read is told by whoever needs it.
            proxies_with_password: docker_config(runner).map(|config| config.proxies_with_password()).unwrap_or_default(),
            source_date_epoch: environment.get("SOURCE_DATE_EPOCH").map(str::to_owned),
            ci: ci::observe(environment),
            clock: repository::wants_time(question).then(|| clock(environment)),
            unusable_variables: references::unusable_variables(project, environment),
            home: references::home(project, environment),
            origins: origins::origins(environment, question, &builder, &docker_authorities),
            docker_authorities,
            tools: Tools(found.collect()),
            docker,
            rust: rust.join().unwrap_or_else(|_| Fact::Unknown("the observer failed".into())),
            repository: repository.join().unwrap_or_else(|_| Repository::unknown("the observer failed")),
        }
    })
}
