//! What is not known stays visible, with the condition that depends on it; facts survive being saved.

use crate::case::{check, facts_of, folder, merge};
use archwright_plan::Facts;

#[test]
fn docker_unknown() {
    check("docker-unknown");
}

#[test]
fn buildx_missing() {
    check("buildx-missing");
}

#[test]
fn rust_unknown() {
    check("rust-unknown");
}

#[test]
fn rust_unknown_and_not_needed() {
    check("rust-unknown-and-not-needed");
}

/// Who said it stands behind what was said; a variable of the environment that builds look at is one of them.
#[test]
fn facts_with_origins() {
    check("facts-with-origins");
}

#[test]
fn facts_survive_being_saved() {
    for dir in folder(".").read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).filter(|path| path.is_dir()) {
        let facts = facts_of(&dir);
        let saved = serde_json::to_string_pretty(&facts).unwrap();
        let back: Facts = serde_json::from_str(&saved).unwrap();
        assert_eq!(back, facts, "{dir}");
        assert_eq!(serde_json::to_string_pretty(&back).unwrap(), saved, "{dir}");
    }
}

/// Facts of another version would otherwise be read as if what they do not say were so.
#[test]
fn an_unknown_fact_name_is_refused() {
    let mut facts = serde_json::to_value(facts_of(&folder("noetl-push"))).unwrap();
    facts["weather"] = "fine".into();
    let error = serde_json::from_value::<Facts>(facts).unwrap_err().to_string();
    assert!(error.contains("unknown field `weather`"), "{error}");
}

/// Facts that have something at every level.
const FULL: &str = r#"{
  "builder": { "known": { "driver": "docker-container", "platforms": null, "nodes": [
    { "name": "n0", "endpoint": "default", "platforms": [], "stamp": null } ] } },
  "rust": { "known": { "flags": { "variables": {}, "tables": [] } } },
  "repository": { "dockerfiles": { "Dockerfile": { "stages": [], "taken": [{ "line": 1, "name": "debian" }] } } }
}"#;

#[test]
fn an_unknown_name_is_refused_at_every_level() {
    let mut facts = serde_json::to_value(facts_of(&folder("noetl-push"))).unwrap();
    merge(&mut facts, serde_json::from_str(FULL).unwrap());
    serde_json::from_value::<Facts>(facts.clone()).unwrap();
    for place in [
        "/docker/known",
        "/docker/known/server/known",
        "/builder/known",
        "/builder/known/nodes/0",
        "/rust/known",
        "/rust/known/flags",
        "/repository",
        "/repository/git/known",
        "/repository/clis/noetl/known",
        "/repository/uis/web",
        "/repository/dockerfiles/Dockerfile",
        "/repository/dockerfiles/Dockerfile/taken/0",
    ] {
        let mut facts = facts.clone();
        facts.pointer_mut(place).unwrap_or_else(|| panic!("no {place}"))["weather"] = "fine".into();
        let error = serde_json::from_value::<Facts>(facts).unwrap_err().to_string();
        assert!(error.contains("unknown field `weather`"), "{place}: {error}");
    }
}

/// A machine that is not known is not taken for another one.
#[test]
fn host_unknown() {
    check("host-unknown");
}
