//! The proof over ordinary content: what the registries' own packages bring, for both platforms, is found without fault.
//!
//! `cargo xtask test corpus` fetches the content; `ARCHWRIGHT_TEST_CORPUS` names the folder.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod layout;

use archwright_tests::engine::{command::Command, variable};
use archwright_tests::program;
use camino::Utf8PathBuf;
use layout::Layout;
use serde_json::Value;
use std::collections::BTreeMap;

/// Proves one content for both platforms, as `audit` would for anybody's image: no error, and these findings, of each kind so many.
#[track_caller]
fn check(name: &str, command: &[&str], expected: &[(&str, usize)]) {
    let dir = variable("ARCHWRIGHT_TEST_CORPUS").expect("ARCHWRIGHT_TEST_CORPUS: run `cargo xtask test corpus`");
    let layout = Layout::of(&Utf8PathBuf::from(dir), name, command);
    let cache = layout.dir.join("cache");
    let audit = Command::new(program::archwright().as_str())
        .args(["verify", "--json", "--platforms", "linux/amd64,linux/arm64"])
        .args([format!("oci:{}", layout.dir)])
        .env("XDG_CACHE_HOME", cache.as_str());
    let ended = audit.run();
    let json = ended.json();
    let findings = json["verdicts"][0]["verdict"]["findings"].as_array().expect("findings").clone();
    let counts = findings.iter().fold(BTreeMap::<String, usize>::new(), |mut counts, finding| {
        *counts.entry(format!("{} {}", text(&finding["id"]), text(&finding["severity"]))).or_default() += 1;
        counts
    });
    let errors: Vec<_> = findings.iter().filter(|finding| finding["severity"] == "error").collect();
    assert!(errors.is_empty(), "{name}: {counts:?}\n{errors:#?}");
    let ended = ended.exits(0);
    let counts: Vec<_> = counts.iter().map(|(kind, number)| (kind.as_str(), *number)).collect();
    assert_eq!(counts, expected, "{name}: {}", ended.stdout);
}

/// Scripts whose interpreter Debian's packages do not ask for, `perl` and `bash` or `sh`, on each platform.
const IDLE_SCRIPTS: (&str, usize) = ("AW137 note", 4);
/// And `env`.
const IDLE_SCRIPTS_3: (&str, usize) = ("AW137 note", 6);
/// Jars and the like, once for each platform.
const ARCHIVES: (&str, usize) = ("AW144 note", 2);

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}

#[test]
fn python_with_tkinter_and_wheels_that_bring_foreign_launchers() {
    check("python", &["python3", "-c", "import numpy"], &[IDLE_SCRIPTS_3, ("AW139 note", 2), ("AW141 note", 2), ARCHIVES]);
}

#[test]
fn a_jdk() {
    check("java", &["/usr/lib/jvm/java-17-openjdk-amd64/bin/java", "-version"], &[IDLE_SCRIPTS, ARCHIVES]);
}

#[test]
fn a_go_toolchain_with_its_test_data() {
    check("go", &["/usr/lib/go-1.19/bin/go", "version"], &[IDLE_SCRIPTS, ("AW141 note", 4), ARCHIVES]);
}

#[test]
fn what_other_machines_boot() {
    check("boot", &["busybox", "sh"], &[IDLE_SCRIPTS, ("AW141 note", 2), ARCHIVES]);
}

/// Of two modules there is no prebuilt form for arm64, which is a warning each.
#[test]
fn npm_modules_with_prebuilds_for_every_machine() {
    check("node", &["node", "/srv/app/main.js"], &[IDLE_SCRIPTS, ("AW140 warning", 2), ("AW141 note", 6)]);
}

#[test]
fn managed_code() {
    check("mono", &["mono", "/srv/app.exe"], &[IDLE_SCRIPTS]);
}

#[test]
fn static_binaries_musl_and_emulators() {
    check("static", &["busybox", "sh"], &[IDLE_SCRIPTS]);
}

#[test]
fn a_toolchain_for_another_machine_with_its_sysroot() {
    check("cross", &["sh"], &[IDLE_SCRIPTS, ("AW141 note", 3)]);
}
