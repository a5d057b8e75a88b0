//! An image that fails: the run fails, and no tag of it moves.

use crate::support::{proxy::Proxy, registry::Registry};
use archwright_tests::project::Project;
use std::time::Duration;

#[track_caller]
fn has_no_tag(project: &Project) {
    let registry = Registry::at(&project.docker.registry);
    for image in ["first", "second"] {
        assert_eq!(registry.tags(&project.repository(image)), Vec::<String>::new(), "{image}");
    }
}

#[test]
fn when_the_second_image_fails_no_tag_of_the_run_exists() {
    let project = Project::new("two-images");
    project
        .archwright(&["docker-build", "--push"])
        .run()
        .exits(6)
        .tells("exit 6")
        .tells("the second image gives up")
        .tells("exit code: 42");
    assert_eq!((project.outcome("build"), project.outcome("publish")), ("failed".into(), "skipped".into()));
    has_no_tag(&project);
}

#[test]
fn when_the_second_image_fails_tags_that_exist_do_not_move() {
    let project = Project::new("two-images");
    project.edit("second.Dockerfile", "exit 42", "exit 0");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let registry = Registry::at(&project.docker.registry);
    let stand = || ["first", "second"].map(|image| registry.need(&project.repository(image), "latest"));
    let before = stand();

    project.write("greeting", "a greeting that must not be published\n");
    project.edit("second.Dockerfile", "exit 0", "exit 42");
    project.archwright(&["docker-build", "--push"]).run().exits(6);
    assert_eq!(stand(), before);
}

#[test]
fn with_keep_going_the_first_is_built_and_reported_and_still_no_tag_moves() {
    let project = Project::new("two-images");
    let ended = project.archwright(&["docker-build", "--push", "--keep-going"]).run().exits(6).tells("the second image gives up");
    assert_eq!((project.outcome("prove.first"), project.outcome("publish")), ("done".into(), "skipped".into()));
    has_no_tag(&project);

    let report = project.report();
    let built = &report["images"][0];
    assert_eq!(built["image"], "first", "{report:#}");
    let digest = built["digest"].as_str().expect("its digest is reported").to_owned();
    assert_eq!(
        Registry::at(&project.docker.registry).need(&project.repository("first"), &digest).platforms(),
        ["linux/amd64", "linux/arm64"]
    );
    ended.tells(&digest);
}

#[test]
fn a_registry_that_goes_away_during_the_build_fails_the_push_and_not_the_image() {
    let project = Project::with_own_builder("app");
    let proxy = Proxy::before(&project.docker.registry, None);
    let through = format!("{}/{}", proxy.address, project.namespace);
    project.write("Dockerfile", &format!("FROM debian:bookworm-slim\nRUN echo {} > /run-id && sleep 3\n", project.namespace));
    let mut run = project.archwright(&["docker-build", "--push", "--registry", &through, "--platforms", "linux/amd64"]).start();
    run.wait_for("RUN echo", Duration::from_secs(60));
    proxy.cut();
    run.finish(Duration::from_secs(90)).exits(7).tells(&proxy.address);
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), Vec::<String>::new());
}

#[test]
fn the_report_of_a_failed_run_is_json_on_stdout_when_asked_for() {
    let project = Project::new("two-images");
    let report = project.archwright(&["docker-build", "--json", "--progress", "json"]).run().exits(6).json();
    assert_eq!(report["exit"], 6);
    assert_eq!(report["steps"], project.report()["steps"]);
}

#[test]
fn a_base_image_that_is_not_there_fails_the_build_and_is_named() {
    let project = Project::new("app");
    project.edit("Dockerfile", "debian:bookworm-slim", "debian:no-such-tag");
    project.archwright(&["docker-build"]).run().exits(6).tells("debian:no-such-tag");
}

/// Nothing is wrong with the Dockerfile: its registry does not answer.
#[test]
fn a_base_whose_registry_is_not_reached_is_the_registrys_failure() {
    let project = Project::new("app");
    project.write("Dockerfile", "FROM 127.0.0.1:1/base:1\n");
    let ended = project.archwright(&["docker-build"]).run().exits(7).tells("Dockerfile:1: FROM 127.0.0.1:1/base:1: ");
    ended.tells("fix: the builder does not reach the registry of `127.0.0.1:1/base:1`: ");
}

#[test]
fn a_file_that_a_context_does_not_have_is_told_with_those_it_has() {
    let project = Project::new("cli");
    let dockerfile = |above: &str, path: &str| {
        project.write("Dockerfile", &format!("FROM debian:bookworm-slim\n{above}COPY --from=cli.hello {path} /usr/bin/hello\n"));
        project.archwright(&["docker-build", "--platforms", "linux/amd64"]).run().exits(6)
    };
    let holds = "`cli.hello` holds `linux/amd64/hello` for linux/amd64";
    dockerfile("ARG TARGETPLATFORM\n", "$TARGETPLATFORM/helo")
        .tells("fix: name what is there, `${TARGETPLATFORM}/hello` below `ARG TARGETPLATFORM`: ")
        .tells(holds);
    let undeclared = format!("fix: add `ARG TARGETPLATFORM` to the stage, above line 2: it is empty there; {holds}");
    dockerfile("", "${TARGETPLATFORM}/hello").tells(&undeclared);
}

/// Image, platform, file and line, instruction, what the step said; the process that BuildKit quotes is not said again.
#[test]
fn a_failing_instruction_is_named_with_its_line_and_what_it_said() {
    let project = Project::new("app");
    let dockerfile = "FROM debian:bookworm-slim\nWORKDIR /app\nRUN echo first && \\\n    echo no luck && exit 42\n";
    project.write("Dockerfile", dockerfile);
    let ended = project.archwright(&["docker-build", "--platforms", "linux/amd64"]).run().exits(6);
    let (_, error) = ended.stderr.split_once("error: ").expect("an error is told");
    let expected = "build: app linux/amd64: Dockerfile:3: RUN echo first && echo no luck && exit 42: exit code: 42; what it said stands above\n  fix: mend it and run again; `archwright docker-build app --platforms linux/amd64` builds only this platform";
    assert!(error.starts_with(expected), "{error}");
    for line in ["first", "no luck"] {
        assert_eq!(ended.stderr.matches(&format!("app linux/amd64: {line}\n")).count(), 1, "{}", ended.stderr);
    }
}

#[test]
fn what_no_build_step_is_to_blame_for_has_its_line_too() {
    let project = Project::new("app");
    for (dockerfile, told) in [
        ("FROM debian:bookworm-slim\nWRKDIR /app\n", "Dockerfile:2: WRKDIR /app: "),
        ("FROM debian:bookworm-slim\nCOPY nothing-here /\n", "Dockerfile:2: COPY nothing-here /: \"/nothing-here\": not found"),
        ("FROM debian:no-such-tag\n", "Dockerfile:1: FROM debian:no-such-tag: "),
    ] {
        project.write("Dockerfile", dockerfile);
        project.archwright(&["docker-build"]).run().exits(6).tells(told);
    }
}

#[test]
fn a_misspelt_stage_has_a_nearest_one() {
    let project = Project::new("app");
    project.write("Dockerfile", "FROM debian:bookworm-slim AS builder\nFROM debian:bookworm-slim\nCOPY --from=biulder /etc/hostname /\n");
    project.archwright(&["docker-build"]).run().exits(6).tells("Dockerfile:3: ").tells("fix: did you mean `builder`?");
}
