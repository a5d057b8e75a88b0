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
    resume.run().exits(0).tells(":latest  new").tells(":1.4.0  already so").tells("1 tag moved");
    let published = registry.need(&repository, "1.4.0");
    assert_eq!(published.platforms(), ["linux/amd64", "linux/arm64"]);
    assert_eq!(registry.need(&repository, "latest"), published);
    resume.run().exits(0).tells("0 tags moved");
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

#[test]
fn a_tag_that_another_publisher_moved_meanwhile_is_not_taken_back() {
    let project = Project::new("app");
    let registry = Registry::at(&project.docker.registry);
    let repository = project.repository("app");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let journal = project.read("target/archwright/journal.json");

    project.write("greeting", "somebody else's\n");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let theirs = registry.need(&repository, "latest");
    project.write("interrupted.json", &journal.replace("\"done\": true", "\"done\": false"));
    project.archwright(&["publish", "--resume", "interrupted.json"]).run().exits(7).tells("another publisher");
    assert_eq!(registry.need(&repository, "latest"), theirs);
}
