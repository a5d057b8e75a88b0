//! The main job on real input: `examples/noetl`, a web UI, a Rust command line and a Python server in one image.

use crate::support::{example, registry::Registry};
use archwright_tests::{engine::command::Command, project::Project};
use std::{
    thread,
    time::{Duration, Instant},
};

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
    let project = example::copy("noetl");
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
