//! What BuildKit attests is published with the image: no secret of the run is in it, or no tag moves.

use crate::support::registry::Registry;
use archwright_tests::{engine::Engine, project::Project};
use camino::Utf8Path;
use serde_json::Value;
use std::{fs, sync::Arc};

const PASSWORD: &str = "hunter2-Proxy";
const TOKEN: &str = "npm_AbC12345xyz";

/// A project whose docker configuration has a proxy, which buildx gives to every build, and that attests everything.
fn behind_a_proxy(more: &str) -> Project {
    let docker = Arc::new(Engine::get().docker.with_own_config(None));
    let proxies = format!("{{ \"proxies\": {{ \"default\": {{ \"httpProxy\": \"http://me:{PASSWORD}@proxy.invalid:3128\" }} }} }}");
    fs::write(docker.config().join("config.json"), proxies).expect("docker's configuration");
    let project = Project::on(&docker, "app");
    // A step, so that the proxy stands in the steps too; in a stage of its own, so that the image's history shows nothing.
    let first = "FROM debian:bookworm-slim AS first\nARG NPM_TOKEN\nCOPY greeting /greeting\nRUN test -e /greeting\n";
    project.write("Dockerfile", &format!("{first}FROM debian:bookworm-slim\nCOPY --from=first /greeting /greeting\n"));
    project.write("archwright.toml", &format!("{}{more}\n", project.read("archwright.toml")));
    project
}

#[test]
fn what_provenance_shows_keeps_every_tag_where_it_is() {
    let project = Project::new("app");
    let more = format!("provenance = \"max\"\nbuild-args = {{ GREETING = \"{TOKEN}\" }}\n");
    project.write("archwright.toml", &format!("{}{more}", project.read("archwright.toml")));
    project.edit("Dockerfile", "COPY greeting", "ARG GREETING\nCOPY greeting");
    // The run knows it, and no name of a build argument says that it is secret.
    let archwright = |args: &[&str]| project.archwright(args).env("NPM_TOKEN", TOKEN);
    let ended = archwright(&["docker-build", "--push"]).run().exits(9).never_tells(TOKEN);
    let ended = ended.tells("AW114 linux/amd64").tells("AW114 linux/arm64").tells("`https://slsa.dev/provenance/");
    ended.tells("build argument `GREETING`").tells("provenance = \"min\"").tells("no tag was moved");
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), Vec::<String>::new());
    // What shows everything is exported and looked through before any of it is pushed.
    let exported = project.path("target/archwright/staged/app/blobs/sha256").read_dir_utf8().expect("blobs").flatten();
    for blob in exported.map(|blob| blob.file_name().to_owned()) {
        let (registry, repository) = (Registry::at(&project.docker.registry), project.repository("app"));
        assert_eq!(registry.find(&repository, &format!("sha256:{blob}")), None, "nothing is in the registry");
    }

    // The same into a layout: nothing takes its place.
    archwright(&["docker-build", "--output", "oci:out"]).run().exits(9).tells("AW114").tells("no layout was replaced");
    assert!(!project.path("out").exists());
}

#[test]
fn what_provenance_would_show_is_refused_before_anything_is_pushed() {
    let project = behind_a_proxy(&format!("provenance = \"max\"\nbuild-args = {{ NPM_TOKEN = \"{TOKEN}\" }}"));
    for args in [&["plan"][..], &["docker-build", "--push"], &["docker-build", "--output", "oci:out"]] {
        let ended = project.archwright(args).run().exits(3).never_tells(PASSWORD).never_tells(TOKEN);
        ended.tells("build argument `NPM_TOKEN`").tells("the password of `httpProxy`").tells("provenance = \"min\"");
    }
    assert!(!project.path("target").exists() || files_with(&project.path("target"), PASSWORD).is_empty());
    assert!(!project.path("target/archwright/bake").exists(), "nothing was built");
}

