//! A path on the command line starts where the user stands, not where the project is.

use crate::support::Sandbox;
use std::fs;

#[test]
fn facts() {
    let sandbox = Sandbox::image();
    let facts = sandbox.run(&["facts"]).exits(0).stdout;
    let other = facts.replace("28.5.1", "28.9.9");
    sandbox.write("facts.json", &facts);
    sandbox.write("deep/er/facts.json", &other);
    sandbox.run_in("deep/er", &["plan", "--facts", "facts.json"]).exits(0).shows("28.9.9");
    sandbox.run_in("deep/er", &["plan", "--facts", "../../facts.json"]).exits(0).shows("28.5.1");
    let absolute = sandbox.path("facts.json");
    sandbox.run_in("deep/er", &["plan", "--facts", absolute.as_str()]).exits(0).shows("28.5.1");
    sandbox.run_in("deep", &["plan", "--facts", "facts.json"]).exits(2).prints("").says("facts.json");
}

#[test]
fn a_layout_that_is_written_and_verified() {
    let sandbox = Sandbox::image();
    fs::create_dir_all(sandbox.path("deep/er")).unwrap();
    sandbox.run_in("deep/er", &["docker-build", "--output", "oci:out"]).exits(0);
    assert!(sandbox.path("deep/er/out/index.json").exists(), "{}", sandbox.listing());
    sandbox.run_in("deep/er", &["verify", "oci:out"]).exits(0);
    sandbox.run(&["verify", "oci:out"]).exits(9);
    sandbox.run(&["verify", "oci:deep/er/out"]).exits(0);
}

#[test]
fn a_journal() {
    let sandbox = Sandbox::image();
    sandbox.write("deep/journal.json", "{ \"version\": 1, \"moves\": [] }\n");
    sandbox.run_in("deep", &["publish", "--resume", "journal.json"]).exits(0).shows("0 tags moved");
    sandbox.run(&["publish", "--resume", "journal.json"]).exits(2).says("cannot read journal");
}
