//! Several projects in one repository, planned as one: what a member says counts from its folder, what is meant there is the member.

use crate::support::Sandbox;
use std::fs;

const ROOT: &str = "[project]\nregistry = 'registry.invalid/acme'\nplatforms = ['linux/amd64']\nbuilder = 'acme-builder'\nversion = { file = 'VERSION' }\n\n[workspace]\nmembers = ['services/*']\n";
const API: &str = "[ui.web]\ndir = 'web'\ncopy-to = ['static']\n\n[image.api]\nneeds = ['ui.web', 'image.base']\ntags = ['{version}']\n";
const BASE: &str = "[image.base]\ncontext = '../..'\n\n[cli.tool]\nmanifest = '../../tool/Cargo.toml'\n\n[target.ship]\noutput = 'push'\n";

/// A root and two members, one of which has a UI and needs the other's image.
fn workspace() -> Sandbox {
    let sandbox = Sandbox::noetl();
    sandbox.write("archwright.toml", ROOT);
    sandbox.write("services/api/archwright.toml", API);
    sandbox.write("services/api/Dockerfile", "FROM scratch\n");
    sandbox.write("services/api/web/package.json", "{ \"scripts\": { \"build\": \"vite build\" } }\n");
    sandbox.write("services/api/web/package-lock.json", "{}\n");
    sandbox.write("services/base/archwright.toml", BASE);
    sandbox.write("services/base/Dockerfile", "FROM scratch\n");
    sandbox.write("services/none/README.md", "no member\n");
    sandbox
}

/// The images that the last bake file has, by their targets.
fn baked(sandbox: &Sandbox, dir: &str, args: &[&str]) -> Vec<String> {
    let args: Vec<_> = args.iter().chain(&["--bake"]).copied().collect();
    let bake: serde_json::Value = serde_json::from_str(&sandbox.run_in(dir, &args).exits(0).stdout).unwrap();
    let mut targets: Vec<_> = bake["target"].as_object().unwrap().keys().cloned().collect();
    targets.sort();
    targets
}

#[test]
fn one_plan_over_all_with_each_member_s_paths_from_its_folder() {
    let sandbox = workspace();
    assert_eq!(baked(&sandbox, "", &["plan"]), ["api-linux-amd64", "base-linux-amd64"]);
    let plan = sandbox.run(&["plan", "--bake"]).exits(0).stdout;
    assert!(plan.contains("\"context\": \"services/api\"") && plan.contains("\"context\": \".\""), "{plan}");
    assert!(plan.contains("services/base/Dockerfile"), "{plan}");
}

#[test]
fn in_a_member_s_folder_that_member_is_meant() {
    let sandbox = workspace();
    sandbox.write("services/api/src/main.rs", "");
    let (api, base) = ("→ target/archwright/layout/api", "→ target/archwright/layout/base");
    for dir in ["services/api", "services/api/src"] {
        sandbox.run_in(dir, &["plan"]).exits(0).says(", of which services/api is meant\n").shows(api).hides(base);
    }
    sandbox.run_in("services/base", &["plan"]).exits(0).shows(base).hides(api);
    // Naming wins, in a folder of no member all are meant.
    sandbox.run_in("services/base", &["plan", "api"]).exits(0).shows(api).hides(base);
    sandbox.run_in("services/base", &["docker-build-api", "--dry-run"]).exits(0).shows(api).hides(base);
    for dir in ["", "services", "services/none"] {
        sandbox.run_in(dir, &["plan"]).exits(0).hides("is meant").shows(api).shows(base);
    }
}

#[test]
fn a_target_of_a_member_means_its_images() {
    let sandbox = workspace();
    for dir in ["", "services/api"] {
        sandbox.run_in(dir, &["ship", "--dry-run"]).exits(0).shows("registry.invalid/acme/base:latest").hides("registry.invalid/acme/api");
    }
}

