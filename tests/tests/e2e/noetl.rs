//! The main job on real input: `examples/noetl`, a web UI, a Rust command line and a Python server in one image.

use crate::support::registry::Registry;
use archwright_tests::{
    engine::{Engine, command::Command, repository},
    project::Project,
};
use camino::Utf8Path;
use std::{
    fs, thread,
    time::{Duration, Instant},
};

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

/// A container that runs until this is dropped.
struct Server<'a> {
    project: &'a Project,
    id: String,
}

impl Server<'_> {
    /// Its page, once it answers.
    fn page(&self) -> String {
        let shown = self.project.docker(&["port", &self.id, "8082/tcp"]).run().exits(0);
        let address = shown.stdout.lines().next().unwrap_or_else(|| shown.fail("no port")).to_owned();
        let begun = Instant::now();
        loop {
            let page =
                Command::new("curl").args(["--silent", "--show-error", "--fail", "--max-time", "5", &format!("http://{address}/")]).run();
            if page.status.success() {
                return page.stdout;
            }
            if begun.elapsed() > Duration::from_secs(60) {
                self.project.docker(&["logs", &self.id]).run().tells("the server's log");
                page.exits(0);
            }
            thread::sleep(Duration::from_millis(200));
        }
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let _ = self.project.docker(&["rm", "--force", &self.id]).run();
    }
}

#[test]
fn the_noetl_example_is_published_for_two_platforms_and_runs_on_both() {
    let copy = repository().join("target/e2e/noetl");
    mirror(&repository().join("examples/noetl"), &copy);
    let project = Project::at(copy, &Engine::get().docker);
    // With a slash behind it, as people write it (F7).
    let place = format!("{}/{}/", project.docker.registry, project.namespace);
    let build = project.archwright(&["docker-build", "--push", "--registry", &place, "--builder", &project.builder]);
    let build = build.within(Duration::from_secs(600));
    build.run().exits(0).tells("linux/amd64").tells("linux/arm64");

    let registry = Registry::at(&project.docker.registry);
    let name = "noetl-local-dev";
    let version = project.read("VERSION").trim().to_owned();
    let index = registry.need(&project.repository(name), &version);
    assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
    assert_eq!(index.attested(), index.images());
    assert_eq!(registry.need(&project.repository(name), "latest"), index);

    build.run().exits(0).tells("already so: ui.web, cli.noetl, builder, index.noetl, publish");
    assert_eq!(registry.need(&project.repository(name), "latest"), index, "the same again moves nothing");

    let reference = project.reference(name, &version);
    for (platform, machine) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")] {
        let run = ["run", "--rm", "--platform", platform, &reference];
        for words in [["--version"].as_slice(), &["noetl", "--version"]] {
            project.docker(&[&run, words].concat()).run().exits(0).tells(&format!("{version} ({machine})"));
        }
    }
    let start = ["run", "--detach", "--platform", "linux/arm64", "--publish", "127.0.0.1::8082", &reference];
    let id = project.docker(&start).run().exits(0).stdout.trim().to_owned();
    let page = Server { project: &project, id }.page();
    assert_eq!(page, project.read("ui-src/dist/index.html"), "the arm64 server serves the UI that npm built");
    assert!(page.contains("/assets/index-"), "{page}");
}
