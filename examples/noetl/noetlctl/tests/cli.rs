//! The binary as a user calls it.

use std::env::consts::ARCH;
use std::process::{Command, Output};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn noetl(args: &[&str]) -> Output {
    // An empty PATH: no Python is found, whatever this machine has.
    Command::new(env!("CARGO_BIN_EXE_noetl")).args(args).env("PATH", "").output().unwrap()
}

#[track_caller]
fn check(args: &[&str], code: i32, stdout: &str, stderr: &str) {
    let output = noetl(args);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), stdout);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), stderr);
    assert_eq!(output.status.code(), Some(code));
}

#[test]
fn version_names_the_architecture() {
    check(&["--version"], 0, &format!("noetl {VERSION} ({ARCH})\n"), "");
}

#[test]
fn info_is_text_or_json() {
    check(&["info"], 0, &format!("version  {VERSION}\narch     {ARCH}\n"), "");
    let json = format!("{{\"name\":\"noetl\",\"version\":\"{VERSION}\",\"arch\":\"{ARCH}\"}}\n");
    check(&["info", "--json"], 0, &json, "");
}

#[test]
fn a_missing_python_is_explained() {
    let output = noetl(&["server", "start"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.starts_with("noetl: failed to start `python3`: "), "{stderr}");
    assert!(stderr.contains("hint: install Python"), "{stderr}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn wrong_usage_exits_2_on_stderr() {
    for args in [&["serve"][..], &["server", "start", "--port", "http"], &[]] {
        let output = noetl(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}");
    }
}
