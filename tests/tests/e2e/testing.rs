//! `[image.X.test]`: a command in each platform by digest, before anything of the run is published.

use crate::support::registry::Registry;
use archwright_tests::project::Project;

/// The usual project with a test of its image.
fn tested(command: &str) -> Project {
    let project = Project::new("app");
    project.write("archwright.toml", &format!("{}\n[image.app.test]\n{command}\n", project.read("archwright.toml")));
    project
}

fn tags(project: &Project) -> Vec<String> {
    Registry::at(&project.docker.registry).tags(&project.repository("app"))
}

#[test]
fn it_runs_in_each_platform_before_the_tags() {
    let project = tested(r#"command = ["uname", "-m"]"#);
    // An entrypoint of the image's own is not in its way.
    project.edit("Dockerfile", "COPY greeting /greeting", "COPY greeting /greeting\nENTRYPOINT [\"/bin/false\"]");
    let plan = project.archwright(&["plan", "--push"]).run().exits(0);
    plan.tells("test.app  after prove.app").tells("run `uname -m` in each platform of `app`").tells("publish  after test.app");

    let ended = project.archwright(&["docker-build", "--push", "--progress", "plain"]).run().exits(0);
    ended.tells("linux/amd64: x86_64").tells("linux/arm64: aarch64").tells("`uname -m` runs");
    assert_eq!(project.outcome("test.app"), "done");
    assert_eq!(tags(&project), ["1.4.0", "latest"]);
    let proved = &project.report()["images"][0]["platforms"][1]["proved"];
    assert!(proved.as_array().is_some_and(|proved| proved.iter().any(|what| what == "`uname -m` runs")), "{proved:#}");

    // Everything is already so, and it is tried all the same: what runs may depend on more than the image.
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    assert_eq!(project.outcome("test.app"), "done");
}

#[test]
fn a_failure_on_one_platform_moves_no_tag() {
    let project = tested(r#"command = ["test", "-e", "/only"]"#);
    project.edit(
        "Dockerfile",
        "COPY greeting /greeting",
        "ARG TARGETARCH\nCOPY greeting /greeting\nRUN test $TARGETARCH = arm64 || touch /only",
    );
    let ended = project.archwright(&["docker-build", "--push"]).run().exits(9);
    let ended = ended.tells("`app` on linux/arm64: `test -e /only` failed").never_tells("on linux/amd64: `test");
    ended.tells("docker run --rm --platform linux/arm64 --entrypoint test").tells("nothing was published");
    assert_eq!(project.outcome("publish"), "skipped");
    assert_eq!(tags(&project), Vec::<String>::new());
}

#[test]
fn a_failure_on_two_platforms_is_told_of_both_without_buildkits_own_lines() {
    let project = tested(r#"command = ["test", "-e", "/only"]"#);
    let ended = project.archwright(&["docker-build", "--output", "oci:out"]).run().exits(9);
    let both =
        "`app` on linux/amd64: `test -e /only` failed: exit code: 1; `app` on linux/arm64: `test -e /only` failed: exit code: 1\n  fix: ";
    ended.tells(both);
}

#[test]
fn what_is_not_in_the_image_is_told_with_what_it_said() {
    let project = tested(r#"command = ["no-such-program", "--version"]"#);
    let ended = project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64"]).run().exits(9);
    ended.tells("`no-such-program --version` failed").tells("executable file not found");
}

#[test]
fn one_that_does_not_end_is_ended() {
    let project = tested("command = [\"sleep\", \"3600\"]\ntimeout = \"2s\"");
    let ended = project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64"]).run().exits(9);
    ended.tells("`sleep 3600` did not end within 2s");
    assert_eq!(tags(&project), Vec::<String>::new());
}

#[test]
fn no_layout_is_replaced_and_nothing_is_loaded_by_one_that_fails() {
    let project = tested(r#"command = ["grep", "hello", "/greeting"]"#);
    project.archwright(&["docker-build", "--output", "oci:out"]).run().exits(0);
    let before = project.read("out/index.json");
    project.write("greeting", "bye\n");
    project.archwright(&["docker-build", "--output", "oci:out"]).run().exits(9).tells("`grep hello /greeting` failed");
    assert_eq!(project.read("out/index.json"), before);

    project.archwright(&["docker-build", "--load", "--platforms", "linux/amd64"]).run().exits(9);
    let there = project.docker(&["image", "inspect", &project.reference("app", "latest")]).run();
    assert!(!there.status.success(), "it was loaded");
}

#[test]
fn the_test_of_one_image_keeps_the_tags_of_all() {
    let project = Project::new("two-images");
    project.write("second.Dockerfile", &project.read("first.Dockerfile"));
    let config = project.read("archwright.toml");
    let last = config.lines().filter_map(|line| line.strip_prefix("[image.")?.strip_suffix(']')).next_back().map(str::to_owned);
    let last = last.expect("an image");
    project.write("archwright.toml", &format!("{config}\n[image.{last}.test]\ncommand = [\"false\"]\n"));
    project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64"]).run().exits(9).tells("`false` failed");
    let registry = Registry::at(&project.docker.registry);
    for image in config.lines().filter_map(|line| line.strip_prefix("[image.")?.strip_suffix(']')) {
        assert_eq!(registry.tags(&project.repository(image)), Vec::<String>::new(), "{image}");
    }
}
