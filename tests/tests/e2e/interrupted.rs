//! Ctrl-C: the named exit code at once, nothing half-published, no process left.

use crate::support::{processes, registry::Registry};
use archwright_tests::{
    engine::{Engine, command::Command},
    project::Project,
};
use rustix::process::Signal;
use std::time::{Duration, Instant};

/// Waits until no process carries the mark: the kernel takes a moment to end the last ones.
#[track_caller]
fn nothing_is_left(mark: &str) {
    let end = Instant::now() + Duration::from_secs(5);
    loop {
        let left = processes::with(mark);
        if left.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "still running: {left:#?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A name that stands in the environment of all that a run starts.
fn marked(command: Command) -> (Command, String) {
    let mark = format!("{}-mark{}", Engine::get().suite, Engine::number());
    (command.env("ARCHWRIGHT_E2E_MARK", &mark), mark)
}

#[test]
fn ctrl_c_during_an_image_build_ends_everything_and_publishes_nothing() {
    let project = Project::new("app");
    let number = Engine::number();
    let sleep = format!("sleep 6{number}.125");
    project.write("Dockerfile", &format!("FROM debian:bookworm-slim\nRUN echo {} && {sleep}\n", project.namespace));
    let (command, mark) = marked(project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64"]));
    let mut run = command.start();
    run.wait_for("RUN echo", Duration::from_secs(60));
    std::thread::sleep(Duration::from_secs(1));
    assert!(!processes::with(&mark).is_empty(), "the mark is seen while it runs");

    run.signal(Signal::INT);
    let ended = run.finish(Duration::from_secs(10)).exits(130).tells("interrupted");
    nothing_is_left(&mark);
    nothing_is_left(&sleep);
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), Vec::<String>::new());
    assert_eq!(project.report()["exit"], 130, "{}", ended.stderr);
}

#[test]
fn ctrl_c_during_a_host_step_ends_the_whole_group_of_it() {
    let project = Project::new("ui");
    let number = Engine::number();
    let sleep = format!("7{number}.125");
    project.write(
        "web/package.json",
        &format!(
            "{{ \"name\": \"web\", \"version\": \"1.0.0\", \"scripts\": {{ \"build\": \"sh -c 'echo begun; sleep {sleep} & wait'\" }} }}"
        ),
    );
    let (command, mark) = marked(project.archwright(&["docker-build"]));
    let mut run = command.start();
    run.wait_for("| begun", Duration::from_secs(60));
    run.signal(Signal::INT);
    run.finish(Duration::from_secs(10)).exits(130).tells("interrupted");
    nothing_is_left(&mark);
}
