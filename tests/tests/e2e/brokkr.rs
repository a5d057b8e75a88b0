//! `examples/brokkr`: a broker, an agent that brings a tool of each CPU's own, and a UI, as Brokkr's task promises them.

use crate::support::{example, registry::Registry, storage_host::StorageHost};
use archwright_tests::{engine::command::Command, project::Project};
use std::time::Duration;

const PLATFORMS: [(&str, &str); 2] = [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")];
const IMAGES: [&str; 3] = ["brokkr-agent", "brokkr-broker", "brokkr-ui"];

/// A copy of the example, and the file server that its agent gets its kubectl from, as the README has it.
fn project(folder: &str) -> (Project, StorageHost) {
    let project = example::copy_as("brokkr", folder);
    project.archwright(&["cli-build", "stand-in"]).within(Duration::from_secs(300)).run().exits(0);
    let host = StorageHost::of(project.path("tools"));
    (project, host)
}

/// What builds and publishes these images of it, or all.
fn push(project: &Project, host: &StorageHost, words: &[&str]) -> Command {
    let place = format!("{}/{}", project.docker.registry, project.namespace);
    let push = ["--push", "--registry", &place, "--builder", &project.builder];
    // By its address: BuildKit's own container may resolve names in another way.
    let tools = host.url.replace("localhost", "127.0.0.1");
    project.archwright(&[&["docker-build"], words, &push].concat()).env("KUBECTL_FROM", &tools).within(Duration::from_secs(600))
}

fn tags(project: &Project, image: &str) -> Vec<String> {
    Registry::at(&project.docker.registry).tags(&project.repository(image))
}

#[test]
fn the_brokkr_example_has_three_images_with_all_tags_of_a_version_and_each_runs_on_both_platforms() {
    let (project, host) = project("brokkr");
    push(&project, &host, &[]).run().exits(0).tells("`brokkr-agent check` runs");
    let registry = Registry::at(&project.docker.registry);
    for image in IMAGES {
        assert_eq!(tags(&project, image), ["1", "1.4", "1.4.0", "latest"], "{image}");
        let index = registry.need(&project.repository(image), "latest");
        assert_eq!(index.platforms(), PLATFORMS.map(|(platform, _)| platform), "{image}");
        for tag in ["1", "1.4", "1.4.0"] {
            assert_eq!(registry.need(&project.repository(image), tag), index, "{image}:{tag}");
        }
    }
    for (platform, machine) in PLATFORMS {
        let run = |image: &str, words: &[&str]| {
            let reference = project.reference(image, "1.4.0");
            project.docker(&[&["run", "--rm", "--platform", platform, &reference], words].concat()).run().exits(0).stdout
        };
        assert_eq!(run("brokkr-broker", &["--version"]), format!("brokkr-broker 1.4.0 ({machine})\n"));
        let checked = format!("brokkr-agent 1.4.0 on {machine}: kubectl v1.34.1-stand-in.{machine}\n");
        assert_eq!(run("brokkr-agent", &["check"]), checked);
        let asked = format!("get /{platform}/kubectl ");
        assert!(host.heads().iter().any(|head| head.starts_with(&asked)), "{:?}", host.heads());
    }
    let page = ["run", "--rm", "--entrypoint", "cat", &project.reference("brokkr-ui", "1"), "/srv/index.html"];
    project.docker(&page).run().exits(0).tells("content=\"http://localhost:3000\"");
    project.archwright(&["verify", &project.reference("brokkr-agent", "latest")]).run().exits(0);
    push(&project, &host, &[]).run().exits(0).tells("index.broker, index.agent, index.ui, publish\n");
}

/// F1: the default beats what BuildKit says, so the image of arm64 gets the kubectl of amd64 under a manifest that looks right.
#[test]
fn f01_a_default_on_targetarch_is_linted_and_what_it_makes_is_not_published() {
    let (project, host) = project("brokkr-default");
    project.archwright(&["lint"]).run().exits(0);
    project.edit("docker/Dockerfile.agent", "ARG TARGETARCH\n", "ARG TARGETARCH=amd64\n");
    project.archwright(&["lint"]).run().exits(10).tells("AW201").tells("docker/Dockerfile.agent:6");
    let ended = push(&project, &host, &["agent"]).run().exits(9);
    ended.tells("AW131 linux/arm64").tells("/usr/local/bin/kubectl").tells("it is for amd64, not for linux/arm64");
    assert!(!host.heads().iter().any(|head| head.contains("/linux/arm64/")), "{:?}", host.heads());
    assert_eq!(tags(&project, "brokkr-agent"), Vec::<String>::new());
}

/// F5: the folder moved, the Dockerfile did not, and failures exited 0 for months.
#[test]
fn f05_a_folder_that_is_gone_is_linted_and_fails_the_run_for_all() {
    let (project, host) = project("brokkr-gone");
    project.edit("docker/Dockerfile.ui", "COPY --from=ui.web / /srv/", "COPY examples/ui-slim /srv/");
    project.archwright(&["lint"]).run().exits(10).tells("AW210").tells("examples/ui-slim");
    push(&project, &host, &["broker", "ui"]).run().exits(6).tells("docker/Dockerfile.ui:4").tells("examples/ui-slim");
    for image in IMAGES {
        assert_eq!(tags(&project, image), Vec::<String>::new(), "{image}");
    }
}

/// Components by name: one, several, none that there is not.
#[test]
fn components_are_selected_by_name_and_an_unknown_one_lists_those_there_are() {
    let project = example::copy_as("brokkr", "brokkr-names");
    let plan = |words: &[&str]| project.archwright(&[&["plan"], words].concat()).run();
    plan(&["broker"]).exits(0).tells("layout.broker").never_tells("layout.agent").never_tells("layout.ui");
    plan(&["broker", "ui"]).exits(0).tells("layout.broker").tells("layout.ui").never_tells("layout.agent");
    let ended = plan(&["brokr"]).exits(2);
    ended.tells("did you mean `broker`? images: broker, agent, ui");
}
