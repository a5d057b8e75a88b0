//! Killed between two tag moves: `publish --resume` finishes the run without building.

use crate::support::{proxy::Proxy, registry::Registry};
use archwright_tests::{engine::bare_path, project::Project};
use rustix::process::Signal;
use serde_json::Value;
use std::time::Duration;

#[test]
fn killed_between_two_tag_moves_it_is_finished_without_building() {
    let project = Project::with_own_builder("app");
    let registry = Registry::at(&project.docker.registry);
    let repository = project.repository("app");
    let proxy = Proxy::before(&project.docker.registry, Some(2));
    let through = format!("{}/{}", proxy.address, project.namespace);

    let run = project.archwright(&["docker-build", "--push", "--registry", &through]).start();
    proxy.wait_for_puts(2, Duration::from_secs(90));
    assert_eq!(proxy.puts(), ["1.4.0", "latest"], "the unique tag moves first, `latest` last");
    run.signal(Signal::KILL);
    let ended = run.finish(Duration::from_secs(10));
    assert_eq!(ended.status.code(), None, "it was killed");
    assert_eq!(registry.tags(&repository), ["1.4.0"]);

    let journal: Value = serde_json::from_str(&project.read("target/archwright/journal.json")).expect("the journal is JSON");
    let done: Vec<_> =
        journal["moves"].as_array().into_iter().flatten().map(|step| (step["tag"].as_str(), step["done"].as_bool())).collect();
    assert_eq!(done, [(Some("1.4.0"), Some(true)), (Some("latest"), Some(false))]);

    proxy.mend();
    let path = bare_path(&project.path("."), &[]);
    let resume = project.archwright(&["publish", "--resume", "target/archwright/journal.json"]).env("PATH", &path);
    resume.run().exits(0).tells(":latest  new").tells("1 tag moved");
    let published = registry.need(&repository, "1.4.0");
    assert_eq!(published.platforms(), ["linux/amd64", "linux/arm64"]);
    assert_eq!(registry.need(&repository, "latest"), published);
    resume.run().exits(0).tells("no tag had to move");
}

#[test]
fn a_registry_that_goes_away_between_two_tag_moves_is_told_with_the_command_that_finishes_the_run() {
    let project = Project::with_own_builder("app");
    let repository = project.repository("app");
    let proxy = Proxy::before(&project.docker.registry, Some(2));
    let through = format!("{}/{}", proxy.address, project.namespace);
    let run = project.archwright(&["docker-build", "--push", "--registry", &through]).start();
    proxy.wait_for_puts(2, Duration::from_secs(90));
    proxy.cut();
    let ended = run.finish(Duration::from_secs(30)).exits(7).tells("publish --resume");
    assert_eq!(Registry::at(&project.docker.registry).tags(&repository), ["1.4.0"]);

    let told =
        ended.stderr.split("publish --resume ").nth(1).and_then(|rest| rest.split(['`', '\n']).next()).unwrap_or_default().to_owned();
    proxy.mend();
    project.archwright(&["publish", "--resume", &told]).run().exits(0).tells("1 tag moved");
    assert_eq!(Registry::at(&project.docker.registry).tags(&repository), ["1.4.0", "latest"]);
}

#[test]
fn ctrl_c_between_two_tag_moves_stops_soon_and_tells_how_to_finish() {
    let project = Project::with_own_builder("app");
    let proxy = Proxy::before(&project.docker.registry, Some(2));
    let through = format!("{}/{}", proxy.address, project.namespace);
    let run = project.archwright(&["docker-build", "--push", "--registry", &through]).start();
    proxy.wait_for_puts(2, Duration::from_secs(90));
    run.signal(Signal::INT);
    run.finish(Duration::from_secs(15)).exits(130).tells("publish --resume");
    proxy.mend();
    project.archwright(&["publish", "--resume", "target/archwright/journal.json"]).run().exits(0).tells("1 tag moved");
}

/// A journal of one run with two tags, both moved by another one since; `done` says which of its moves it has done.
struct Superseded {
    project: Project,
    registry: Registry,
    repository: String,
}

