//! Two runs in one project: they share its state folder, so the second waits, and then finds what the first one made.

use crate::support::Sandbox;
use serde_json::json;
use std::time::{Duration, Instant};

#[test]
fn the_second_waits_and_finds_the_builder_of_the_first() {
    let sandbox = Sandbox::image();
    sandbox.rules(json!([{ "call": "docker buildx create", "sleep": 2 }]));
    let first = sandbox.start(&["docker-build"]);
    first.until_a_fake_sleeps();
    let second = sandbox.start(&["docker-build"]);
    first.wait().exits(0);
    second.wait().exits(0).says("waiting for another run in this project");
    let created = sandbox.log().iter().filter(|call| call.starts_with("docker buildx create")).count();
    assert_eq!(created, 1, "{:#?}", sandbox.log());
}

#[test]
fn ctrl_c_ends_the_waiting() {
    let sandbox = Sandbox::image();
    sandbox.rules(json!([{ "call": "docker buildx bake", "sleep": 6 }]));
    let first = sandbox.start(&["docker-build"]);
    first.until_a_fake_sleeps();
    let second = sandbox.start(&["docker-build"]);
    std::thread::sleep(Duration::from_millis(500));
    let begun = Instant::now();
    second.interrupt();
    second.wait().exits(130);
    assert!(begun.elapsed() < Duration::from_secs(3), "it took {:?}", begun.elapsed());
    first.wait().exits(0);
}

/// Planning changes nothing: it waits for nobody.
#[test]
fn a_plan_does_not_wait() {
    let sandbox = Sandbox::image();
    sandbox.rules(json!([{ "call": "docker buildx bake", "sleep": 3 }]));
    let first = sandbox.start(&["docker-build"]);
    first.until_a_fake_sleeps();
    let begun = Instant::now();
    sandbox.run(&["plan"]).exits(0).complains("");
    assert!(begun.elapsed() < Duration::from_secs(2), "it took {:?}", begun.elapsed());
    first.wait().exits(0);
}
