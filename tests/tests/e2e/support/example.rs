//! Copies of the examples, which keep what was built in them from one run of the suite to the next.

use archwright_tests::{
    engine::{Engine, repository},
    project::Project,
};
use camino::Utf8Path;
use std::fs;

/// The project of that example.
pub fn copy(name: &str) -> Project {
    copy_as(name, name)
}

/// The same, in a folder of another name: for a test that changes it.
pub fn copy_as(name: &str, folder: &str) -> Project {
    let copy = repository().join("target/e2e").join(folder);
    mirror(&repository().join("examples").join(name), &copy);
    Project::at(copy, &Engine::get().docker)
}

/// What is built, and stays where it was built, so that the next run of the suite is quick.
const BUILT: [&str; 4] = ["target", "node_modules", "dist", "__pycache__"];

/// Makes a folder like another; files that are so already keep their times, or Cargo would compile them again.
fn mirror(from: &Utf8Path, to: &Utf8Path) {
    fs::create_dir_all(to).expect("a folder");
    let is_built = |path: &Utf8Path| path.file_name().is_some_and(|name| BUILT.contains(&name)) || path.ends_with("noetl/core/ui");
    for entry in from.read_dir_utf8().expect("the example").flatten() {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if is_built(source) {
            continue;
        }
        if source.is_dir() {
            mirror(source, &target);
        } else {
            let contents = fs::read(source).expect("a file of the example");
            if fs::read(&target).ok().as_ref() != Some(&contents) {
                fs::write(&target, contents).expect("a file of the copy");
            }
        }
    }
    for entry in to.read_dir_utf8().expect("the copy").flatten() {
        if !is_built(entry.path()) && !from.join(entry.file_name()).exists() && entry.path().is_file() {
            fs::remove_file(entry.path()).expect("a file that the example does not have any more");
        }
    }
}
