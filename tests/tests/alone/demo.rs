//! `cargo xtask demo`, as a newcomer types it.

use crate::support::{alone, xtask};
use archwright_tests::engine::{Engine, repository};
use std::fs;

const BUILDER: &str = "noetl-builder";

#[test]
fn it_builds_proves_and_runs_the_example_and_the_second_time_all_is_already_so() {
    let _alone = alone();
    let docker = &Engine::get().docker;
    let had_builder = docker.has_builder(BUILDER);
    // What somebody chose for projects of their own is none of the demo's.
    let demo = xtask(&["demo"]).env("ARCHWRIGHT_PLATFORMS", "linux/amd64").env("ARCHWRIGHT_TAG", "other");
    let first = demo.run().exits(0);
    for told in ["examples/noetl", "linux/amd64", "linux/arm64", "proved:", "sha256:", "x86_64", "aarch64", "engine down"] {
        assert!(first.stdout.contains(told), "expected {told:?} in\n{}", first.stdout);
    }
    // The README shows this very output; sizes change with the base image.
    let readme = fs::read_to_string(repository().join("README.md")).expect("the README");
    let proofs: Vec<_> = readme.lines().filter(|line| line.starts_with("    proved: ") || line.starts_with("    attested: ")).collect();
    assert_eq!(proofs.len(), 4, "{proofs:?}");
    for proof in proofs {
        assert!(first.stdout.lines().any(|line| line == proof), "the README shows {proof:?}, the demo\n{}", first.stdout);
    }
    let second = demo.run().exits(0).tells("already so: ui.web, cli.noetl, builder, index.noetl, publish");
    println!("demo: {:.1} s, the second time {:.1} s", first.took.as_secs_f64(), second.took.as_secs_f64());
    if !had_builder {
        docker.docker(&["buildx", "rm", "--force", BUILDER]).run().exits(0);
    }
}

#[test]
fn what_it_does_not_take_is_refused() {
    xtask(&["demo", "--fast"]).run().exits(2).tells("it takes no `--fast`");
    xtask(&["demo", "--help"]).run().exits(0).tells("a Docker Engine").never_tells("done in");
}
