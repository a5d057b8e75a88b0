//! The bench works and prints paired figures. How large they are is for a person to read: a busy machine is no fault.

use crate::support::alone;
use archwright_tests::{
    engine::{Engine, command::Command, repository},
    program::archwright,
};
use std::time::Duration;

#[test]
fn a_warm_run_is_measured_against_one_raw_bake_call() {
    let _alone = alone();
    let docker = &Engine::get().docker;
    let had_builder = docker.has_builder("noetl-builder");
    let bench = docker.on(Command::new("bash").args(["benches/warm-run.sh", "3"]).dir(&repository()));
    let bench = bench.env("REGISTRY", &docker.registry).env("ARCHWRIGHT_BIN", archwright().as_str());
    let ended = bench.within(Duration::from_secs(900)).run().exits(0);
    let sides: Vec<_> = ended.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).collect();
    let names: Vec<_> = sides.iter().map(|words| words[0]).collect();
    assert_eq!(names, ["raw", "archwright", "difference"], "{}", ended.stdout);
    for words in &sides {
        assert_eq!([words[1], words[3], words[5]], ["min", "median", "max"], "{}", ended.stdout);
        let figures: Vec<f64> = [2, 4, 6].map(|at| words[at].parse().expect("seconds")).to_vec();
        assert!(figures.is_sorted() && figures.iter().all(|figure| words[0] == "difference" || *figure > 0.0), "{}", ended.stdout);
    }
    println!("bench of a warm run, 3 pairs, seconds:\n{}", ended.stdout);
    if !had_builder {
        docker.docker(&["buildx", "rm", "--force", "noetl-builder"]).run().exits(0);
    }
}
