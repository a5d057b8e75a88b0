//! Static glibc with a real Cargo: our flag arrives, and so does what the user has rustc told, wherever that stands.

use crate::support::binaries::{machine, needs_a_loader};
use archwright_tests::{engine::command::Command, project::Project};
use std::{env::consts::ARCH, fs};

/// A project whose program says whether it was compiled with `--cfg theirs`.
fn project() -> Project {
    let project = Project::new("cli");
    project.edit("archwright.toml", "manifest = \"Cargo.toml\"", "manifest = \"Cargo.toml\"\nlibc = \"gnu-static\"");
    project.edit("src/main.rs", "println!(", "if cfg!(theirs) { print!(\"theirs: \") }\n    println!(");
    project
}

/// Builds for both platforms, and looks at what came of it.
#[track_caller]
fn check(project: &Project, variable: Option<(&str, &str)>) {
    let build = project.archwright(&["cli-build"]);
    variable.into_iter().fold(build, |build, (name, value)| build.env(name, value)).run().exits(0);
    for (platform, expected) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64")] {
        let slug = platform.replace('/', "-");
        let file = project.path(&format!("target/archwright/artifacts/cli.hello/{slug}/{platform}/hello"));
        let binary = fs::read(&file).expect("the staged binary");
        assert_eq!(machine(&binary), expected, "{platform}, {variable:?}");
        assert!(!needs_a_loader(&binary), "{platform}, {variable:?}");
        if expected == ARCH {
            Command::new(file).run().exits(0).tells(&format!("theirs: hello from {ARCH}"));
        }
    }
}

#[test]
fn with_flags_of_the_environment() {
    let project = project();
    for (name, value) in [("RUSTFLAGS", "--cfg theirs"), ("CARGO_ENCODED_RUSTFLAGS", "--cfg\u{1f}theirs")] {
        check(&project, Some((name, value)));
    }
}

#[test]
fn with_flags_of_cargos_configuration() {
    let project = project();
    let [amd64, arm64] = ["x86_64", "aarch64"].map(|arch| format!("target.{arch}-unknown-linux-gnu"));
    for tables in [vec!["build"], vec!["target.'cfg(unix)'"], vec![&amd64, &arm64]] {
        let tables: Vec<_> = tables.iter().map(|table| format!("[{table}]\nrustflags = [\"--cfg\", \"theirs\"]\n")).collect();
        project.write(".cargo/config.toml", &tables.concat());
        check(&project, None);
    }
}
