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
fn f03_a_builder_is_found_by_its_exact_name_and_not_by_a_part_of_it() {
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

/// F19: the seed has a function that makes the builder, and nobody calls it.
#[test]
fn f19_a_missing_builder_is_made_by_the_build_itself() {
    let project = alone();
    assert!(!project.docker.has_builder(&project.builder));
    project.archwright(&["docker-build-amd64", "--test-only"]).run().exits(0).tells("created");
    assert!(project.docker.has_builder(&project.builder));
}

/// What it built before it was made anew is in the cache of the new one.
#[test]
fn a_drifted_builder_of_ours_is_made_anew_with_its_cache_and_one_that_is_so_stays() {
    let project = Project::with_own_builder("app");
    // What the name alone means may be another image behind another mirror.
    project.edit("Dockerfile", "FROM debian", &format!("FROM {}/library/debian", project.docker.registry));
    project.archwright(&["builder", "ensure"]).run().exits(0).tells("created");
    project.archwright(&["docker-build-amd64", "--push"]).run().exits(0).never_tells("all from the cache");
    let first = container(&project, &project.builder);
    project.archwright(&["builder", "ensure"]).run().exits(0).tells("already so");
    assert_eq!(container(&project, &project.builder), first);

    let registry = project.docker.registry.clone();
    let mirrors = format!(
        "\n[registry.\"{registry}\"]\nhttp = true\n\n[registry.\"docker.io\"]\nmirrors = [\"{registry}\"]\n\n[registry.\"127.0.0.1:1\"]\nhttp = true\n"
    );
    project.write("archwright.toml", &(project.read("archwright.toml") + &mirrors));
    project.archwright(&["builder", "status"]).run().exits(0).tells("it was made for other registry settings; its build cache is kept");
    project.archwright(&["docker-build-amd64", "--push"]).run().exits(0).tells("recreated").tells("all from the cache");
    assert_ne!(container(&project, &project.builder), first);
}

/// One project, two Docker servers, and the one that the builder was made on is switched off.
#[test]
fn a_builder_of_ours_on_a_server_that_is_gone_is_made_anew_on_this_one() {
    let project = Project::with_own_builder("app");
    project.archwright(&["builder", "ensure"]).run().exits(0).tells("created");
    project.docker(&["rm", "--force", &format!("buildx_buildkit_{}0", project.builder)]).run().exits(0);
    let file = project.docker.config().join("buildx/instances").join(&project.builder);
    let mut record: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).expect("a record")).expect("JSON");
    let node = &mut record["Nodes"][0];
    node["Endpoint"] = "unix:///nonexistent/docker.sock".into();
    let stamp = node["DriverOpts"]["env.ARCHWRIGHT_CONFIG"].as_str().expect("our stamp").to_owned();
    let parts: Vec<_> = stamp.split('.').collect();
    node["DriverOpts"]["env.ARCHWRIGHT_CONFIG"] = format!("{}.{}.00000000.{}", parts[0], parts[1], parts[3]).into();
    std::fs::write(&file, record.to_string()).expect("a record");

    let why = "recreated: it was made on another Docker server; its build cache stays on that server";
    project.archwright(&["builder", "ensure"]).run().exits(0).tells(why);
    project.archwright(&["builder", "ensure"]).run().exits(0).tells("already so");
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
fn the_docker_driver_builds_what_its_containerd_store_can_give() {
    let project = Project::new("app");
    let with = |args: &[&str]| project.archwright(&[&["docker-build", "--builder", "default"], args].concat()).run();
    with(&["--output", "oci:out"]).exits(0).tells("the Docker server's own");
    project.archwright(&["verify", "oci:out", "--platforms", "linux/amd64,linux/arm64"]).run().exits(0);
    with(&["--load"]).exits(0).tells("loaded");
    for (platform, machine) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")] {
        let name = project.reference("app", "latest");
        let ran = project.docker(&["run", "--rm", "--pull", "never", "--platform", platform, &name, "uname", "-m"]).run().exits(0);
        assert_eq!(ran.stdout.trim(), machine);
    }
    with(&["--test-only"]).exits(0);
}

/// It cannot push by digest: our own client pushes what it exports.
#[test]
fn the_docker_driver_publishes_through_an_export() {
    let project = Project::new("app");
    project.write("Dockerfile", "FROM scratch\nCOPY greeting /greeting\n");
    let (registry, repository) = (Registry::at(&project.docker.registry), project.repository("app"));
    let push = || project.archwright(&["docker-build", "--builder", "default", "--push"]).run();
    push().exits(0).tells(":1.4.0  new").tells(":latest  new");
    let index = registry.need(&repository, "latest");
    assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
    assert_eq!(index.attested(), index.images());
    assert_eq!(registry.need(&repository, "1.4.0"), index);
    assert_eq!(project.report()["images"][0]["untagged"], serde_json::Value::Null, "nothing was pushed beside it");
    push().exits(0).tells("already so: ").tells(":latest  already so");
    assert_eq!(registry.need(&repository, "latest"), index);

    let bare = ["docker-build", "--builder", "default", "--push", "--platforms", "linux/arm64", "--tag", "bare"];
    project.edit("archwright.toml", "[image.app]\n", "[image.app]\nprovenance = \"off\"\n");
    project.archwright(&bare).run().exits(0);
    assert_eq!(registry.need(&repository, "bare").document["mediaType"], "application/vnd.oci.image.manifest.v1+json");
}

#[test]
fn the_docker_driver_tries_builds_on_the_classic_store_and_exports_none() {
    let project = Project::on(&Engine::classic(), "app");
    let with = |args: &[&str]| project.archwright(&[&["docker-build", "--builder", "default"], args].concat()).run();
    with(&["--test-only"]).exits(0);
    project.edit("Dockerfile", "COPY greeting", "COPY missing");
    with(&["--test-only"]).exits(6).tells("missing");
    for args in [&["--output", "oci:out"][..], &["--load", "--platforms=linux/amd64"], &["--push"]] {
        with(args).exits(4).tells("cannot export an OCI layout from the server's classic image store").tells("--builder");
    }
    assert!(!project.path("out").exists());
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

/// The second one names other registries, so its builder is another; the first one's build is not cut off for that.
#[test]
fn a_builder_is_not_made_anew_under_the_build_of_another_project() {
    let (first, mut second) = (Project::with_own_builder("app"), Project::new("app"));
    second.builder.clone_from(&first.builder);
    let registry = &second.docker.registry;
    let tables = format!(
        "\n[registry.\"{registry}\"]\nhttp = true\n\n[registry.\"docker.io\"]\nmirrors = [\"{registry}\"]\n\n[registry.\"127.0.0.1:1\"]\nhttp = true\n"
    );
    second.write("archwright.toml", &(second.read("archwright.toml") + &tables));
    first.write("Dockerfile", &(first.read("Dockerfile") + "RUN sleep 8\n"));
    let args = ["docker-build-amd64", "--push", "--builder", &first.builder];
    first.archwright(&["builder", "ensure", "--builder", &first.builder]).run().exits(0);
    let before = container(&first, &first.builder);
    let slow = first.archwright(&args).start();
    std::thread::sleep(Duration::from_secs(4));
    let other = second.archwright(&args).start();
    slow.finish(Duration::from_secs(90)).exits(0);
    other.finish(Duration::from_secs(90)).exits(0).tells("waiting for the builder, which is in use: ").tells("recreated");
    assert_ne!(container(&first, &first.builder), before);
    for project in [&first, &second] {
        assert_eq!(Registry::at(registry).tags(&project.repository("app")), ["1.4.0", "latest"]);
    }
}