#[test]
fn less_provenance_shows_neither_and_is_published() {
    let project = behind_a_proxy(&format!("provenance = \"min\"\nbuild-args = {{ NPM_TOKEN = \"{TOKEN}\" }}"));
    project.archwright(&["docker-build", "--push"]).run().exits(0).never_tells(PASSWORD).never_tells("AW1");
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), ["1.4.0", "latest"]);
    assert_eq!(files_with(&project.path("target"), PASSWORD), Vec::<String>::new());
}

/// Less provenance is no help there: `docker history` shows the arguments of every step.
#[test]
fn what_the_config_shows_keeps_every_tag_where_it_is() {
    let project = Project::new("app");
    let more = format!("provenance = \"min\"\nbuild-args = {{ NPM_TOKEN = \"{TOKEN}\" }}\n");
    project.write("archwright.toml", &format!("{}{more}", project.read("archwright.toml")));
    project.edit("Dockerfile", "COPY greeting", "ARG NPM_TOKEN\nENV KEEP=$NPM_TOKEN\nRUN true\nCOPY greeting");
    let ended = project.archwright(&["docker-build", "--push"]).run().exits(9).never_tells(TOKEN);
    let ended = ended.tells("AW116 linux/amd64").tells("AW116 linux/arm64").tells("no tag was moved");
    ended.tells("a secret of this run in build argument `NPM_TOKEN`, a secret of this run in environment variable `KEEP`");
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("app")), Vec::<String>::new());

    // The same by other means, judged by somebody who knows no token.
    let name = project.reference("app", "by-hand");
    let build = ["buildx", "build", "--builder", &project.builder, "--platform", "linux/amd64", "--provenance=false", "--push", "--tag"];
    let token = format!("NPM_TOKEN={TOKEN}");
    project.docker(&build).args([&name, "--build-arg", &token, "."]).run().exits(0);
    let ended = Project::new("app").archwright(&["verify", &name]).run().exits(9).never_tells(TOKEN);
    ended.tells("AW116 linux/amd64").tells("a value whose name says that it is secret in build argument `NPM_TOKEN`");
}

/// What somebody else published with a proxy of theirs, judged by somebody who knows no proxy.
#[test]
fn verify_finds_the_password_of_others() {
    let theirs = behind_a_proxy("");
    let name = theirs.reference("app", "by-hand");
    theirs.archwright(&["builder", "ensure"]).run().exits(0);
    let build =
        ["buildx", "build", "--builder", &theirs.builder, "--platform", "linux/amd64", "--provenance", "mode=max", "--push", "--tag"];
    theirs.docker(&build).args([&name, "."]).run().exits(0);

    let ours = Project::new("app");
    let ended = ours.archwright(&["verify", &name]).run().exits(9).never_tells(PASSWORD);
    ended.tells("AW114 linux/amd64").tells("the password of a URL in build argument `HTTP_PROXY`");
}

/// BuildKit names no subject in what it exports without a name.
#[test]
fn an_exported_image_is_named_in_its_attestations() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--output", "oci:out"]).run().exits(0).never_tells("AW1");
    let mut names = Vec::new();
    for blob in project.path("out/blobs/sha256").read_dir_utf8().expect("blobs").flatten() {
        let Ok(statement) = serde_json::from_slice::<Value>(&fs::read(blob.path()).expect("a blob")) else { continue };
        names.extend(
            statement["subject"].as_array().into_iter().flatten().filter_map(|subject| subject["name"].as_str().map(str::to_owned)),
        );
    }
    names.sort();
    assert_eq!(names.len(), 4, "two platforms, two tags: {names:?}");
    for (name, tag) in names.iter().zip(["1.4.0", "1.4.0", "latest", "latest"]) {
        assert!(name.contains(&format!("/app@{tag}?platform=linux")), "{names:?}");
    }
}

/// The files below a folder that hold a text.
fn files_with(dir: &Utf8Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in dir.read_dir_utf8().expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(files_with(entry.path(), text));
        } else if String::from_utf8_lossy(&fs::read(entry.path()).expect("a file")).contains(text) {
            found.push(entry.path().to_string());
        }
    }
    found
}
