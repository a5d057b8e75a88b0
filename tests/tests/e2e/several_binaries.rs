//! Two binaries of one workspace with the real Cargo: in one context, in the project, and in archives that others can read.

use crate::support::{
    binaries::{file_in_image, machine},
    registry::Registry,
};
use archwright_tests::{engine::command::Command, project::Project};
use std::{env::consts::ARCH, fs};

const KEYS: &str = "manifest = \"Cargo.toml\"\nbins = [\"hello\", \"agent\"]\ncopy-to = \"bin/{arch}\"\n\
                    archive = { name = \"{bin}-{version}-{arch}\" }\ntag-is-version = true";

/// The usual project, with a second package in its workspace, in a repository of its own.
fn project() -> Project {
    let project = Project::new("cli");
    project.edit("archwright.toml", "manifest = \"Cargo.toml\"", KEYS);
    project.edit("Cargo.toml", "[workspace]", "[workspace]\nmembers = [\"agent\"]");
    project.write("agent/Cargo.toml", "[package]\nname = \"agent\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
    project.write("agent/src/main.rs", "fn main() {\n    println!(\"agent on {}\", std::env::consts::ARCH);\n}\n");
    project.edit("Dockerfile", "${TARGETPLATFORM}/hello /usr/bin/hello", "${TARGETPLATFORM}/ /usr/bin/");
    fs::remove_file(project.path("Cargo.lock")).expect("the lock of one package");
    for args in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "one"], &["tag", "agent-v0.1.0"]] {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@localhost"];
        Command::new("git").args(identity).args(args).dir(&project.path(".")).run().exits(0);
    }
    project
}

#[test]
fn they_are_in_the_image_in_the_project_and_in_archives() {
    let project = project();
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let index = Registry::at(&project.docker.registry).need(&project.repository("hello"), "latest");
    for (platform, expected) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")] {
        for bin in ["hello", "agent"] {
            let binary = file_in_image(&project, "hello", &index.image(platform), &format!("usr/bin/{bin}"));
            assert_eq!(machine(&binary), expected, "{bin} for {platform}");
            let copy = project.path("bin").join(&platform[6..]).join(bin);
            assert!(fs::read(&copy).expect("a copy") == binary, "{copy}");
            if expected == ARCH {
                Command::new(copy).run().exits(0).tells(ARCH);
            }
        }
    }

    // Two platforms do not fit: they are two calls of the real Cargo, which finds all of it done.
    let limits = format!("[limits]\nmemory = \"3GiB\"\n\n{}", project.read("archwright.toml"));
    project.write("archwright.toml", &limits);
    let plan = project.archwright(&["cli-build", "--dry-run"]).run().exits(0).stdout;
    assert_eq!(plan.matches("cargo build --manifest-path Cargo.toml --bin hello --bin agent").count(), 2, "{plan}");
    project.archwright(&["cli-build"]).run().exits(0).tells("4 archives in dist");
    let dist = project.path("dist");
    Command::new("sha256sum").args(["--check", "--strict", "SHA256SUMS"]).dir(&dist).run().exits(0);
    Command::new("tar").args(["-xzf", "agent-0.1.0-arm64.tar.gz"]).dir(&dist).run().exits(0);
    assert_eq!(machine(&fs::read(dist.join("agent-0.1.0-arm64/agent")).expect("what tar unpacked")), "aarch64");
    let before = fs::read(dist.join("SHA256SUMS")).expect("the list");
    project.archwright(&["cli-build"]).run().exits(0).tells("already so");
    assert!(fs::read(dist.join("SHA256SUMS")).expect("the list") == before);

    // A tag that says another version of one of them ends the next run before anything is built.
    Command::new("git").args(["tag", "-d", "agent-v0.1.0"]).dir(&project.path(".")).run().exits(0);
    Command::new("git").args(["tag", "agent-v0.2.0"]).dir(&project.path(".")).run().exits(0);
    project.archwright(&["cli-build"]).run().exits(3).tells("the commit has the tag `agent-v0.2.0`, and package `agent` has version 0.1.0");
}
