//! No Cargo workspace that is there notices the new package: `cargo metadata` is asked before and after.

use super::{Options, Repo, Source, apply, draft, scan};
use camino::Utf8Path;
use std::process::{Command, Output};

const PACKAGE: &str = "[package]\nname = \"tool\"\nversion = \"1.0.0\"\nedition = \"2021\"\n";
const RESOLVER: &str = "[workspace]\nresolver = \"2\"\n";
const MEMBER: &str = "[package]\nname = \"member\"\nversion = \"1.0.0\"\nedition = \"2021\"\n";

#[expect(clippy::disallowed_methods, reason = "Cargo itself is asked")]
fn metadata(folder: &Utf8Path, manifest: &str) -> Output {
    Command::new("cargo")
        .args(["metadata", "--offline", "--no-deps", "--format-version=1", "--manifest-path", manifest])
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Drafts and writes the xtask, then asks Cargo about it and about every manifest that was there.
#[track_caller]
fn check(files: &[(&str, &str)], is_member: bool) {
    let sources = [("src/lib.rs", ""), ("crates/member/src/lib.rs", "")];
    let repo = Repo::new(&[files, &sources].concat());
    let manifests: Vec<_> = files.iter().map(|(path, _)| *path).filter(|path| path.ends_with("Cargo.toml")).collect();
    for manifest in &manifests {
        let output = metadata(&repo.root, manifest);
        assert!(output.status.success(), "before: {}", String::from_utf8_lossy(&output.stderr));
    }
    let before: Vec<_> = manifests.iter().map(|manifest| repo.read(manifest)).collect();
    let draft = draft(&scan(&repo.root).unwrap(), &Options { archwright: Source::Version("0.1".into()) });
    apply(&repo.root, &draft).unwrap();
    for (manifest, before) in manifests.iter().zip(before) {
        assert_eq!(repo.read(manifest), before);
    }
    for manifest in manifests.iter().chain([&"xtask/Cargo.toml"]) {
        let output = metadata(&repo.root, manifest);
        assert!(output.status.success(), "after, {manifest}: {}", String::from_utf8_lossy(&output.stderr));
        // A profile in a member is ignored with a warning.
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{manifest}");
        let text = String::from_utf8(output.stdout).unwrap();
        let own = *manifest == "xtask/Cargo.toml";
        let root = repo.root.join(if own && !is_member { "xtask" } else { "" });
        let expected = format!("\"workspace_root\":\"{}\"", root.as_str().trim_end_matches('/'));
        assert!(text.contains(&expected) || !own, "{text}");
    }
    let (manifest, alias) = (draft.file("xtask/Cargo.toml"), draft.file(".cargo/config.toml"));
    assert_eq!(manifest.contains("[profile.xtask]"), !is_member);
    assert!(alias.contains(if is_member { "--package xtask" } else { "--profile xtask" }), "{alias}");
    assert_eq!(draft.notes.iter().any(|note| note.contains("is a member")), is_member);
}

#[test]
fn a_repository_without_cargo() {
    check(&[("README.md", "")], false);
}

#[test]
fn a_package_at_the_root() {
    check(&[("Cargo.toml", PACKAGE)], false);
}

#[test]
fn a_workspace_whose_members_are_elsewhere() {
    let members = format!("{RESOLVER}members = [\"crates/*\"]\n");
    check(&[("Cargo.toml", &members), ("crates/member/Cargo.toml", MEMBER)], false);
    check(&[("Cargo.toml", &(PACKAGE.to_owned() + &members)), ("crates/member/Cargo.toml", MEMBER)], false);
}

#[test]
fn a_workspace_that_excludes() {
    let exclude = format!("{RESOLVER}exclude = [\"crates\"]\n");
    check(&[("Cargo.toml", &exclude), ("crates/member/Cargo.toml", MEMBER)], false);
    check(&[("Cargo.toml", &format!("{RESOLVER}members = [\"*\"]\nexclude = [\"./xtask\", \"crates\", \"src\", \".cargo\"]\n"))], false);
}

#[test]
fn a_workspace_whose_members_are_everything() {
    let members = format!("{RESOLVER}members = [\"*\"]\nexclude = [\"crates\", \"src\", \".cargo\"]\n");
    check(&[("Cargo.toml", &members), ("other/Cargo.toml", MEMBER), ("other/src/lib.rs", "")], true);
    let members = format!("{RESOLVER}members = [\"x[s-u]*\"]\n");
    check(&[("Cargo.toml", &members), ("xs/Cargo.toml", MEMBER), ("xs/src/lib.rs", "")], true);
}

#[test]
fn a_workspace_that_a_new_folder_would_break() {
    for (members, member, missing, told) in [
        ("\"*\"", "other", ".cargo/config.toml", "add \".cargo\" to its `exclude`"),
        ("\"*/*\"", "crates/member", "xtask/Cargo.toml", "add \"xtask\" to its `exclude`"),
    ] {
        let manifest = format!("{RESOLVER}members = [{members}]\n");
        let (path, lib) = (format!("{member}/Cargo.toml"), format!("{member}/src/lib.rs"));
        let repo = Repo::new(&[("Cargo.toml", &manifest), (&path, MEMBER), (&lib, "")]);
        let draft = repo.draft();
        apply(&repo.root, &draft).unwrap();
        assert!(!draft.paths().contains(&missing) && draft.notes.iter().any(|note| note.contains(told)), "{draft:?}");
        let output = metadata(&repo.root, "Cargo.toml");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_package_below_with_a_workspace_of_its_own() {
    let own = format!("{MEMBER}[workspace]\n");
    check(&[("crates/member/Cargo.toml", &own)], false);
    check(&[("Cargo.toml", PACKAGE), ("crates/member/Cargo.toml", &own)], false);
}
