//! What is generated and committed is what the model gives.

use archwright_tests::{
    engine::repository,
    process::{self, Start},
    program::{archwright, variables},
};

#[track_caller]
fn check(dir: &str) {
    let dir = repository().join(dir);
    for file in ["Makefile", "Taskfile.yml"] {
        assert!(dir.join(file).exists(), "{dir} has no {file}");
    }
    let args = ["generate", "--check"].map(str::to_owned);
    let start = Start { program: archwright().as_str(), args: &args, dir: &dir, env: &variables() };
    let output = process::start(&start).unwrap().wait_with_output().unwrap();
    assert!(output.status.success(), "{dir}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}

#[test]
fn this_repositorys_makefile_and_taskfile() {
    check("");
}

#[test]
fn f25_those_of_the_examples() {
    let dirs = repository().join("examples").read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path());
    let mut examples: Vec<_> = dirs.filter(|dir| dir.join("archwright.toml").exists()).collect();
    examples.sort();
    let names: Vec<_> = examples.iter().filter_map(|dir| dir.file_name()).collect();
    assert_eq!(names, ["brokkr", "noetl", "openhqm", "system-info-exporter"]);
    for example in &examples {
        check(example.as_str());
    }
}
