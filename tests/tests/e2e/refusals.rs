//! What cannot be done is refused with the named exit code, one clear message and the remedy.

use archwright_tests::{
    engine::{bare_path, command::Command, daemon::free_port},
    project::Project,
};

#[test]
fn an_unknown_platform_is_refused_with_the_nearest_one() {
    Project::new("app").archwright(&["docker-build", "--platforms", "linux/amd65"]).run().exits(2).tells("amd65").tells("linux/amd64");
}

#[test]
fn a_bad_registry_is_told_with_file_line_and_column() {
    let project = Project::new("app");
    project.write("archwright.toml", "[project]\nregistry = \"ghcr.io/x//y\"\n\n[image.app]\ndockerfile = \"Dockerfile\"\n");
    project
        .archwright(&["docker-build"])
        .run()
        .exits(3)
        .tells("archwright.toml:2:12:")
        .tells("ghcr.io/x//y")
        .tells("did you mean `ghcr.io/x/y`?");
}

#[test]
fn three_mistakes_in_one_file_are_all_told() {
    let project = Project::new("app");
    project.write(
        "archwright.toml",
        "[project]\nplatfroms = [\"linux/amd64\"]\n\n[image.app]\ndockerfile = \"Dockerfile\"\nplatforms = [\"linux/amd65\"]\nneeds = [\"ui.web\"]\n",
    );
    let ended = project.archwright(&["docker-build"]).run().exits(3);
    ended.tells("archwright.toml:2:1:").tells("archwright.toml:6:14:").tells("archwright.toml:7:10:").tells("3 problems");
}

#[test]
fn a_missing_dockerfile_is_a_fault_of_the_configuration() {
    let project = Project::new("app");
    project.edit("archwright.toml", "\"Dockerfile\"", "\"docker/Dockerfile\"");
    project.archwright(&["docker-build"]).run().exits(3).tells("archwright.toml:").tells("docker/Dockerfile").tells("[image.app]");
}

/// What buildx says to it is `header key "x-docker-expose-session-sharedkey" contains value with non-printable ASCII characters`.
#[test]
fn a_build_context_that_buildx_cannot_name_is_refused_before_anything_runs() {
    let project = Project::new("app");
    project.edit("archwright.toml", "dockerfile = \"Dockerfile\"", "dockerfile = \"Dockerfile\"\ncontext = \"größe\"");
    project.write("größe/file", "");
    let ended = project.archwright(&["docker-build"]).run().exits(3);
    ended.tells("größe`").tells("fix: rename the folder `größe`").never_tells("grpc");

    // Only the last part is sent.
    project.edit("archwright.toml", "größe", "größe/inner");
    project.write("größe/inner/greeting", "hello\n");
    project.archwright(&["docker-build", "--platforms", "linux/amd64"]).run().exits(0);
}

#[test]
fn missing_npm_is_named_with_what_brings_it() {
    let project = Project::new("ui");
    let path = bare_path(&project.path("."), &["docker"]);
    project.archwright(&["docker-build"]).env("PATH", &path).run().exits(4).tells("npm").tells("install Node.js");
}

#[test]
fn a_missing_rust_target_is_named_with_the_command_that_adds_it() {
    let project = Project::new("cli");
    let rustc = Command::new("rustc").args(["--print", "sysroot"]).without("ARCHWRIGHT_RUST_TOOLCHAIN").run().exits(0);
    let candidates =
        [("linux/arm64", "aarch64"), ("linux/riscv64", "riscv64gc"), ("linux/s390x", "s390x"), ("linux/ppc64le", "powerpc64le")];
    let is_missing = |arch: &str| {
        let library = format!("{}/lib/rustlib/{arch}-unknown-linux-gnu/lib", rustc.stdout.trim());
        !camino::Utf8Path::new(&library).exists()
    };
    let (platform, arch) = candidates.into_iter().find(|(_, arch)| is_missing(arch)).expect("no toolchain has all of them");
    let build = project.archwright(&["docker-build", "--platforms", platform]).without("ARCHWRIGHT_RUST_TOOLCHAIN");
    build.run().exits(4).tells(&format!("rustup target add {arch}-unknown-linux-gnu"));
}

#[test]
fn a_docker_server_that_does_not_answer_is_a_fault_of_the_machine() {
    let project = Project::new("app");
    let build = project.archwright(&["docker-build"]).env("DOCKER_HOST", &format!("unix://{}", project.path("no.sock")));
    build.run().exits(4).tells("start the Docker server");
}

#[test]
fn a_registry_that_does_not_answer_is_told_before_anything_is_built() {
    let project = Project::with_own_builder("app");
    let registry = format!("127.0.0.1:{}/nobody", free_port());
    project.archwright(&["docker-build", "--push", "--registry", &registry]).run().exits(7).tells(&registry);
    assert_eq!((project.outcome("preflight"), project.outcome("build")), ("failed".into(), "skipped".into()));
}
