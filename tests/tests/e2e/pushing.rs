//! A push that the registry does not take: tried again by the class of the fault, after a pause.

use crate::support::{
    proxy::{Proxy, Refusal},
    registry::Registry,
};
use archwright_tests::project::Project;
use rustix::process::Signal;
use std::time::{Duration, Instant};

/// A project behind a proxy that refuses so many manifests.
fn refused(count: usize, refusal: Refusal) -> (Project, Proxy, String) {
    let project = Project::with_own_builder("app");
    let proxy = Proxy::before(&project.docker.registry, None);
    proxy.refuse_manifests(count, refusal);
    let through = format!("{}/{}", proxy.address, project.namespace);
    (project, proxy, through)
}

/// Two platforms push the layer that they share at the same time; distribution 2.8 may then not know it for a moment.
#[test]
fn a_push_that_the_registry_refuses_for_a_moment_is_tried_again() {
    let (project, proxy, through) = refused(1, Refusal::UnknownBlob);
    let ended = project.archwright(&["docker-build", "--push", "--registry", &through]).run().exits(0);
    ended.tells("blob unknown to registry - sha256:0; trying to push again in ");
    assert!(proxy.has_refused());
    let index = Registry::at(&project.docker.registry).need(&project.repository("app"), "latest");
    assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
}

/// A registry that limits the rate is given more time than one that stumbles; Ctrl-C does not wait for it.
#[test]
fn ctrl_c_ends_the_pause_before_the_next_try() {
    let (project, _proxy, through) = refused(1000, Refusal::TooMany);
    let mut run = project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64", "--registry", &through]).start();
    run.wait_for("toomanyrequests: slow down; trying to push again in ", Duration::from_secs(120));
    let begun = Instant::now();
    run.signal(Signal::INT);
    run.finish(Duration::from_secs(30)).exits(130);
    // The shortest pause is half of fifteen seconds.
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), Vec::<String>::new());
}

/// What BuildKit makes of an answer decides nothing: who asks again is told whether there is a permission.
#[test]
fn the_registry_is_asked_whether_it_means_it() {
    let push = ["docker-build", "--push", "--platforms", "linux/amd64", "--registry"];
    let (project, proxy, through) = refused(1, Refusal::Denied);
    let run = project.archwright(&[&push[..], &[&through]].concat()).run().exits(0);
    run.tells("/app: denied; trying to push again in ");
    assert!(proxy.has_refused());
    let (project, _proxy, through) = refused(1000, Refusal::Revoked);
    let run = project.archwright(&[&push[..], &[&through]].concat()).run().exits(8);
    run.tells("blob unknown to registry").tells("not authorised at ").never_tells("trying to push again");
}

/// Who may not push may not push the next time either.
#[test]
fn a_push_that_is_denied_is_not_tried_again() {
    let (project, _proxy, through) = refused(1000, Refusal::Denied);
    let run = project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64", "--registry", &through]).run();
    run.exits(8).tells("/app: denied\n").tells("fix: log in with `docker login 127.0.0.1:").never_tells("trying to push again");
}

/// F2: `for i in 1 2 3; do push && break; sleep 15; done` ends with 0 after three failures.
#[test]
fn f02_a_push_that_fails_each_time_fails_the_run() {
    let (project, _proxy, through) = refused(1000, Refusal::UnknownBlob);
    let run = project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64", "--registry", &through]).run();
    let run = run.exits(7).tells("blob unknown to registry");
    assert_eq!(run.stderr.matches("; trying to push again in ").count(), 2, "{}", run.stderr);
    assert_eq!((project.outcome("build"), project.outcome("publish")), ("failed".into(), "skipped".into()));
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), Vec::<String>::new());
}