impl Superseded {
    fn new(done: [bool; 2]) -> Self {
        let project = Project::new("app");
        let registry = Registry::at(&project.docker.registry);
        let repository = project.repository("app");
        project.archwright(&["docker-build", "--push"]).run().exits(0);
        let mut journal: Value = serde_json::from_str(&project.read("target/archwright/journal.json")).expect("the journal is JSON");
        for (step, done) in journal["moves"].as_array_mut().into_iter().flatten().zip(done) {
            step["done"] = done.into();
        }
        project.write("interrupted.json", &journal.to_string());
        project.write("greeting", "somebody else's\n");
        project.archwright(&["docker-build", "--push"]).run().exits(0);
        Self { project, registry, repository }
    }

    /// What the interrupted run built, by the journal's first move.
    fn ours(&self) -> String {
        let journal: Value = serde_json::from_str(&self.project.read("interrupted.json")).expect("the journal is JSON");
        journal["moves"][0]["new"].as_str().expect("a digest").to_owned()
    }

    /// The tag is as it was before the interrupted run: not there.
    fn point_nowhere(&self, tag: &str) {
        let file = self.project.path("interrupted.json");
        let text = self.project.read("interrupted.json").replace(&format!("\"tag\":\"{tag}\""), "\"tag\":\"fresh\"");
        std::fs::write(file, text).expect("the journal");
    }
}

#[test]
fn a_tag_that_another_publisher_moved_meanwhile_is_not_taken_back() {
    let Superseded { project, registry, repository } = Superseded::new([false, false]);
    let theirs = registry.need(&repository, "latest");
    let ended = project.archwright(&["publish", "--resume", "interrupted.json"]).run().exits(7);
    let ended = ended.tells("another publisher moved 2 tags").tells(":1.4.0  another publisher's").tells(":latest  another publisher's");
    ended.tells("interrupted.json: nothing else in it is open");
    assert_eq!(registry.need(&repository, "latest"), theirs);
    assert_eq!(registry.need(&repository, "1.4.0"), theirs);
}

/// The journal has the tag open, and this run moves it: there is nothing left to finish.
#[test]
fn a_run_that_moves_the_open_tags_itself_speaks_of_none() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let journal = project.read("target/archwright/journal.json");
    project.write("target/archwright/journal.json", &journal.replace("\"done\": true", "\"done\": false"));
    assert!(project.read("target/archwright/journal.json").contains("false"));
    project.archwright(&["docker-build", "--push"]).run().exits(0).never_tells("an earlier run left");
}

/// What is done is over, whoever moved the tag since.
#[test]
fn a_done_move_that_another_publisher_superseded_does_not_stop_the_others() {
    let superseded = Superseded::new([true, false]);
    superseded.point_nowhere("latest");
    let Superseded { project, registry, repository } = &superseded;
    let theirs = registry.need(repository, "1.4.0");
    project.archwright(&["publish", "--resume", "interrupted.json"]).run().exits(0).tells(":fresh  new").tells("1 tag moved");
    assert_eq!(registry.need(repository, "fresh").digest, superseded.ours());
    assert_eq!(registry.need(repository, "1.4.0"), theirs);
}

#[test]
fn a_taken_tag_does_not_stop_those_behind_it() {
    let superseded = Superseded::new([false, false]);
    superseded.point_nowhere("latest");
    let Superseded { project, registry, repository } = &superseded;
    let theirs = registry.need(repository, "1.4.0");
    let ended = project.archwright(&["publish", "--resume", "interrupted.json"]).run().exits(7);
    ended.tells(":1.4.0  another publisher's").tells(":fresh  new").tells("1.4.0 pointed to nothing when the run began");
    assert_eq!(registry.need(repository, "fresh").digest, superseded.ours());
    assert_eq!(registry.need(repository, "1.4.0"), theirs);
    project.archwright(&["publish", "--resume", "interrupted.json"]).run().exits(7).tells("1.4.0 pointed to nothing");
}