#[test]
fn host_steps_and_lint_of_a_member() {
    let sandbox = workspace();
    sandbox.run_in("services/api", &["ui-build"]).exits(0);
    assert!(sandbox.path("services/api/web/dist").is_dir() && sandbox.path("services/api/static").is_dir(), "{}", sandbox.listing());
    assert!(!sandbox.path("services/api/target").exists(), "what a run leaves behind is the workspace's: {}", sandbox.listing());
    let none = "error: the member `services/base` of the workspace has no ui\n";
    sandbox.run_in("services/base", &["ui-build"]).exits(3).says(none).says("fix: add `[ui.KEY]` to its archwright.toml");
    sandbox.run_in("services/base", &["ui-build", "web"]).exits(0);
    sandbox.run_in("services/base", &["cli-build", "--dry-run"]).exits(0).shows("tool/Cargo.toml");
    sandbox.run(&["lint"]).shows("2 Dockerfiles");
    sandbox.run_in("services/api", &["lint"]).shows("1 Dockerfile");
}

#[test]
fn a_build_in_a_member_builds_it_and_what_it_needs() {
    let sandbox = workspace();
    sandbox.run_in("services/base", &["docker-build"]).exits(0);
    let bakes: Vec<_> = sandbox.log().into_iter().filter(|call| call.starts_with("docker buildx bake")).collect();
    assert!(bakes.len() == 1 && !sandbox.path("services/base/target").exists(), "{bakes:?}\n{}", sandbox.listing());
    assert!(sandbox.path("target/archwright/layout/base").is_dir() && !sandbox.path("target/archwright/layout/api").exists());
    sandbox.run(&["docker-build"]).exits(0);
    assert!(sandbox.path("target/archwright/layout/api").is_dir());
}

#[test]
fn the_faces_are_of_the_whole_workspace() {
    let sandbox = workspace();
    sandbox.run_in("services/api", &["generate", "make"]).exits(0);
    let makefile = sandbox.read("Makefile");
    for verb in ["docker-build-api:", "docker-build-base:", "ship:", "ui-build:"] {
        assert!(makefile.contains(verb), "{verb}\n{makefile}");
    }
    assert!(!sandbox.path("services/api/Makefile").exists());
    sandbox.run(&["generate", "make", "--check"]).exits(0);
}

#[test]
fn values_tell_the_file_that_says_them() {
    let sandbox = workspace();
    sandbox.write("services/base/archwright.toml", "[image.base]\nplatforms = ['linux/amd64', 'linux/arm64']\n");
    sandbox.run(&["plan"]).exits(0).shows("(services/base/archwright.toml:2)").shows("(archwright.toml:3)");
}

/// What is wrong is told as an editor finds it from here, whichever file it is in.
#[test]
fn what_is_wrong_names_its_file() {
    let sandbox = workspace();
    sandbox.write("services/base/archwright.toml", "[image.base]\ndockerfile = 'Dockerfiel'\n");
    let from_root =
        "error: services/base/archwright.toml:2:14: image `base`: dockerfile `[sandbox]/project/services/base/Dockerfiel` is not there\n";
    let ended = sandbox.run(&["plan"]).exits(3);
    assert!(crate::support::normalised(&ended.stderr, &ended.root).contains(from_root), "{ended}");
    sandbox.run_in("services/base", &["plan"]).exits(3).says("error: archwright.toml:2:14: image `base`");
    let from_beside = format!("error: {}:2:14: ", sandbox.path("services/base/archwright.toml"));
    sandbox.run_in("services/api", &["plan", "base"]).exits(3).says(&from_beside);
}

/// Of a member that is no longer named, or of a folder that never was, the file is a project of its own.
#[test]
fn a_folder_that_no_pattern_names_is_a_project_of_its_own() {
    let sandbox = workspace();
    sandbox.write("tools/one/archwright.toml", "[image.one]\n");
    sandbox.write("tools/one/Dockerfile", "FROM scratch\n");
    sandbox.run_in("tools/one", &["plan"]).exits(0).shows("one").hides("acme");
    sandbox.run(&["plan"]).exits(0).hides("one-linux");
    // The workspace is of one repository.
    fs::create_dir_all(sandbox.path("services/api/.git")).unwrap();
    sandbox.run_in("services/api", &["plan"]).exits(3).says("needs `image.base`, which is not there");
}
