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

    assert_eq!(project.read(".noetl_last_build_tag.txt").trim(), version);
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

/// F7: in the seed `ghcr.io/noetl/` became `ghcr.io/noetl//noetl-local-dev`, which is no reference.
#[test]
fn f07_a_registry_with_a_slash_behind_it_is_the_one_without() {
    let project = example::copy_as("noetl", "noetl-plan");
    let plan = |registry: &str| project.archwright(&["plan", "--json", "--push", "--registry", registry]).run().exits(0);
    let with = plan("ghcr.io/noetl/").tells("ghcr.io/noetl/noetl-local-dev").never_tells("noetl//");
    assert_eq!(with.stdout, plan("ghcr.io/noetl").stdout);
    project.archwright(&["plan", "--registry", "ghcr.io//noetl"]).run().exits(2).tells("ghcr.io//noetl");
}

/// The guide's own variable, and the tag that a minute gives.
#[test]
fn a_variable_leaves_the_ui_out_and_a_tag_tells_the_time() {
    let project = example::copy_as("noetl", "noetl-plan-ui");
    let plan = || project.archwright(&["plan"]);
    plan().run().exits(0).tells("npm run build");
    plan().env("NOETL_ENABLE_UI", "false").run().exits(0).never_tells("npm run build");
    plan().env("NOETL_ENABLE_UI", "maybe").run().exits(2).tells("NOETL_ENABLE_UI");
    let dated = ["plan", "--push", "--registry", "ghcr.io/noetl"];
    project.edit("archwright.toml", "\"latest\"]", "\"latest\", \"{time:%Y-%m-%d-%H-%M}\"]");
    project.archwright(&dated).env("SOURCE_DATE_EPOCH", "1700000000").run().exits(0).tells(":2023-11-14-22-13");
}
