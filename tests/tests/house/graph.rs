//! Which crate may depend on which. `plan` and `oci` never see each other; the pure half has nothing to do I/O with.

use crate::tree::{read, sources};
use archwright_tests::{
    engine::repository,
    process::{self, Start},
    program::variables,
};
use serde_json::Value;

/// Each member, and the members that it may depend on, tests included.
const ALLOWED: [(&str, &[&str]); 5] = [
    ("archwright-model", &[]),
    ("archwright-plan", &["archwright-model"]),
    ("archwright-oci", &["archwright-model"]),
    ("archwright-task-plugin", &["archwright-model", "archwright-plan"]),
    ("archwright", &["archwright-model", "archwright-plan", "archwright-oci", "archwright-task-plugin"]),
];

/// What processes are started, servers asked and files left with.
const IMPURE: [&str; 9] = ["duct", "ureq", "tempfile", "rustix", "signal-hook", "xshell", "indicatif", "clap", "anyhow"];

fn packages() -> Vec<Value> {
    let args = ["metadata", "--no-deps", "--offline", "--format-version", "1"].map(str::to_owned);
    let start = Start { program: "cargo", args: &args, dir: &repository(), env: &variables() };
    let output = process::start(&start).unwrap().wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

fn dependencies(package: &Value) -> Vec<String> {
    package["dependencies"].as_array().unwrap().iter().map(|dependency| dependency["name"].as_str().unwrap().to_owned()).collect()
}

fn named<'a>(packages: &'a [Value], name: &str) -> &'a Value {
    packages.iter().find(|package| package["name"] == name).unwrap_or_else(|| panic!("no package `{name}`"))
}

#[test]
fn members_depend_on_each_other_as_drawn() {
    let packages = packages();
    for (name, allowed) in ALLOWED {
        for dependency in dependencies(named(&packages, name)) {
            let ours = packages.iter().any(|package| package["name"] == *dependency);
            assert!(!ours || allowed.contains(&dependency.as_str()), "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn the_product_depends_on_no_chore() {
    for (name, _) in ALLOWED {
        let dependencies = dependencies(named(&packages(), name));
        assert!(
            !dependencies.iter().any(|name| ["xtask", "archwright-tests", "xshell"].contains(&name.as_str())),
            "{name}: {dependencies:?}"
        );
    }
}

#[test]
fn the_pure_crates_have_nothing_to_do_io_with() {
    let packages = packages();
    for name in ["archwright-model", "archwright-plan", "archwright-task-plugin"] {
        let own = named(&packages, name)["dependencies"].as_array().unwrap().iter().filter(|dependency| dependency["kind"].is_null());
        let impure: Vec<_> = own.filter_map(|dependency| dependency["name"].as_str()).filter(|name| IMPURE.contains(name)).collect();
        assert!(impure.is_empty(), "{name} depends on {impure:?}");
    }
    for file in sources(&["crates/model/src", "crates/plan/src"]) {
        let text = read(&file);
        let code = || text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for module in ["fs", "process", "env"] {
            assert!(!code().any(|line| uses(line, module)), "{file} uses std::{module}");
        }
        // Of `std::net`, an address is a value; a socket is none.
        for socket in ["TcpStream", "TcpListener", "UdpSocket", "ToSocketAddrs"] {
            assert!(!code().any(|line| line.contains(socket)), "{file} uses a {socket}");
        }
    }
}

/// `std::fs`, also out of `use std::{fmt, fs};`.
fn uses(line: &str, module: &str) -> bool {
    let group = line.trim_start().strip_prefix("use std::{").map(|rest| rest.split([',', '}', ' ']).any(|word| word == module));
    group.unwrap_or(false) || line.contains(&format!("std::{module}::")) || line.contains(&format!("use std::{module};"))
}

/// Settings that are made once, at the root.
#[test]
fn versions_and_lints_are_declared_once() {
    for manifest in ["crates/model", "crates/plan", "crates/oci", "crates/archwright", "task-plugin", "xtask", "tests"] {
        let text = read(format!("{manifest}/Cargo.toml"));
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["lints"]["workspace"].as_bool(), Some(true), "{manifest}");
        for key in ["version", "edition", "rust-version", "license", "publish"] {
            assert!(table["package"][key].get("workspace").is_some(), "{manifest}: {key} is not the workspace's");
        }
        for (name, dependency) in ["dependencies", "dev-dependencies"].iter().filter_map(|kind| table.get(*kind)?.as_table()).flatten() {
            assert!(dependency.get("workspace").is_some(), "{manifest}: {name} has a version of its own");
        }
    }
}
