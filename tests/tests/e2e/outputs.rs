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
fn f04_a_platform_that_nobody_asked_for_is_never_built() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--platforms", "linux/arm64", "--output", "oci:out"]).run().exits(0);
    assert_eq!(layout_platforms(&project, "out"), ["linux/arm64"]);

    let builds = project.docker(&["buildx", "inspect", &project.builder]).run().exits(0).stdout;
    let candidates = ["linux/arm/v7", "linux/s390x", "linux/ppc64le", "linux/riscv64", "linux/loong64"];
    let foreign = candidates.into_iter().find(|platform| !builds.contains(platform)).expect("no machine emulates all of them");
    let both = format!("{foreign},linux/arm64");
    // Files alone are put into an image for any platform; what runs needs a machine or an emulator.
    project.write("Dockerfile", "FROM scratch\nCOPY greeting /greeting\n");
    project.archwright(&["docker-build", "--platforms", &both, "--output", "oci:files"]).run().exits(0);
    assert_eq!(layout_platforms(&project, "files").len(), 2);
    project.write("Dockerfile", "FROM scratch\nCOPY greeting /greeting\nRUN [\"/greeting\"]\n");
    project.archwright(&["docker-build", "--platforms", &both, "--output", "oci:refused"]).run().exits(4).tells(foreign).tells("emulator");
    assert!(!project.path("refused").exists(), "nothing is built in its place");
}

/// F8: the seed pushed nothing and exited 0.
#[test]
fn f08_a_push_without_a_registry_is_refused() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--push", "--registry", ""]).run().exits(2).tells("no registry is set").tells("--registry");
    project.edit("archwright.toml", "registry =", "# registry =");
    project.archwright(&["docker-build", "--push"]).run().exits(2).tells("no registry is set").tells("--registry");
}

/// F14: two platforms are loaded where the store can hold them.
#[test]
fn f14_two_platforms_are_loaded_into_the_containerd_store_and_both_run() {
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

/// Cached rebuilds give the same images: the index stays, in the folder and in the server.
#[test]
fn the_same_again_is_already_so_for_layouts_and_loads() {
    let project = Project::new("app");
    let digest = || project.report()["images"][0]["digest"].as_str().map(str::to_owned);
    project.archwright(&["docker-build"]).run().exits(0);
    let (first, before) = (digest(), project.read("target/archwright/layout/app/index.json"));
    project.archwright(&["docker-build"]).run().exits(0).tells("already so: builder, index.app, layout.app");
    assert_eq!((digest(), project.read("target/archwright/layout/app/index.json")), (first, before));
    project.archwright(&["verify", "oci:target/archwright/layout/app"]).run().exits(0);

    let name = project.reference("app", "latest");
    let id = || project.docker(&["image", "inspect", "--format", "{{.Id}}", &name]).run().exits(0).stdout;
    project.archwright(&["docker-build", "--load"]).run().exits(0).tells("run it: docker run --rm").tells("  loaded");
    let loaded = id();
    let again = project.archwright(&["docker-build", "--load"]).run().exits(0).tells("already so: builder, index.app, load");
    assert_eq!(id(), loaded);
    // The heading is a name that is there, and not the folder that it was loaded from.
    assert!(again.stdout.starts_with(&format!("app  {}  sha256:", project.reference("app", "1.4.0"))), "{}", again.stdout);

    // Whoever takes the image away gets it back; what changed is loaded.
    project.docker(&["image", "rm", "--force", &name]).run().exits(0);
    project.archwright(&["docker-build", "--load"]).run().exits(0).tells("1 image loaded");
    assert_eq!(id(), loaded);
    project.write("greeting", "another one\n");
    project.archwright(&["docker-build", "--load"]).run().exits(0).tells("1 image loaded");
    assert_ne!(id(), loaded);
}

/// A layout that somebody broke, or whose attestations are gone, is no reason to keep its index.
#[test]
fn a_layout_that_is_not_whole_is_written_anew() {
    let project = Project::new("app");
    project.archwright(&["docker-build"]).run().exits(0);
    let layout = project.path("target/archwright/layout/app");
    for blob in layout.join("blobs/sha256").read_dir_utf8().expect("blobs").flatten() {
        if std::fs::read_to_string(blob.path()).is_ok_and(|text| text.contains("slsa.dev/provenance")) {
            std::fs::remove_file(blob.path()).expect("removed");
        }
    }
    project.archwright(&["docker-build"]).run().exits(0);
    assert_eq!(project.outcome("index.app"), "done");
    project.archwright(&["verify", "oci:target/archwright/layout/app"]).run().exits(0);
}

#[test]
fn a_load_of_another_platform_says_how_it_runs() {
    let project = Project::new("app");
    let server = project.docker(&["version", "--format", "{{.Server.Arch}}"]).run().exits(0).stdout;
    let other = if server.trim() == "arm64" { "linux/amd64" } else { "linux/arm64" };
    let ended = project.archwright(&["docker-build", "--load", "--platforms", other]).run().exits(0);
    ended.tells(&format!("run it: docker run --rm --platform {other} {}", project.reference("app", "1.4.0")));
}

/// F15: in the seed it was parsed and had no effect.
#[test]
fn f15_test_only_builds_and_leaves_no_image_and_no_tag() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--test-only"]).run().exits(0).tells("builds: app for linux/amd64, app for linux/arm64");
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
