//! `lint`, `audit DIR`, and what a build says of a Dockerfile ahead.

use crate::support::Sandbox;
use serde_json::Value;

const BROKKR: &str = "FROM debian:bookworm-slim\nARG TARGETARCH=amd64\nRUN curl -LO https://dl.k8s.io/bin/linux/${TARGETARCH}/kubectl\n";

/// A project with that Dockerfile, for two platforms.
fn project(dockerfile: &str) -> Sandbox {
    let sandbox = Sandbox::new("[project]\nregistry = 'registry.invalid/x'\nplatforms = ['linux/amd64', 'linux/arm64']\n[image.app]\n");
    sandbox.write("Dockerfile", dockerfile);
    sandbox
}

#[test]
fn a_finding_has_its_line_a_mark_and_a_fix() {
    let text = "error AW201 linux/arm64 Dockerfile:2:5: `TARGETARCH` is `amd64` on linux/arm64, not `arm64`: the default beats BuildKit's own value
  2 | ARG TARGETARCH=amd64
    |     ^^^^^^^^^^^^^^^^
  fix: take the default away: `ARG TARGETARCH` (`lint --fix` does)
1 Dockerfile: 1 error; `lint --fix` mends 1
";
    project(BROKKR).run(&["lint"]).exits(10).prints(text).complains("");
    // The file alone, and from elsewhere.
    project(BROKKR).run(&["lint", "Dockerfile"]).exits(10).prints(text);
    let sandbox = project(BROKKR);
    sandbox.write("below/x", "");
    sandbox.run_in("below", &["lint"]).exits(10).shows("Dockerfile:2:5");
}

#[test]
fn platforms_decide_what_is_wrong() {
    project(BROKKR).run(&["lint", "--platforms", "linux/amd64"]).exits(10).shows("warning AW201").shows("by chance only");
    project("FROM --platform=linux/amd64 debian:12\n").run(&["lint", "--platforms", "linux/amd64"]).exits(0);
    project("FROM --platform=linux/amd64 debian:12\n").env("ARCHWRIGHT_PLATFORMS", "linux/arm64").run(&["lint"]).exits(10).shows("AW202");
}

#[test]
fn what_is_certain_is_mended_and_what_is_not_stays() {
    let sandbox = project(&format!("{BROKKR}RUN curl -O https://example.org/x-amd64\n"));
    let ended = sandbox.run(&["lint", "--fix"]).exits(10);
    ended.shows("AW207").complains("mended 1 finding in Dockerfile\n");
    let mended = BROKKR.replace("=amd64", "");
    assert_eq!(sandbox.read("Dockerfile"), format!("{mended}RUN curl -O https://example.org/x-amd64\n"));
    let sandbox = project(BROKKR);
    sandbox.run(&["lint", "--fix"]).exits(0).prints("1 Dockerfile: nothing found\n");
    sandbox.run(&["lint", "--fix"]).exits(0).complains("");
}

#[test]
fn a_note_fails_nothing() {
    let text = "FROM golang:1 AS b\nRUN go build -o /a .\nFROM scratch\nCOPY --from=b /a /a\n";
    project(text).run(&["lint"]).exits(0).shows("note AW206").shows("1 Dockerfile: 1 note\n");
}

#[test]
fn what_is_ignored_with_a_reason_is_silent() {
    let text = "FROM debian:12\n# archwright: ignore=AW207 amd64 machines only\nRUN curl -O https://example.org/x-amd64\n";
    project(text).run(&["lint"]).exits(0);
    project(&text.replace(" amd64 machines only", "")).run(&["lint"]).exits(10).shows("AW221");
    project(&text.replace("x-amd64", "x")).run(&["lint"]).exits(10).shows("AW220");
}

#[test]
fn forms_for_programs() {
    let json: Value = serde_json::from_str(&project(BROKKR).run(&["lint", "--json"]).exits(10).stdout).unwrap();
    assert_eq!(json["files"][0]["findings"][0]["id"], "AW201");
    let sarif: Value = serde_json::from_str(&project(BROKKR).run(&["lint", "--sarif"]).exits(10).stdout).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"AW201".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!((&place["artifactLocation"]["uri"], &place["region"]["startLine"]), (&"Dockerfile".into(), &2.into()));
    let annotation = "::error file=Dockerfile,line=2,col=5,title=AW201::linux/arm64: `TARGETARCH` is `amd64` on linux/arm64, not `arm64`: the default beats BuildKit's own value%0Afix: take the default away: `ARG TARGETARCH`\n";
    project(BROKKR).run(&["lint", "--format", "github"]).exits(10).prints(annotation);
    project(BROKKR).run(&["explain", "AW201"]).exits(0).shows("ARG TARGETARCH=amd64");
}

#[test]
fn the_context_is_that_of_the_image() {
    let sandbox = Sandbox::new(
        "[project]\nregistry = 'registry.invalid/x'\n[ui.web]\ndir = 'ui'\noutput = 'dist'\ncopy-to = ['srv/static']\n[image.app]\nneeds = ['ui.web']\ncontext = 'srv'\n",
    );
    sandbox.write("ui/package.json", "{}");
    sandbox.write("srv/main.py", "");
    sandbox.write("srv/keep/x", "");
    sandbox.write("srv/secret/key", "");
    sandbox.write("srv/.dockerignore", "# what stays here\nsecret\n");
    let copies = "FROM debian:12\nCOPY main.py keep/ static ./\nCOPY requirements*.txt ./\n";
    sandbox.write("Dockerfile", copies);
    sandbox.run(&["lint"]).exits(0);
    sandbox.write("Dockerfile", &format!("{copies}COPY mian.py secret/key ./\n"));
    let ended = sandbox.run(&["lint"]).exits(10);
    ended
        .shows("error AW210 Dockerfile:4:6: `mian.py` is not in the context; the nearest there is `main.py`\n")
        .shows("error AW210 Dockerfile:4:14: `secret/key` is kept out of the context by .dockerignore:2\n");
    // The file beside the Dockerfile counts before the context's.
    sandbox.write("Dockerfile.dockerignore", "keep\n");
    sandbox.run(&["lint"]).exits(10).shows("`keep/` is kept out of the context by Dockerfile.dockerignore:1").hides("secret/key` is kept");
}

