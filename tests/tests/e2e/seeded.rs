//! Images with a fault in each, really built and pushed: every fault is found, with its platform and path, and nothing else.

mod bases;
mod indexes;
mod programs;

use archwright_tests::project::Project;
use std::fs;

const BOTH: &str = "linux/amd64,linux/arm64";

/// Puts the programs beside a Dockerfile.
fn images(project: &Project, dockerfile: &str) {
    for entry in programs::dir().read_dir_utf8().expect("the programs").flatten().filter(|entry| entry.path().extension().is_none()) {
        fs::copy(entry.path(), project.path(entry.file_name())).expect("a program");
    }
    project.write("Dockerfile", dockerfile);
}

/// Builds what stands there with BuildKit alone, pushes it, and gives its name.
fn build(project: &Project, platforms: &str) -> String {
    let name = project.reference("app", "seeded");
    let build =
        ["buildx", "build", "--builder", &project.builder, "--platform", platforms, "--provenance=false", "--push", "--tag", &name, "."];
    project.docker(&build).run().exits(0);
    name
}

/// What `audit` finds that is more than a note: id, platform and path, sorted.
fn found(project: &Project, reference: &str) -> Vec<[String; 3]> {
    let ended = project.archwright(&["audit", reference, "--json"]).run();
    let json: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap_or_else(|error| ended.fail(&error.to_string()));
    let findings = json["audits"][0]["verdict"]["findings"].as_array().cloned().unwrap_or_else(|| ended.fail("there is no verdict"));
    let text = |finding: &serde_json::Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let mut found: Vec<_> = findings
        .iter()
        .filter(|finding| finding["severity"] != "note")
        .map(|finding| [text(finding, "id"), text(finding, "platform"), text(finding, "path")])
        .collect();
    found.sort();
    let exit = if found.is_empty() { 0 } else { 10 };
    ended.exits(exit);
    found
}

/// Builds an image for these platforms, and compares what is found with what was put into it.
#[track_caller]
fn check(platforms: &str, dockerfile: &str, expected: &[[&str; 3]]) {
    let project = Project::new("app");
    images(&project, dockerfile);
    let name = build(&project, platforms);
    assert_eq!(found(&project, &name), expected.iter().map(|finding| finding.map(str::to_owned)).collect::<Vec<_>>());
}

#[test]
fn one_file_of_one_layer_is_of_the_wrong_machine() {
    let dockerfile = "FROM debian:bookworm-slim\nCOPY greeting /greeting\nCOPY static-amd64 /opt/tool/agent\n";
    check(BOTH, dockerfile, &[["AW140", "linux/arm64", "/opt/tool/agent"]]);
}

/// As Brokkr's Dockerfile does it: the default beats the value that BuildKit gives.
#[test]
fn kubectl_of_amd64_in_the_image_of_arm64() {
    let dockerfile = "FROM debian:bookworm-slim\nARG TARGETARCH=amd64\nCOPY --chmod=755 static-${TARGETARCH} /usr/local/bin/kubectl\n";
    check(BOTH, dockerfile, &[["AW131", "linux/arm64", "/usr/local/bin/kubectl"]]);
}

#[test]
fn a_program_that_was_built_on_a_mac() {
    let dockerfile = "FROM scratch\nCOPY mac /app\nENTRYPOINT [\"/app\"]\n";
    // And the two platforms have one and the same file.
    check(BOTH, dockerfile, &[["AW131", "linux/amd64", "/app"], ["AW131", "linux/arm64", "/app"], ["AW145", "linux/arm64", ""]]);
}

#[test]
fn code_of_armv7_under_arm_v6() {
    let dockerfile = "FROM scratch\nCOPY static-armv7 /app\nENTRYPOINT [\"/app\"]\n";
    check("linux/arm/v6,linux/arm/v7", dockerfile, &[["AW136", "linux/arm/v6", "/app"]]);
    check("linux/arm/v6,linux/arm/v7", &dockerfile.replace("armv7", "armv6"), &[]);
}

#[test]
fn a_glibc_that_is_too_old_for_the_program() {
    let dockerfile = "FROM debian:bookworm-slim\nARG TARGETARCH\nCOPY --chmod=755 new-${TARGETARCH} /usr/bin/app\nCMD [\"app\"]\n";
    check(BOTH, dockerfile, &[["AW134", "linux/amd64", "/usr/bin/app"], ["AW134", "linux/arm64", "/usr/bin/app"]]);
}

#[test]
fn a_program_without_its_loader() {
    let dockerfile = "FROM scratch\nARG TARGETARCH\nCOPY dynamic-${TARGETARCH} /app\nENTRYPOINT [\"/app\"]\n";
    check(BOTH, dockerfile, &[["AW132", "linux/amd64", "/app"], ["AW132", "linux/arm64", "/app"]]);
    let with_loader = dockerfile.replace("scratch", "debian:bookworm-slim");
    check(BOTH, &with_loader, &[]);
}

#[test]
fn a_program_for_musl_on_glibc() {
    let dockerfile = "FROM debian:bookworm-slim\nARG TARGETARCH\nCOPY musl-${TARGETARCH} /app\nENTRYPOINT [\"/app\"]\n";
    check(BOTH, dockerfile, &[["AW132", "linux/amd64", "/app"], ["AW132", "linux/arm64", "/app"]]);
}

#[test]
fn a_script_without_its_interpreter() {
    let dockerfile = "FROM debian:bookworm-slim\nCOPY --chmod=755 <<EOF /usr/local/bin/start\n#!/usr/bin/python3\nprint()\nEOF\nENTRYPOINT [\"start\"]\n";
    check(BOTH, dockerfile, &[["AW137", "linux/amd64", "/usr/local/bin/start"], ["AW137", "linux/arm64", "/usr/local/bin/start"]]);
}

/// In the platform's own way: what runs there has no loader any more.
#[test]
fn a_whiteout_that_takes_the_loader_away() {
    let project = Project::new("app");
    let remove = "FROM debian:bookworm-slim\nARG TARGETARCH\nCOPY dynamic-${TARGETARCH} /app\nENTRYPOINT [\"/app\"]\nRUN rm -f /lib/ld-linux-*.so.1 /lib64/ld-linux-*.so.2 /usr/lib/*-linux-gnu/ld-linux-*\n";
    images(&project, remove);
    let name = build(&project, BOTH);
    let found = found(&project, &name);
    let of_app: Vec<_> =
        found.iter().filter(|finding| finding[2] == "/app").map(|finding| (finding[0].as_str(), finding[1].as_str())).collect();
    assert_eq!(of_app, [("AW132", "linux/amd64"), ("AW132", "linux/arm64")]);
    assert!(found.iter().all(|finding| finding[0] == "AW132"), "every program of the image lost its loader: {found:?}");
}

#[test]
fn what_a_later_layer_hides_is_not_there() {
    let dockerfile = "FROM debian:bookworm-slim\nARG TARGETARCH\nCOPY mac /usr/local/bin/tool\nCOPY static-amd64 /opt/agent\n\
         COPY static-${TARGETARCH} /usr/local/bin/tool\nRUN rm /opt/agent\n";
    check(BOTH, dockerfile, &[]);
}
