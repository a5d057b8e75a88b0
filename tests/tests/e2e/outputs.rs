//! Where images go, and that nothing goes where nobody sent it.

use crate::support::registry::Registry;
use archwright_tests::project::Project;
use serde_json::Value;

/// The platforms of a layout's index, read as files.
#[track_caller]
fn layout_platforms(project: &Project, dir: &str) -> Vec<String> {
    let json = |path: String| -> Value { serde_json::from_str(&project.read(&path)).expect("the layout is JSON") };
    let root = &json(format!("{dir}/index.json"))["manifests"][0];
    let digest = root["digest"].as_str().expect("the layout names an image").replace("sha256:", "");
    let index = json(format!("{dir}/blobs/sha256/{digest}"));
    let entries = index["manifests"].as_array().expect("the image is an index").clone();
    let platform = |entry: &Value| {
        format!("{}/{}", entry["platform"]["os"].as_str().unwrap_or(""), entry["platform"]["architecture"].as_str().unwrap_or(""))
    };
    let mut all: Vec<_> = entries.iter().map(platform).filter(|platform| platform != "unknown/unknown").collect();
    all.sort();
    all
}

#[test]
fn without_push_or_load_a_proven_layout_is_written_and_nothing_else() {
    let project = Project::new("app");
    project.archwright(&["docker-build"]).run().exits(0).tells("add --push, or --load");
    assert_eq!(layout_platforms(&project, "target/archwright/layout/app"), ["linux/amd64", "linux/arm64"]);
    project.archwright(&["verify", "oci:target/archwright/layout/app", "--platforms", "linux/amd64,linux/arm64"]).run().exits(0);
    assert_eq!(Registry::at(&project.docker.registry).find(&project.repository("app"), "latest"), None);
}

/// F4: the seed built `linux/amd64` when it was asked for two others.
#[test]
fn a_platform_that_nobody_asked_for_is_never_built() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--platforms", "linux/arm64", "--output", "oci:out"]).run().exits(0);
    assert_eq!(layout_platforms(&project, "out"), ["linux/arm64"]);

    let builds = project.docker(&["buildx", "inspect", &project.builder]).run().exits(0).stdout;
    let candidates = ["linux/arm/v7", "linux/s390x", "linux/ppc64le", "linux/riscv64", "linux/loong64"];
    let foreign = candidates.into_iter().find(|platform| !builds.contains(platform)).expect("no machine emulates all of them");
    let both = format!("{foreign},linux/arm64");
    project.archwright(&["docker-build", "--platforms", &both, "--output", "oci:refused"]).run().exits(4).tells(foreign).tells("emulator");
    assert!(!project.path("refused").exists(), "nothing is built in its place");
}

/// F8: the seed pushed nothing and exited 0.
#[test]
fn a_push_without_a_registry_is_refused() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--push", "--registry", ""]).run().exits(2).tells("no registry is set").tells("--registry");
    project.edit("archwright.toml", "registry =", "# registry =");
    project.archwright(&["docker-build", "--push"]).run().exits(2).tells("no registry is set").tells("--registry");
}

/// F9, F14: two platforms are loaded where the store can hold them.
#[test]
fn two_platforms_are_loaded_into_the_containerd_store_and_both_run() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--load"]).run().exits(0).tells("loaded");
    let name = project.reference("app", "1.4.0");
    for (platform, machine) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")] {
        let ran = project.docker(&["run", "--rm", "--pull", "never", "--platform", platform, &name, "uname", "-m"]).run().exits(0);
        assert_eq!(ran.stdout.trim(), machine);
    }
    assert_eq!(Registry::at(&project.docker.registry).find(&project.repository("app"), "latest"), None);
}

#[test]
fn local_is_the_servers_platform_and_is_loaded() {
    let project = Project::new("app");
    let server = project.docker(&["version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"]).run().exits(0).stdout;
    project.archwright(&["docker-build-local"]).run().exits(0);
    let image =
        project.docker(&["image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", &project.reference("app", "latest")]).run().exits(0);
    assert_eq!(image.stdout, server);
    let report = project.report();
    assert_eq!(report["images"][0]["platforms"].as_array().map(Vec::len), Some(1), "{report:#}");
}

/// F15: in the seed it was parsed and had no effect.
#[test]
fn test_only_builds_and_leaves_no_image_and_no_tag() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--test-only"]).run().exits(0);
    assert_eq!(project.outcome("build"), "done");
    assert_eq!(Registry::at(&project.docker.registry).find(&project.repository("app"), "latest"), None);
    for tag in ["latest", "1.4.0"] {
        project.docker(&["image", "inspect", &project.reference("app", tag)]).run().exits(1);
    }
    assert!(!project.path("target/archwright/layout").exists() && !project.path("target/archwright/export").exists());

    project.edit("Dockerfile", "COPY greeting", "COPY missing");
    project.archwright(&["docker-build", "--test-only"]).run().exits(6).tells("missing");
}

#[test]
fn a_folder_with_files_of_the_users_own_is_not_emptied_for_a_layout() {
    let project = Project::new("app");
    project.write("mine/notes.txt", "years of work\n");
    project.archwright(&["docker-build-amd64", "--output", "oci:mine"]).run().exits(2).tells("mine");
    assert_eq!(project.read("mine/notes.txt"), "years of work\n");

    project.archwright(&["docker-build-amd64", "--output", "oci:fresh"]).run().exits(0);
    project.archwright(&["docker-build-arm64", "--output", "oci:fresh"]).run().exits(0);
    assert_eq!(layout_platforms(&project, "fresh"), ["linux/arm64"], "a layout of ours is written anew");
}
