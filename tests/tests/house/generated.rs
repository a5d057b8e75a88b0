//! What is generated and committed is what the model gives.

use archwright_tests::{
    engine::repository,
    process::{self, Start},
    program::{archwright, variables},
};

#[track_caller]
fn check(dir: &str) {
    let dir = repository().join(dir);
    let faces: Vec<String> = [("Makefile", "make"), ("Taskfile.yml", "task")]
        .iter()
        .filter(|(file, _)| dir.join(file).exists())
        .map(|(_, face)| (*face).to_owned())
        .collect();
    assert!(!faces.is_empty(), "{dir} has no generated file");
    let args: Vec<_> = ["generate".to_owned()].into_iter().chain(faces).chain(["--check".to_owned()]).collect();
    let start = Start { program: archwright().as_str(), args: &args, dir: &dir, env: &variables() };
    let output = process::start(&start).unwrap().wait_with_output().unwrap();
    assert!(output.status.success(), "{dir}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}

#[test]
fn this_repositorys_makefile_and_taskfile() {
    check("");
}

#[test]
fn those_of_the_examples() {
    for example in repository().join("examples").read_dir_utf8().unwrap().map(Result::unwrap) {
        let has_faces = ["Makefile", "Taskfile.yml"].iter().any(|file| example.path().join(file).exists());
        if example.path().join("archwright.toml").exists() && has_faces {
            check(&format!("examples/{}", example.file_name()));
        }
    }
}
