//! A report of everything that can become of a platform, for tests.

use super::Report;
use serde_json::{Value, json};

const DIGEST: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

fn build(image: &str, platform: &str, outcome: &str, why: Option<&str>) -> Value {
    let at = (outcome != "skipped").then_some(1.0);
    json!({ "image": image, "platform": platform, "step": format!("build.{image}"), "outcome": outcome, "at": at, "seconds": at, "why": why })
}

fn step(id: &str, outcome: &str, message: Option<&str>) -> Value {
    let failure = message.map(|message| json!({ "exit": 6, "message": message, "details": ["it <said>", "so"], "hint": "mend it" }));
    json!({ "id": id, "outcome": outcome, "at": (outcome != "skipped").then_some(0.5), "seconds": 2.0, "note": "", "failure": failure })
}

fn judged(image: &str, errors: &[&str]) -> Value {
    let platform = |platform: &str, bytes: u64, errors: &[&str]| {
        json!({ "platform": platform, "digest": DIGEST, "bytes": bytes, "layers": 2, "seconds": 1.0, "proved": ["2 layers"],
            "errors": errors, "attestations": ["https://slsa.dev/provenance/v1"] })
    };
    let tag = json!({ "reference": format!("registry.invalid/app:{image}"), "outcome": "created" });
    let tags = if image == "good" { vec![tag] } else { Vec::new() };
    let platforms = [platform("linux/amd64", 42_100_000, &[]), platform("linux/arm64", 39_000_000, errors)];
    json!({ "image": image, "place": "registry.invalid/app", "digest": DIGEST, "platforms": platforms, "tags": tags })
}

/// With `--keep-going`: one image is good, one is not what it says, one fails its test, one fails, one is never tried.
pub(super) fn sample() -> Report {
    let two = |image: &str, amd64: &str, arm64: &str, why: [Option<&str>; 2]| {
        [build(image, "linux/amd64", amd64, why[0]), build(image, "linux/arm64", arm64, why[1])]
    };
    let builds = [
        two("good", "built", "cached", [None, None]),
        two("wrong", "built", "built", [None, None]),
        two("tested", "built", "built", [None, None]),
        two("bad", "failed", "stopped", [Some("Dockerfile:3: RUN <false>: exit code: 1"), Some("because bad linux/amd64 failed")]),
        two("late", "skipped", "skipped", [Some("because builder failed"), Some("because builder failed")]),
    ];
    let value = json!({
        "exit": 6,
        "begun": "2026-11-22T01:02:03Z",
        "seconds": 10.0,
        "steps": [
            step("builder", "already-so", None),
            step("build.good", "done", None),
            step("build.bad", "failed", Some("bad linux/amd64: Dockerfile:3: RUN <false>: exit code: 1")),
            step("prove.wrong", "failed", Some("`wrong` is not what it says: AW131")),
            step("test.tested", "failed", Some("`tested` on linux/arm64: `app --version` failed: exit code: 1")),
            step("publish", "skipped", None),
        ],
        "builds": builds.concat(),
        "images": [judged("good", &[]), judged("wrong", &["AW131"]), judged("tested", &[])],
        "findings": [],
        "notes": ["a <note>"],
        "next": ["mend & run again"],
    });
    serde_json::from_value(value).unwrap_or_default()
}
