//! The only reader of the world: it turns machine and repository into [`Facts`](archwright_plan::Facts).
//!
//! Asking a tool is two functions: one that runs it and one, pure, that turns its text into a type.

mod authorities;
mod builder_instance;
mod docker;
mod emulators;
mod environment;
mod origins;
mod repository;
mod rust;

pub(crate) use builder_instance::observe as builder;
pub use environment::Environment;

use crate::runner::Runner;
use archwright_model::{
    Project,
    project::{BuilderName, TagTemplate},
};
use archwright_plan::{
    Fact, Facts,
    facts::{Repository, Tools},
};
use std::thread;

/// What a plan may need to know.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// The project.
    pub project: &'a Project,
    /// The builder.
    pub builder: &'a BuilderName,
    /// Whether Docker matters.
    pub docker: bool,
    /// Whether Rust matters.
    pub rust: bool,
    /// Tags in place of the project's own.
    pub tags: &'a [TagTemplate],
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
        let builder = builder_instance::observe(environment, project, question.builder);
        let names = ["npm", "pnpm", "yarn", "cargo", "cargo-zigbuild", "cross", "docker"];
        let found = names.iter().filter_map(|name| Some(((*name).to_owned(), environment.which(name, &project.root)?.into_string())));
        Facts {
            host: environment::host(),
            builder,
            emulated: emulators::observe(),
            authorities: authorities::observe(project),
            source_date_epoch: environment.get("SOURCE_DATE_EPOCH").map(str::to_owned),
            origins: origins::origins(environment, question),
            tools: Tools(found.collect()),
            docker: docker.join().unwrap_or_else(|_| Fact::Unknown("the observer failed".into())),
            rust: rust.join().unwrap_or_else(|_| Fact::Unknown("the observer failed".into())),
            repository: repository.join().unwrap_or_else(|_| Repository::unknown("the observer failed")),
        }
    })
}
