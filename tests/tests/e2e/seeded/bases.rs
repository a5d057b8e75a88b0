//! What the base image has wrong already: no fault of the image that stands on it, and one in an audit.

use super::{BOTH, build, found, images};
use crate::support::registry::Registry;
use archwright_tests::project::Project;

#[test]
fn faults_of_the_base_are_notes_for_what_is_published_and_promoted() {
    let project = Project::new("app");
    images(&project, "FROM debian:bookworm-slim\nCOPY static-amd64 /opt/tool/agent\n");
    let base = build(&project, BOTH);
    project.write("Dockerfile", &format!("FROM {base}\nCOPY greeting /greeting\n"));
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let report = project.report().to_string();
    assert!(report.contains("it is so in the base image already"), "{report}");

    let name = project.reference("app", "latest");
    assert_eq!(found(&project, &name), [["AW140", "linux/arm64", "/opt/tool/agent"].map(str::to_owned)]);
    // A copy of what was proven does not fail for it either: provenance names the base.
    let registry = Registry::at(&project.docker.registry);
    let digest = registry.need(&project.repository("app"), "latest").digest;
    let from = format!("{}/{}@{digest}", project.docker.registry, project.repository("app"));
    let to = project.reference("promoted", "1");
    project.archwright(&["promote", &from, &to]).run().exits(0).tells(":1  new");

    // What the image itself brings counts.
    project.write("Dockerfile", &format!("FROM {base}\nCOPY static-amd64 /opt/own\n"));
    let ended = project.archwright(&["docker-build", "--push"]).run().exits(9);
    ended.tells("AW140").tells("/opt/own");
}

/// The `docker` driver takes what the Docker server has under a name, whatever the registry has there by now.
#[test]
fn faults_of_a_base_that_only_the_docker_server_still_has_under_its_name_are_notes() {
    let arm64 = ["--platforms", "linux/arm64"];
    let project = Project::new("app");
    images(&project, "FROM debian:bookworm-slim\nCOPY static-amd64 /opt/tool/agent\n");
    let base = build(&project, arm64[1]);
    project.docker(&["pull", "--platform", arm64[1], &base]).run().exits(0);
    project.write("Dockerfile", "FROM debian:bookworm-slim\nCOPY greeting /newer\n");
    assert_eq!(build(&project, arm64[1]), base);
    project.write("Dockerfile", &format!("FROM {base}\nCOPY greeting /greeting\n"));
    let push = [&["docker-build", "--builder", "default", "--push"], &arm64[..]].concat();
    project.archwright(&push).run().exits(0);
    let report = project.report().to_string();
    assert!(report.contains("/opt/tool/agent") && report.contains("it is so in the base image already"), "{report}");
    project.docker(&["image", "rm", &base]).run().exits(0);
}
