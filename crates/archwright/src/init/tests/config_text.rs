//! The drafted configuration is valid, and says what the repository holds.

use super::{Options, Repo, Source, draft};
use archwright_model::project::VersionSource;

/// A repository shaped like the `NoETL` example.
fn noetl() -> Repo {
    Repo::new(&[
        (".git/config", "[remote \"origin\"]\n\turl = https://user:secret@github.com/NoETL/noetl.git\n"),
        ("VERSION", "2.4.0\n"),
        ("docker/noetl/dev/Dockerfile", "FROM python:3.11-slim\nCOPY VERSION ./\nCOPY noetl/ noetl/\nCOPY --from=cli.noetl x /y\n"),
        ("noetl/server.py", ""),
        ("ui-src/package.json", r#"{"scripts":{"build":"vite build"},"devDependencies":{"vite":"7"}}"#),
        ("ui-src/node_modules/left/package.json", r#"{"scripts":{"build":"vite"},"devDependencies":{"vite":"7"}}"#),
        ("lib/package.json", r#"{"scripts":{"build":"tsc"}}"#),
        (
            "noetlctl/Cargo.toml",
            "[package]\nname = \"noetlctl\"\nversion = \"1.0.0\"\n[workspace]\n[[bin]]\nname = \"noetl\"\npath = \"src/main.rs\"\n",
        ),
        ("noetlctl/src/main.rs", "fn main() {}"),
        ("examples/old/Dockerfile", "FROM scratch\n"),
        ("other/archwright.toml", ""),
        ("other/Dockerfile", "FROM scratch\n"),
    ])
}

const NOETL: &str = r#"# What archwright builds here. `cargo xtask plan` shows what would happen, and where each value comes from.

[project]
# registry = "ghcr.io/noetl"                 # where images are pushed; guessed from the git remote
platforms = ["linux/amd64", "linux/arm64"]
builder = "noetl-builder"                    # made when it is missing; the builder you use otherwise stays selected
version = { file = "VERSION" }

# A web UI is the same on every CPU, so it is built once, on the host.
[ui.web]
dir = "ui-src"
output = "dist"                              # what its build script writes there

# A command line is compiled on the host, once for each platform.
[cli.noetl]
manifest = "noetlctl/Cargo.toml"
libc = "gnu"                                 # `gnu` for Debian and its like, `musl` for Alpine and scratch

[image.noetl]
dockerfile = "docker/noetl/dev/Dockerfile"
context = "."
name = "noetl"
needs = ["cli.noetl"]
tags = ["{version}", "latest"]
"#;

#[test]
fn everything_that_is_found_stands_in_it() {
    let draft = noetl().draft();
    assert_eq!(draft.file("archwright.toml"), NOETL);
    let project = draft.project();
    assert_eq!((project.images.len(), project.uis.len(), project.clis.len()), (1, 1, 1));
    assert_eq!(draft.notes.len(), 1);
    assert!(draft.notes[0].contains("`lib/package.json`"), "{:?}", draft.notes);
    assert!(!format!("{draft:?}").contains("secret"));
}

#[test]
fn the_draft_follows_from_the_scan_alone() {
    let scan = noetl().scan();
    let options = Options { archwright: Source::Path("../archwright".into()) };
    assert_eq!(draft(&scan, &options), draft(&scan, &options));
    let manifest = draft(&scan, &options);
    assert!(manifest.file("xtask/Cargo.toml").contains("archwright = { path = \"../../archwright/crates/archwright\" }"));
}

#[test]
fn contexts_are_where_most_of_what_is_copied_lies() {
    for (dockerfile, others, context) in [
        (("api/Dockerfile", "FROM a\nCOPY src src\n"), &["api/src/main.py", "src/lib.py"][..], "api"),
        (("api/Dockerfile", "FROM a\nCOPY . .\n"), &["api/main.py", "README.md"], "api"),
        (("docker/api/Dockerfile", "FROM a\nCOPY . .\n"), &["main.py"], "."),
        (("api/docker/Dockerfile", "FROM a\nCOPY src/ /src\n"), &["api/src/main.py"], "api"),
        (("api/Dockerfile", "FROM a\nCOPY api/src /src\nCOPY common /common\n"), &["api/src/x", "common/x"], "."),
        (("api/Dockerfile", "FROM a\nCOPY made-later /x\n"), &["api/x"], "api"),
        (("docker/api/Dockerfile", "FROM a\nCOPY made-later /x\n"), &["x"], "."),
        (("docker/api/Dockerfile", "FROM a\n"), &["x"], "docker/api"),
        (("Dockerfile.api", "FROM a\nCOPY x /x\n"), &["x"], "."),
    ] {
        let files: Vec<_> = others.iter().map(|path| (*path, "")).chain([dockerfile]).collect();
        let project = Repo::new(&files).draft().project();
        assert_eq!(project.images[0].context, context, "{dockerfile:?}");
    }
}

#[test]
fn versions_that_can_be_tags_are_found() {
    let cargo = "[workspace.package]\nversion = \"1.2.3\"\n[workspace]\n";
    for (files, expected) in [
        (&[("VERSION", "1.0\n"), ("Cargo.toml", cargo)][..], Some(VersionSource::File("VERSION".into()))),
        (&[("VERSION", "not a tag\n"), ("Cargo.toml", cargo)], Some(VersionSource::Cargo("Cargo.toml".into()))),
        (&[("package.json", "{\"version\":\"3.0.0\"}")], Some(VersionSource::PackageJson("package.json".into()))),
        (&[("package.json", "{\"version\":\"1.0.0+build\"}")], None),
        (&[], None),
    ] {
        let draft = Repo::new(&[files, &[("Dockerfile", "FROM scratch\n")]].concat()).draft();
        let project = draft.project();
        assert_eq!(project.version.map(|version| version.value), expected, "{files:?}");
        assert_eq!(project.images[0].tags.len(), if expected.is_some() { 2 } else { 1 });
    }
}

#[test]
fn a_repository_with_several_of_each() {
    let vite = r#"{"scripts":{"build":"vite build"},"dependencies":{"vite":"7"}}"#;
    let draft = Repo::new(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\n"),
        ("crates/server/Cargo.toml", "[package]\nname = \"my_server\"\n"),
        ("crates/server/src/main.rs", ""),
        ("crates/server/src/bin/migrate.rs", ""),
        ("crates/lib/Cargo.toml", "[package]\nname = \"lib\"\n"),
        ("crates/lib/src/lib.rs", ""),
        ("broken/Cargo.toml", "["),
        ("a/ui/package.json", vite),
        ("b/ui/package.json", vite),
        ("package.json", r#"{"scripts":{"build":"make"}}"#),
        ("index.html", ""),
        ("docker/Dockerfile.server", "FROM rust AS build\nFROM alpine:3 AS base\nFROM base\n"),
        ("docker/Dockerfile.server.dockerignore", ""),
        ("docker/arm64.Dockerfile", "FROM scratch\n"),
        ("deploy/server/Dockerfile", "FROM scratch\n"),
    ])
    .draft();
    let project = draft.project();
    let keys = |keys: Vec<&archwright_model::project::Key>| keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    assert_eq!(keys(project.images.iter().map(|image| &image.key).collect()), "server docker-server arm64-image");
    assert_eq!(keys(project.uis.iter().map(|ui| &ui.key).collect()), "web a-ui b-ui");
    assert_eq!(keys(project.clis.iter().map(|cli| &cli.key).collect()), "my-server migrate");
    assert_eq!(project.clis[1].bin.as_deref(), Some("migrate"));
    assert!(draft.file("archwright.toml").contains("libc = \"musl\" "));
    assert!(draft.file("archwright.toml").contains("# needs = [\"ui.web\", \"ui.a-ui\", \"ui.b-ui\", \"cli.my-server\", \"cli.migrate\"]"));
}

#[test]
fn no_dockerfile_is_told_and_names_of_any_kind_are_escaped() {
    let draft = Repo::new(&[("ui \"x\"/package.json", r#"{"scripts":{"build":"next build"},"dependencies":{"next":"1"}}"#)]).draft();
    assert_eq!(draft.project().uis[0].dir, "ui \"x\"");
    assert!(draft.notes[0].starts_with("no Dockerfile was found"), "{:?}", draft.notes);
    let text = draft.file("archwright.toml");
    let filled: String = text
        .lines()
        .map(|line| {
            if line.starts_with("# [image") || line.starts_with("# dockerfile") {
                line[2..].to_owned() + "\n"
            } else {
                line.to_owned() + "\n"
            }
        })
        .collect();
    let project = archwright_model::config::read(&filled, "archwright.toml".as_ref(), "/repo".as_ref()).unwrap();
    assert_eq!(project.images[0].dockerfile, "Dockerfile");
}

/// What the Dockerfile takes has its name, whatever the folder is called and whatever builds it.
#[test]
fn uis_that_a_dockerfile_names_are_there_under_that_name() {
    let own = r#"{"scripts":{"build":"node build.js"}}"#;
    let vite = r#"{"scripts":{"build":"vite build"},"devDependencies":{"vite":"7"}}"#;
    let dockerfile = ("Dockerfile", "FROM scratch\nCOPY --from=ui.web / /srv/\n");
    for (files, dir, output) in [
        (vec![dockerfile, ("ui/package.json", own)], "ui", "dist"),
        (vec![dockerfile, ("web/package.json", own), ("lib/package.json", own)], "web", "dist"),
        (vec![dockerfile, ("page/package.json", own)], "page", "dist"),
        (vec![dockerfile, ("console/package.json", vite), ("lib/package.json", own)], "console", "dist"),
    ] {
        let draft = Repo::new(&files).draft();
        let project = draft.project();
        let uis: Vec<_> = project.uis.iter().map(|ui| (ui.key.as_str(), ui.dir.as_str(), ui.output.as_str())).collect();
        assert_eq!(uis, [("web", dir, output)], "{files:?}");
        assert!(draft.file("archwright.toml").contains(r#"needs = ["ui.web"]"#), "{}", draft.file("archwright.toml"));
    }
}

#[test]
fn what_a_dockerfile_takes_and_nobody_makes_is_told() {
    let dockerfile = ("Dockerfile", "FROM scratch\nCOPY --from=ui.web / /srv/\nCOPY --from=cli.tool ${TARGETPLATFORM}/tool /\n");
    let two = [dockerfile, ("a/package.json", r#"{"scripts":{"build":"x"}}"#), ("b/package.json", r#"{"scripts":{"build":"x"}}"#)];
    let notes = Repo::new(&two).draft().notes;
    assert!(notes.iter().any(|note| note.contains("takes `cli.tool`")) && notes.iter().any(|note| note.contains("[ui.web]")), "{notes:?}");
}
