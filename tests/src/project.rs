//! A project of a test's own: a fixture in a temporary folder, with a repository namespace that no other test has.
#![expect(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use crate::engine::{Docker, Engine, command::Command, repository};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::{
    fs,
    sync::{Arc, OnceLock},
};
use tempfile::TempDir;

/// A copy of a fixture, and how archwright is run in it.
#[derive(Debug)]
pub struct Project {
    /// The engine that it builds on.
    pub docker: Arc<Docker>,
    /// Its builder.
    pub builder: String,
    /// Repository path in front of its images' names, unique in the registry.
    pub namespace: String,
    root: Utf8PathBuf,
    builder_is_its_own: bool,
    _dir: Option<TempDir>,
}

impl Project {
    /// A copy of `fixtures/NAME` that builds on the suite's one builder.
    ///
    /// # Panics
    /// There is no engine, or no such fixture.
    pub fn new(fixture: &str) -> Self {
        Self::copy(fixture, &Engine::get().docker, shared_builder().to_owned())
    }

    /// The same with a builder of its own, not made yet, removed at the end: for tests that need another one, or change it.
    ///
    /// # Panics
    /// There is no engine, or no such fixture.
    pub fn with_own_builder(fixture: &str) -> Self {
        Self::on(&Engine::get().docker, fixture)
    }

    /// The same on another engine, or through another configuration folder.
    ///
    /// # Panics
    /// There is no such fixture.
    pub fn on(docker: &Arc<Docker>, fixture: &str) -> Self {
        let mut project = Self::copy(fixture, docker, own_builder());
        project.builder_is_its_own = true;
        project
    }

    /// A folder that is there already and stays.
    pub fn at(root: Utf8PathBuf, docker: &Arc<Docker>) -> Self {
        let builder = shared_builder().to_owned();
        Self { docker: Arc::clone(docker), builder, namespace: namespace(), root, builder_is_its_own: false, _dir: None }
    }

    fn copy(fixture: &str, docker: &Arc<Docker>, builder: String) -> Self {
        let dir = tempfile::Builder::new().prefix("archwright-e2e-").tempdir().expect("a temporary folder");
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().expect("a folder that is there")).expect("a UTF-8 path");
        let project =
            Self { docker: Arc::clone(docker), builder, namespace: namespace(), root, builder_is_its_own: false, _dir: Some(dir) };
        let from = repository().join("tests/fixtures").join(fixture);
        project.copy_dir(&from, &project.root);
        project
    }

    fn copy_dir(&self, from: &Utf8Path, to: &Utf8Path) {
        fs::create_dir_all(to).expect("a folder of the copy");
        for entry in from.read_dir_utf8().unwrap_or_else(|error| panic!("no fixture {from}: {error}")).flatten() {
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                self.copy_dir(entry.path(), &target);
            } else {
                let text = fs::read_to_string(entry.path()).expect("a fixture's file is text");
                let registry = format!("{}/{}", self.docker.registry, self.namespace);
                fs::write(target, text.replace("@REGISTRY@", &registry).replace("@BUILDER@", &self.builder)).expect("a file of the copy");
            }
        }
    }

    /// A file or folder of it.
    pub fn path(&self, relative: &str) -> Utf8PathBuf {
        self.root.join(relative)
    }

    /// Writes one of its files.
    ///
    /// # Panics
    /// It cannot be written.
    pub fn write(&self, relative: &str, text: &str) {
        let file = self.path(relative);
        fs::create_dir_all(file.parent().unwrap_or(&self.root)).expect("a folder of the project");
        fs::write(file, text).expect("a file of the project");
    }

    /// Reads one of its files.
    ///
    /// # Panics
    /// It cannot be read.
    #[track_caller]
    pub fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap_or_else(|error| panic!("{}: {error}", self.path(relative)))
    }

    /// Changes one of its files.
    ///
    /// # Panics
    /// The file does not hold that text.
    #[track_caller]
    pub fn edit(&self, relative: &str, from: &str, to: &str) {
        let text = self.read(relative);
        assert!(text.contains(from), "{relative} does not hold {from:?}:\n{text}");
        self.write(relative, &text.replace(from, to));
    }

    /// archwright with these arguments, in its folder.
    pub fn archwright(&self, args: &[&str]) -> Command {
        self.docker.on(Command::new(Engine::get().archwright.as_str()).args(args).dir(&self.root))
    }

    /// `docker` with these arguments, in its folder.
    pub fn docker(&self, args: &[&str]) -> Command {
        self.docker.docker(args).dir(&self.root)
    }

    /// The repository of one of its images, without the registry.
    pub fn repository(&self, image: &str) -> String {
        format!("{}/{image}", self.namespace)
    }

    /// A tag of one of its images, as Docker names it.
    pub fn reference(&self, image: &str, tag: &str) -> String {
        format!("{}/{}:{tag}", self.docker.registry, self.repository(image))
    }

    /// The report of its last run.
    ///
    /// # Panics
    /// There is none.
    #[track_caller]
    pub fn report(&self) -> Value {
        serde_json::from_str(&self.read("target/archwright/report.json")).expect("the report is JSON")
    }

    /// How a step of its last run ended, by the report.
    ///
    /// # Panics
    /// The report has no such step.
    #[track_caller]
    pub fn outcome(&self, step: &str) -> String {
        let report = self.report();
        let steps = report["steps"].as_array().expect("the report has steps");
        let found = steps.iter().find(|found| found["id"] == step);
        let outcome = found.and_then(|found| found["outcome"].as_str());
        outcome.unwrap_or_else(|| panic!("the report has no step `{step}`: {report:#}")).to_owned()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        if self.builder_is_its_own && self.docker.has_builder(&self.builder) {
            // Its cache goes with it. The janitor removes what is left if this fails.
            let _ = self.docker(&["buildx", "rm", "--force", &self.builder]).run();
        }
    }
}

/// A builder's name that no other test has; it is not made.
pub fn own_builder() -> String {
    format!("{}-b{}", Engine::get().suite, Engine::number())
}

fn namespace() -> String {
    format!("{}/n{}", Engine::get().suite, Engine::number())
}

/// The one builder that most tests share, made by archwright before the first of them runs.
fn shared_builder() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = format!("{}-shared", Engine::get().suite);
        let project = Project::copy("app", &Engine::get().docker, name.clone());
        project.archwright(&["builder", "ensure"]).run().exits(0);
        name
    })
}
