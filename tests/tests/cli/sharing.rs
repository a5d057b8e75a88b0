//! Two projects that share a builder: neither takes it from under the other's build.

use crate::support::Sandbox;
use serde_json::json;
use std::time::{Duration, Instant};

/// Two projects that name one builder, and want it otherwise.
fn two() -> Sandbox {
    let sandbox = Sandbox::image();
    let other = sandbox.read("archwright.toml") + "\n[registry.\"registry.example.org\"]\nhttp = true\n";
    sandbox.write("other/archwright.toml", &other);
    sandbox.write("other/Dockerfile", "FROM scratch\n");
    sandbox
}

/// Where in the log each call of a verb of buildx is.
fn at(sandbox: &Sandbox, verb: &str) -> Vec<usize> {
    let log = sandbox.log();
    log.iter().enumerate().filter(|(_, call)| call.starts_with(&format!("docker buildx {verb}"))).map(|(at, _)| at).collect()
}

#[test]
fn a_builder_is_not_made_anew_while_another_project_builds_with_it() {
    let sandbox = two();
    sandbox.rules(json!([{ "call": "docker buildx bake", "sleep": 2 }]));
    let first = sandbox.start(&["docker-build"]);
    first.until_a_fake_sleeps();
    sandbox.rules(json!([]));
    let second = sandbox.start_below("other", &["docker-build"]);
    std::thread::sleep(Duration::from_millis(700));
    assert!(at(&sandbox, "rm").is_empty(), "{:#?}", sandbox.log());
    first.wait().exits(0);
    let ended = second.wait().exits(0).says("recreated: it was made for other registry settings");
    let whom = format!("waiting for the builder, which is in use: {} (process ", sandbox.path("").as_str().trim_end_matches('/'));
    ended.says(&whom);
}

/// What the second planned was to make it; when its turn comes, it is there.
#[test]
fn whoever_waits_for_one_that_is_being_made_takes_it() {
    let sandbox = two();
    sandbox.write("other/archwright.toml", &sandbox.read("archwright.toml"));
    sandbox.rules(json!([{ "call": "docker buildx create", "sleep": 2 }]));
    let first = sandbox.start(&["docker-build"]);
    first.until_a_fake_sleeps();
    let second = sandbox.start_below("other", &["docker-build"]);
    first.wait().exits(0);
    second.wait().exits(0).says("waiting for the builder, which is being made: ").says("asked what it builds");
    assert_eq!(at(&sandbox, "create").len(), 1, "{:#?}", sandbox.log());
}

#[test]
fn two_projects_build_side_by_side() {
    let sandbox = two();
    sandbox.write("other/archwright.toml", &sandbox.read("archwright.toml"));
    sandbox.run(&["builder", "ensure"]).exits(0);
    sandbox.rules(json!([{ "call": "docker buildx bake", "sleep": 4 }]));
    let first = sandbox.start(&["docker-build"]);
    first.until_a_fake_sleeps();
    sandbox.rules(json!([]));
    let begun = Instant::now();
    sandbox.run_in("other", &["docker-build"]).exits(0).hides("waiting");
    assert!(begun.elapsed() < Duration::from_secs(3), "it took {:?}", begun.elapsed());
    first.wait().exits(0);
}

#[test]
fn ctrl_c_ends_the_waiting_and_the_builder_stays() {
    let sandbox = two();
    sandbox.rules(json!([{ "call": "docker buildx bake", "sleep": 4 }]));
    let first = sandbox.start(&["docker-build"]);
    first.until_a_fake_sleeps();
    sandbox.rules(json!([]));
    for args in [["builder", "rm"], ["builder", "ensure"]] {
        let second = sandbox.start_below("other", &args);
        std::thread::sleep(Duration::from_millis(600));
        second.interrupt();
        second.wait().exits(130);
    }
    first.wait().exits(0);
    assert!(at(&sandbox, "rm").is_empty(), "{:#?}", sandbox.log());
}

#[test]
fn it_is_not_removed_while_somebody_builds() {
    let sandbox = two();
    sandbox.rules(json!([{ "call": "docker buildx bake", "sleep": 2 }]));
    let first = sandbox.start(&["docker-build"]);
    first.until_a_fake_sleeps();
    sandbox.rules(json!([]));
    sandbox.run_in("other", &["builder", "rm"]).exits(0).says("waiting for the builder, which is in use").shows("removed");
    first.wait().exits(0);
    assert!(at(&sandbox, "rm")[0] > at(&sandbox, "bake")[0], "{:#?}", sandbox.log());
}

/// Two projects that share a machine and name no builder.
#[test]
fn projects_do_not_make_each_others_builder_anew() {
    let sandbox = Sandbox::image();
    let one = sandbox.read("archwright.toml").replace("builder = ", "# builder = ");
    let other = one.clone() + "\n[registry.\"registry.example.org\"]\nhttp = true\n";
    let loopback = one.replace("registry.invalid", "localhost:5000");
    for text in [&one, &other, &loopback] {
        sandbox.write("archwright.toml", text);
        sandbox.run(&["builder", "ensure"]).exits(0).says("created");
    }
    sandbox.forget();
    for text in [&other, &one, &loopback] {
        sandbox.write("archwright.toml", text);
        sandbox.run(&["builder", "ensure"]).exits(0);
    }
    assert!(at(&sandbox, "create").is_empty() && at(&sandbox, "rm").is_empty(), "{:?}", sandbox.log());
    // Whoever wonders what the others are is told.
    sandbox.write("archwright.toml", &one);
    let status = sandbox.run(&["builder"]).exits(0).shows("archwright: ours, builds linux/amd64\n");
    status.shows("ours too, for other projects; `builder rm --builder archwright-");
}

/// The default context, `DOCKER_HOST`, a symlink: one server, one builder. Another server has its own.
#[test]
fn a_server_is_known_by_its_id_and_not_by_its_address() {
    let sandbox = Sandbox::image();
    let id = |id: &str| sandbox.docker_info(|info| info["ID"] = json!(id));
    id("one");
    sandbox.run(&["builder", "ensure"]).exits(0).says("created");
    let sandbox = sandbox.env("DOCKER_HOST", "unix:///run/docker.sock");
    sandbox.run(&["builder", "ensure"]).exits(0).says("already so");
    sandbox.docker_info(|info| info["ID"] = json!("another"));
    sandbox.run(&["builder", "status"]).exits(0).shows("it was made on another Docker server");
}
