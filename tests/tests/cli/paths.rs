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
    sandbox.run(&["verify", "oci:out"]).exits(2);
    sandbox.run(&["verify", "oci:deep/er/out"]).exits(0);
}

/// What lies above a git repository is another project, and must not be built or pushed by mistake.
#[test]
fn the_project_is_sought_up_to_the_root_of_the_repository() {
    let sandbox = Sandbox::image();
    let root = sandbox.path("").as_str().trim_end_matches('/').to_owned();
    fs::create_dir_all(sandbox.path("deep/er/est")).unwrap();
    sandbox.run_in("deep/er", &["plan"]).exits(0).says(&format!("project: {root}\n")).shows(&format!("plan for {root}\n"));
    sandbox.run_in("deep/er", &["docker-build", "--progress", "json"]).exits(0).hides("project: ");
    sandbox.run(&["plan"]).exits(0).hides("project: ");
    // A submodule's or a worktree's `.git` is a file.
    sandbox.write("deep/er/.git", "gitdir: elsewhere\n");
    let nothing = format!("no archwright.toml in {root}/deep/er/est or above it in the git repository {root}/deep/er\n");
    sandbox.run_in("deep/er/est", &["docker-build", "--push"]).exits(3).says(&nothing);
    sandbox.run_in("deep/er", &["plan"]).exits(3).says("the root of its git repository");
    sandbox.run_in("deep", &["plan"]).exits(0);
    assert!(!sandbox.log().iter().any(|call| call.contains("--push")), "{:?}", sandbox.log());
}

#[test]
fn a_journal() {
    let sandbox = Sandbox::image();
    sandbox.write("deep/journal.json", "{ \"version\": 1, \"moves\": [] }\n");
    sandbox.run_in("deep", &["publish", "--resume", "journal.json"]).exits(0).shows("no tag had to move");
    sandbox.run(&["publish", "--resume", "journal.json"]).exits(2).says("cannot read journal");
}
