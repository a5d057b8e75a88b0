//! What the host makes for images: the right binary in the right image, the UI once, and nothing stale.

use crate::support::{
    binaries::{file_in_image, machine},
    registry::Registry,
};
use archwright_tests::project::Project;

/// F10: the seed copied `target/release/NAME`, whatever that was.
#[test]
fn f10_each_image_gets_the_binary_of_its_platform_and_a_stale_native_one_is_ignored() {
    let project = Project::new("cli");
    project.write("target/release/hello", "stale: built for this machine, long ago\n");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let index = Registry::at(&project.docker.registry).need(&project.repository("hello"), "latest");
    for (platform, expected) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")] {
        let binary = file_in_image(&project, "hello", &index.image(platform), "usr/bin/hello");
        assert_eq!(machine(&binary), expected, "{platform}");
    }
    assert_eq!(project.read("target/release/hello"), "stale: built for this machine, long ago\n");
    project.archwright(&["docker-build", "--push"]).run().exits(0).tells("already so: cli.hello, builder, index.hello, publish");
}

#[test]
fn a_dockerfile_with_a_fixed_platform_fails_for_the_other_instead_of_taking_the_wrong_binary() {
    let project = Project::new("cli");
    project.edit("Dockerfile", "${TARGETPLATFORM}", "linux/amd64");
    project.archwright(&["docker-build", "--push"]).run().exits(6).tells("hello linux/arm64").tells("linux/amd64/hello");
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("hello")), Vec::<String>::new());
    project.archwright(&["docker-build-amd64", "--push"]).run().exits(0);
}

/// F11: in the seed npm ran once per platform, for the foreign one under QEMU.
#[test]
fn f11_a_ui_is_built_once_for_all_platforms_and_again_only_when_it_changed() {
    let project = Project::new("ui");
    project.edit(
        "web/build.js",
        "const fs = require(\"fs\");",
        "const fs = require(\"fs\");\nfs.appendFileSync(\"../builds.log\", \"built\\n\");",
    );
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    assert_eq!(project.read("builds.log").lines().count(), 1, "once, though there are two platforms");
    assert_eq!(project.read("served/index.html"), project.read("web/dist/index.html"));
    let index = Registry::at(&project.docker.registry).need(&project.repository("site"), "latest");
    let page = file_in_image(&project, "site", &index.image("linux/arm64"), "srv/ui/index.html");
    assert_eq!(String::from_utf8_lossy(&page), project.read("web/dist/index.html"));

    project.archwright(&["docker-build", "--push"]).run().exits(0).tells("already so: ui.web");
    assert_eq!(project.read("builds.log").lines().count(), 1);
    project.edit("web/build.js", "ready", "changed");
    project.archwright(&["ui-build"]).run().exits(0);
    assert_eq!(project.read("builds.log").lines().count(), 2);
}

/// npm itself: the lockfile lies at the workspace's root, and a package beside the UI is bundled from its source.
#[test]
fn a_ui_in_a_workspace_is_installed_at_the_root_and_new_when_a_shared_package_is() {
    let project = Project::new("ui");
    let _ = std::fs::remove_file(project.path("web/package-lock.json"));
    project.write("package.json", "{ \"private\": true, \"workspaces\": [\"web\", \"packages/*\"] }\n");
    project.write("packages/shared/package.json", "{ \"name\": \"@site/shared\", \"version\": \"1.0.0\" }\n");
    project.write("packages/shared/index.js", "module.exports = \"one\";\n");
    project.edit("web/package.json", "\"scripts\"", "\"dependencies\": { \"@site/shared\": \"*\" },\n  \"scripts\"");
    project.edit(
        "web/build.js",
        "const fs = require(\"fs\");",
        "const fs = require(\"fs\");\nfs.mkdirSync(\"dist\", { recursive: true });\nfs.writeFileSync(\"dist/shared.txt\", require(\"@site/shared\"));",
    );
    // The first writes the lockfile, the second installs by it.
    project.archwright(&["ui-build"]).run().exits(0);
    assert!(project.path("package-lock.json").exists() && !project.path("web/package-lock.json").exists());
    project.archwright(&["ui-build"]).run().exits(0);
    project.archwright(&["ui-build"]).run().exits(0).tells("already so: ui.web");
    assert_eq!(project.read("served/shared.txt"), "one");

    project.edit("packages/shared/index.js", "one", "two");
    project.archwright(&["ui-build"]).run().exits(0);
    assert_eq!(project.read("served/shared.txt"), "two");
    project.archwright(&["ui-build"]).env("VITE_TITLE", "hello").run().exits(0);
    project.archwright(&["ui-build"]).env("VITE_TITLE", "hello").run().exits(0).tells("already so: ui.web");
}

/// F12: in the seed an empty folder "disabled" the UI, and the server served a missing page.
#[test]
fn f12_a_ui_that_is_left_out_is_either_nothing_or_a_page_that_says_so() {
    let project = Project::new("ui");
    project.write("served/by-hand.txt", "not ours\n");
    project.archwright(&["ui-build"]).run().exits(0);
    assert!(project.path("served/index.html").exists());
    let image = |project: &Project| {
        project.archwright(&["docker-build", "--push", "--platforms", "linux/amd64", "--allow-shrink"]).run().exits(0);
        let index = Registry::at(&project.docker.registry).need(&project.repository("site"), "latest");
        let dir =
            project.docker(&["run", "--rm", &format!("{}@{}", project.reference("site", "latest"), index.digest), "ls", "-A", "/srv/ui"]);
        dir.run().exits(0).stdout
    };

    project.edit("archwright.toml", "mode = \"build\"", "mode = \"disabled\"");
    assert_eq!(image(&project), "");
    assert!(!project.path("served/index.html").exists(), "our copy goes");
    assert_eq!(project.read("served/by-hand.txt"), "not ours\n", "and nothing else does");

    project.edit("archwright.toml", "mode = \"disabled\"", "mode = \"placeholder\"");
    assert_eq!(image(&project), "index.html\n");
    assert!(project.read("served/index.html").contains("without its user interface"));
}

/// F13: the seed drained one of two pipes.
#[test]
fn f13_megabytes_on_both_streams_do_not_stop_a_host_step() {
    let project = Project::new("ui");
    let chatter = "const line = \"x\".repeat(1023) + \"\\n\";\nfor (let i = 0; i < 2048; i++) { fs.writeSync(1, line); }\nfor (let i = 0; i < 2048; i++) { fs.writeSync(2, line); }\n";
    project.write("web/build.js", &(project.read("web/build.js") + chatter));
    let ended = project.archwright(&["ui-build"]).run().exits(0);
    assert!(ended.stderr.len() > 4 << 20, "all of it is shown: {} bytes", ended.stderr.len());
}

#[test]
fn megabytes_on_both_streams_do_not_stop_an_image_build() {
    let project = Project::new("app");
    let chatter = format!("RUN echo {} && head -c 3000000 /dev/zero | tr '\\0' x | fold -w 100 | tee /dev/stderr", project.namespace);
    project.write("Dockerfile", &format!("FROM debian:bookworm-slim\n{chatter}\nRUN echo the end of it; exit 7\n"));
    project.archwright(&["docker-build-amd64"]).run().exits(6).tells("the end of it").tells("exit code: 7");
}