#[test]
fn a_build_argument_that_nobody_takes() {
    let sandbox = Sandbox::new(
        "[project]\nregistry = 'registry.invalid/x'\n[image.app]\nbuild-args = { VERSOIN = '1', HTTP_PROXY = 'x' }\n[image.app.variant.redis]\nbuild-args = { BACKEND = 'redis' }\n",
    );
    sandbox.write("Dockerfile", "FROM debian:12\nARG VERSION BACKEND\n");
    sandbox
        .run(&["lint"])
        .exits(10)
        .shows("AW211 Dockerfile: build argument `VERSOIN` is given, and no `ARG` takes it; there is `ARG VERSION`");
}

#[test]
fn a_build_argument_in_the_place_of_buildkits_own() {
    let config = "[project]\nregistry = 'registry.invalid/x'\nplatforms = ['linux/amd64', 'linux/arm64']\n[image.app]\nbuild-args = { TARGETARCH = 'amd64' }\n";
    let sandbox = Sandbox::new(config);
    sandbox.write("Dockerfile", "FROM debian:12\nARG TARGETARCH\nRUN echo ${TARGETARCH}\n");
    let told = "AW215 linux/arm64 Dockerfile: `TARGETARCH` is given as `amd64`, and linux/arm64 gets it too";
    sandbox.run(&["lint"]).exits(10).shows(&format!("error {told}"));
    sandbox.run(&["docker-build", "--dry-run"]).exits(0).says(&format!("warning: {told}"));
}

#[test]
fn without_a_project_the_files_that_are_there() {
    let sandbox = project(BROKKR);
    sandbox.write("../other/Dockerfile.api", BROKKR);
    sandbox.write("../other/README", "");
    sandbox.run_in("../other", &["lint"]).exits(10).shows("Dockerfile.api:2:5");
    sandbox.run_in("../home", &["lint"]).exits(2).says("there is no Dockerfile in").says("audit .");
    sandbox.run(&["lint", "gone"]).exits(2).says("cannot read gone");
    sandbox.run(&["lint", "."]).exits(2).says("`audit .` looks into a whole folder");
}

/// A wrong image is told before it is built, and nothing else that `lint` knows.
#[test]
fn a_build_warns_of_what_is_certain() {
    let sandbox = project(&format!("{BROKKR}RUN curl -O https://example.org/x-amd64\n"));
    sandbox.run(&["docker-build", "--dry-run"]).exits(0).says("warning: AW201 linux/arm64 Dockerfile:2:5: ").hides("AW207");
    sandbox.run(&["docker-build-amd64", "--dry-run"]).exits(0).hides("AW201");
    project(&BROKKR.replace("=amd64", "")).run(&["docker-build", "--dry-run"]).exits(0).hides("AW2");
}

#[test]
fn a_repository_without_any_configuration() {
    let sandbox = project("FROM debian:12\n");
    let root = "../repo";
    sandbox.write("../repo/docker/Dockerfile.agent", BROKKR);
    sandbox.write("../repo/node_modules/x/Dockerfile", BROKKR);
    sandbox.write("../repo/out/Dockerfile", BROKKR);
    sandbox.write("../repo/.gitignore", "out/\n");
    sandbox.write("../repo/Makefile", "image:\n\tdocker buildx build --platform linux/amd64,linux/arm64 \\\n\t  -t ghcr.io/a/agent:1 -f docker/Dockerfile.agent --push .\n");
    sandbox.write(
        "../repo/.github/workflows/ci.yml",
        "jobs:\n  b:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          platforms: linux/amd64\n          tags: ghcr.io/a/ui:1\n",
    );
    let ended = sandbox.run(&["audit", root]).exits(10);
    ended
        .shows("error AW201 linux/arm64 docker/Dockerfile.agent:2:5: ")
        .shows("where                       by                        platforms                images             pushed\n")
        .shows(".github/workflows/ci.yml:4  docker/build-push-action  linux/amd64              ghcr.io/a/ui:1     yes\n")
        .shows("Makefile:2                  docker buildx build       linux/amd64,linux/arm64  ghcr.io/a/agent:1  yes\n")
        .shows("1 Dockerfile, 2 other files: 1 error; `lint --fix` mends 1\n")
        .hides("node_modules")
        .hides("out/Dockerfile");
    let json: Value = serde_json::from_str(&sandbox.run(&["audit", "--json", root]).exits(10).stdout).unwrap();
    assert_eq!(json["audits"][0]["repository"]["builds"][1]["tags"][0], "ghcr.io/a/agent:1");
    let sarif: Value = serde_json::from_str(&sandbox.run(&["audit", "--sarif", root]).exits(10).stdout).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "AW201");
    sandbox.write("../repo/docker/Dockerfile.agent", &BROKKR.replace("=amd64", ""));
    sandbox.run(&["audit", root]).exits(0).shows("1 Dockerfile, 2 other files: nothing found\n");
}
