//! The builder is found by its exact name, made so if it is ours, and left alone if it is not.

use crate::support::registry::Registry;
use archwright_tests::{
    engine::Engine,
    project::{Project, own_builder},
};
use std::{sync::Arc, time::Duration};

/// A project with docker's configuration to itself, so that nobody else's builders are in it.
fn alone() -> Project {
    Project::on(&Arc::new(Engine::get().docker.with_own_config(None)), "app")
}

/// The line of the builder that is in use.
#[track_caller]
fn current(project: &Project) -> String {
    let list = project.docker(&["buildx", "ls"]).run().exits(0);
    let line = list.stdout.lines().find(|line| line.split_whitespace().next().is_some_and(|name| name.ends_with('*')));
    line.unwrap_or_else(|| list.fail("no builder is in use")).to_owned()
}

/// Which container a builder runs in, and since when.
#[track_caller]
fn container(project: &Project, builder: &str) -> String {
    let name = format!("buildx_buildkit_{builder}0");
    project.docker(&["inspect", "--format", "{{.Id}} {{.Created}} {{.Config.Env}}", &name]).run().exits(0).stdout
}

#[test]
fn the_users_current_builder_stays_in_use() {
    let project = alone();
    let mine = own_builder();
    project.docker(&["buildx", "create", "--name", &mine, "--driver", "docker-container", "--use"]).run().exits(0);
    let before = current(&project);
    assert!(before.starts_with(&mine), "{before}");

    project.archwright(&["docker-build-amd64", "--push"]).run().exits(0).tells("created");
    assert_eq!(current(&project), before);
    project.archwright(&["builder", "rm"]).run().exits(0);
    assert_eq!(current(&project), before);
    project.docker(&["buildx", "rm", &mine]).run().exits(0);
}

/// F3: the seed took `NAME-old` for `NAME`.
#[test]
fn a_builder_is_found_by_its_exact_name_and_not_by_a_part_of_it() {
    let project = alone();
    let longer = format!("{}-old", project.builder);
    project.docker(&["buildx", "create", "--name", &longer, "--driver", "docker-container"]).run().exits(0);
    project.archwright(&["builder", "status"]).run().exits(0).tells("there is none of that name");
    project.archwright(&["builder", "ensure"]).run().exits(0).tells("created");
    assert!(project.docker.has_builder(&project.builder));
    project.archwright(&["builder", "status"]).run().exits(0).tells("ours");

    project.archwright(&["builder", "rm"]).run().exits(0).tells("removed");
    assert!(project.docker.has_builder(&longer) && !project.docker.has_builder(&project.builder));
    project.docker(&["buildx", "rm", &longer]).run().exits(0);
}

#[test]
fn a_drifted_builder_of_ours_is_made_anew_and_one_that_is_so_stays() {
    let project = Project::with_own_builder("app");
    project.archwright(&["builder", "ensure"]).run().exits(0).tells("created");
    let first = container(&project, &project.builder);
    project.archwright(&["builder", "ensure"]).run().exits(0).tells("already so");
    assert_eq!(container(&project, &project.builder), first);

    let registry = project.docker.registry.clone();
    let mirrors = format!(
        "\n[registry.\"{registry}\"]\nhttp = true\n\n[registry.\"docker.io\"]\nmirrors = [\"{registry}\"]\n\n[registry.\"127.0.0.1:1\"]\nhttp = true\n"
    );
    project.write("archwright.toml", &(project.read("archwright.toml") + &mirrors));
    project.archwright(&["builder", "status"]).run().exits(0).tells("drifted");
    project.archwright(&["docker-build-amd64", "--push"]).run().exits(0).tells("recreated");
    assert_ne!(container(&project, &project.builder), first);
}

#[test]
fn somebody_elses_builder_of_that_name_is_used_as_it_is() {
    let project = Project::with_own_builder("app");
    let create = ["buildx", "create", "--name", &project.builder, "--driver", "docker-container", "--driver-opt", "network=host"];
    let config = project.path("buildkitd.toml");
    project.write(
        "buildkitd.toml",
        &format!("[registry.\"docker.io\"]\nmirrors = [\"{0}\"]\n[registry.\"{0}\"]\nhttp = true\n", project.docker.registry),
    );
    let create = project.docker(&create).args(["--config", config.as_str(), "--bootstrap"]);
    create.run().exits(0);
    let before = container(&project, &project.builder);
    let record = || {
        std::fs::read_to_string(project.docker.config().join("buildx/instances").join(&project.builder)).expect("buildx has a record of it")
    };
    let recorded = record();

    project.archwright(&["docker-build", "--push"]).run().exits(0).tells("is not ours");
    assert_eq!((container(&project, &project.builder), record()), (before, recorded));
    project.archwright(&["builder", "rm"]).run().exits(2).tells("is not ours and stays");
    assert!(project.docker.has_builder(&project.builder));
}

#[test]
fn a_builder_with_the_docker_driver_is_refused_with_the_way_out() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--push", "--builder", "default"]).run().exits(4).tells("driver `docker`").tells("--builder");
    assert_eq!(project.outcome("build"), "skipped");
}

#[test]
fn two_runs_of_one_project_at_once_both_publish_what_they_were_asked_for() {
    let project = Project::new("app");
    let start = |platform: &str, tag: &str| project.archwright(&["docker-build", "--push", "--platforms", platform, "--tag", tag]).start();
    for run in [start("linux/amd64", "one"), start("linux/arm64", "other")] {
        run.finish(Duration::from_secs(90)).exits(0);
    }
    let registry = Registry::at(&project.docker.registry);
    let published = |tag: &str| registry.need(&project.repository("app"), tag).platforms();
    assert_eq!((published("one"), published("other")), (vec!["linux/amd64".into()], vec!["linux/arm64".into()]));
}

#[test]
fn two_runs_that_need_the_same_missing_builder_at_once_both_succeed() {
    let (first, mut second) = (Project::with_own_builder("app"), Project::new("app"));
    second.builder.clone_from(&first.builder);
    let start = |project: &Project| project.archwright(&["docker-build-amd64", "--push", "--builder", &first.builder]).start();
    let runs = [start(&first), start(&second)];
    for (run, project) in runs.into_iter().zip([&first, &second]) {
        run.finish(Duration::from_secs(90)).exits(0);
        assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), ["1.4.0", "latest"]);
    }
}
