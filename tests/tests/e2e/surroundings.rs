//! What surrounds a run and must not change it: variables, odd paths, other folders.

use crate::support::{binaries::file_in_image, registry::Registry};
use archwright_tests::{
    engine::{Engine, command::Command},
    project::Project,
};
use std::fs;

#[test]
fn variables_that_change_what_buildx_does_change_nothing() {
    let project = Project::new("app");
    let build = project.archwright(&["docker-build", "--push"]);
    let traps = [
        ("BUILDX_NO_DEFAULT_ATTESTATIONS", "1"),
        ("BUILDX_BUILDER", "no-such-builder"),
        ("BUILDX_BAKE_FILE", "/no/such/file.json"),
        ("BUILDX_METADATA_PROVENANCE", "disabled"),
        ("BUILDKIT_PROGRESS", "tty"),
        ("BUILDKIT_HOST", "tcp://127.0.0.1:1"),
        ("DOCKER_DEFAULT_PLATFORM", "linux/s390x"),
        ("DOCKER_BUILDKIT", "0"),
    ];
    traps.iter().fold(build, |build, (name, value)| build.env(name, value)).run().exits(0);
    let index = Registry::at(&project.docker.registry).need(&project.repository("app"), "latest");
    assert_eq!(index.platforms(), ["linux/amd64", "linux/arm64"]);
    assert_eq!(index.attested(), index.images());
}

#[test]
fn a_value_that_looks_like_an_expression_reaches_the_dockerfile_as_it_is() {
    let project = Project::new("app");
    let value = "${HOME} %{if} $PATH \\\"quoted\\\" a,b=c";
    project.write("archwright.toml", &format!("{}build-args = {{ GREETING = \"{value}\" }}\n", project.read("archwright.toml")));
    project.write("Dockerfile", "FROM debian:bookworm-slim\nARG GREETING\nRUN printf %s \"$GREETING\" > /greeting\n");
    project.archwright(&["docker-build-amd64", "--push"]).run().exits(0);
    let index = Registry::at(&project.docker.registry).need(&project.repository("app"), "latest");
    let seen = file_in_image(&project, "app", &index.image("linux/amd64"), "greeting");
    assert_eq!(String::from_utf8_lossy(&seen), value.replace('\\', ""));
}

#[test]
fn context_and_dockerfile_lie_apart_and_the_call_comes_from_elsewhere() {
    let project = Project::new("app");
    project.write("parts/app/greeting", "from the parts\n");
    project.write("docker/app.Dockerfile", &project.read("Dockerfile"));
    project.edit("archwright.toml", "\"Dockerfile\"", "\"docker/app.Dockerfile\"\ncontext = \"parts/app\"");
    let build = project.archwright(&["docker-build", "--push"]).dir(&project.path("docker"));
    build.run().exits(0);
    let index = Registry::at(&project.docker.registry).need(&project.repository("app"), "latest");
    let seen = file_in_image(&project, "app", &index.image("linux/arm64"), "greeting");
    assert_eq!(String::from_utf8_lossy(&seen), "from the parts\n");
}

/// buildx itself refuses a context whose last folder is not ASCII; that one alone stays plain here.
#[test]
fn a_path_with_spaces_commas_and_letters_of_other_languages_is_no_trouble() {
    let project = Project::new("cli");
    let odd = project.path("größer, 東/my project = ${HOME}, %{x}");
    fs::create_dir_all(&odd).expect("a folder");
    for file in ["archwright.toml", "Cargo.toml", "Cargo.lock", "Dockerfile", "src"] {
        fs::rename(project.path(file), odd.join(file)).expect("a file that moves");
    }
    project.archwright(&["docker-build", "--push"]).dir(&odd).run().exits(0);
    assert_eq!(Registry::at(&project.docker.registry).tags(&project.repository("hello")), ["latest"]);
    project.archwright(&["docker-build", "--output", "oci:lay out, of it"]).dir(&odd).run().exits(0);
    assert!(odd.join("lay out, of it/index.json").exists());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let project = Project::new("app");
    let program = Engine::get().archwright.as_str();
    let pipe = format!("set -o pipefail; {program} plan --json | head -c 1; {program} --help | true");
    project.docker.on(Command::new("bash").args(["-c", &pipe]).dir(&project.path("."))).run().exits(0).never_tells("panicked").tells("{");
}

/// reproducible-builds.org's variable: BuildKit dates the image by it.
#[test]
fn source_date_epoch_dates_the_image() {
    let project = Project::new("app");
    project.archwright(&["docker-build-amd64", "--push"]).env("SOURCE_DATE_EPOCH", "1700000000").run().exits(0);
    let (registry, repository) = (Registry::at(&project.docker.registry), project.repository("app"));
    let image = registry.need(&repository, "latest").image("linux/amd64");
    let manifest = registry.need(&repository, &image).document;
    let config = registry.blob(&repository, manifest["config"]["digest"].as_str().expect("a manifest has a config"));
    assert_eq!(config["created"], "2023-11-14T22:13:20Z");
}
