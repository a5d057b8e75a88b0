//! Every form of JSON is as `docs/schema` says.

mod closed;

use crate::support::Sandbox;
use archwright::{
    Custom, Facts, Plan, PlatformBinary, Project, Request, Run,
    model::{Command, Platform, Sourced, project::Image},
    plan::render,
};
use boon::{Compiler, Schemas};
use serde_json::{Value, json};
use std::fs;

/// Compares JSON with the schema of that name, which must name every field.
#[track_caller]
fn check(schema: &str, value: &Value) {
    if let Some(problem) = problem(schema, value) {
        panic!("{schema}: {problem}\n{value:#}");
    }
}

fn problem(schema: &str, value: &Value) -> Option<String> {
    let file = format!("{}/../docs/schema/{schema}.json", env!("CARGO_MANIFEST_DIR"));
    let mut document = read(&fs::read_to_string(&file).unwrap());
    closed::close(&mut document);
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource(&file, document).unwrap();
    let index = compiler.compile(&file, &mut schemas).unwrap();
    schemas.validate(value, index).err().map(|error| format!("{error:#}"))
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A project with everything that a plan can hold.
fn rich() -> Sandbox {
    let sandbox = Sandbox::noetl();
    let cli = "[cli.tool]\nbins = ['tool']\ntargets = ['aarch64-apple-darwin', 'x86_64-pc-windows-msvc']\ncopy-to = ['bin/{arch}', 'here']\narchive = {}\n";
    let config = sandbox.read("archwright.toml").replace("[cli.tool]\n", cli);
    let options = "[image.app]\nsecrets = [{ id = 'b', file = 'Dockerfile' }, { id = 'c', env = 'HOME' }]\nssh = [{ id = 'k', path = 'Dockerfile' }]\nno-cache-filter = ['x']\npull = true\nadd-hosts = { h = '10.0.0.1' }\nulimits = { nofile = '9' }\nshm-size = '9m'\nnetwork = 'host'\noutput = { compression = 'zstd' }\ncache = { type = 'local', write = 'always' }\n";
    let config = config.replace("[image.app]\n", options);
    sandbox.tool("sysroot/lib/rustlib/aarch64-apple-darwin/lib/libstd-0123.rlib", "");
    sandbox.write(
        "archwright.toml",
        &format!("{config}\n[image.app.variant.redis]\nbuild-args = {{ QUEUE = 'redis' }}\nlabels = {{ a = 'b' }}\n"),
    );
    sandbox.env("RUSTC_WRAPPER", "sccache")
}

#[test]
fn plans() {
    for args in [
        ["plan", "--json"].as_slice(),
        &["plan", "--json", "--all", "--push", "--registry", "registry.invalid/x"],
        &["plan", "--json", "--load"],
        &["plan", "--json", "--test-only", "--keep-going"],
        &["docker-build-arm64", "--dry-run", "--json"],
        &["ui-build", "--dry-run", "--json"],
        &["cli-build", "--dry-run", "--json"],
    ] {
        check("plan", &read(&rich().run(args).exits(0).stdout));
        check("plan", &read(&rich().env("PATH", "").run(args).exits(0).stdout));
    }
}

/// What only some runs have: tags of single platforms, files for the last tag, a CI job, a time, versions elsewhere.
#[test]
fn plans_and_facts_of_a_ci_job() {
    let project = "[project]\nversion = { file = 'VERSION', same-in = ['copy', 'gone'] }\n[image.app]\ntags = ['{time:%s}', { tag = 'pr-{pr}', when = 'pull-request' }]\nplatform-tags = true\nlast-tag-file = 'last'\n";
    let sandbox = Sandbox::new(project).env("GITLAB_CI", "true").env("CI_MERGE_REQUEST_IID", "7").env("CI_DEFAULT_BRANCH", "main");
    sandbox.write("VERSION", "1.4.0\n");
    sandbox.write("copy", "1.4.0\n");
    check("facts", &read(&sandbox.run(&["facts"]).exits(0).stdout));
    sandbox.run(&["plan"]).exits(3).says("  | gone: there is no such file");
    sandbox.write("gone", "v1.4.0\n");
    check("plan", &read(&sandbox.run(&["plan", "--json", "--load"]).exits(0).stdout));
    let push = ["plan", "--json", "--push", "--registry", "registry.invalid/x"];
    check("plan", &read(&sandbox.run(&push).exits(0).shows("pr-7-arm64").stdout));
}

/// What only Rust code composes: steps of its own, and binaries that somebody else built.
#[test]
fn plans_of_rust_code() {
    let mut project = Project::new("/project");
    project.registry = Some(Sourced::code("ghcr.io/acme".parse().unwrap()));
    project.images.push(Image::new("app".parse().unwrap(), "Dockerfile"));
    let (facts, request) = (Facts::unknown(Platform::LINUX_AMD64, "nobody looked"), Request::default());
    let run = Run::new(&project, &facts, &request).unwrap();
    let mut plan = Plan::new(&run);
    let fetch = Command::new("make").arg("kubectl").env("A", "1").env_remove("B").dir("src");
    let fetch = plan.add(Custom::command("fetch", fetch)).unwrap();
    plan.add(Custom::call("smoke", "starts the image once").after(&fetch)).unwrap();
    let arm64 = PlatformBinary::for_platform(Platform::LINUX_ARM64, "vendor/kubectl");
    plan.add(run.prebuilt("kubectl").unwrap().other(arm64)).unwrap();
    let mut json = read(&render::json(&plan).unwrap());
    json["schema-version"] = json!(1);
    check("plan", &json);
}

#[test]
fn facts() {
    let sandbox = rich();
    check("facts", &read(&sandbox.run(&["facts"]).exits(0).stdout));
    sandbox.run(&["docker-build"]).exits(0);
    check("facts", &read(&sandbox.run(&["facts"]).exits(0).stdout));
    check("facts", &read(&rich().env("PATH", "").run(&["facts"]).exits(0).stdout));
}

#[test]
fn facts_of_another_version_are_refused() {
    let sandbox = Sandbox::image();
    let mut facts = read(&sandbox.run(&["facts"]).exits(0).stdout);
    facts["schema-version"] = json!(2);
    sandbox.write("facts.json", &facts.to_string());
    sandbox.run(&["plan", "--facts", "facts.json"]).exits(2).says("facts.json holds no facts: they are of another version of archwright");
}

#[test]
fn reports_verdicts_and_progress() {
    let sandbox = rich();
    let ended = sandbox.run(&["docker-build", "--json", "--progress", "json"]).exits(0);
    check("report", &read(&ended.stdout));
    check("report", &sandbox.report());
    ended.stderr.lines().for_each(|line| check("progress", &read(line)));
    let layout = format!("oci:{}", sandbox.report()["images"][0]["place"].as_str().unwrap());
    let verify = ["verify", "--json", &layout, "-p"];
    for (platforms, exit) in [("linux/amd64,linux/arm64", 0), ("linux/amd64", 9)] {
        let verdicts = sandbox.run(&[&verify[..], &[platforms]].concat()).exits(exit).stdout;
        check("verify", &read(&verdicts));
    }
    check("audit", &read(&sandbox.run(&["audit", "--json", &layout]).exits(0).stdout));
}

#[test]
fn digests() {
    let sandbox = rich();
    for args in [["docker-build", "--digests", "d.json"].as_slice(), &["docker-build", "--load", "--digests", "d.json"]] {
        sandbox.run(args).exits(0);
        check("digests", &read(&sandbox.read("d.json")));
    }
}

/// A folder with findings of every kind of file, one that cannot be looked into, and an image beside it.
#[test]
fn audits_of_repositories() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build"]).exits(0);
    sandbox.write("repo/Dockerfile", "FROM --platform=$BUILDPLATFORM debian:12\nARG TARGETARCH=arm64\n");
    sandbox.write("repo/Makefile", "push:\n\tdocker buildx build --platform linux/amd64 -t ghcr.io/a/agent:1 --push .\n");
    sandbox.write("repo/docker-bake.hcl", "target \"app\" {\n  platforms = [\"linux/amd64\"]\n}\n");
    sandbox.write(
        "repo/.github/workflows/ci.yml",
        "jobs:\n  image:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: ghcr.io/a/agent:1\n",
    );
    sandbox.write(
        "repo/build.sh",
        "if ! docker buildx ls | grep -q mine; then docker buildx create --name mine --use; fi\ndocker build -t agent .\n",
    );
    let json = read(&sandbox.run(&["audit", "--json", "repo", "oci:nowhere", "oci:target/archwright/layout/app"]).exits(2).stdout);
    check("audit", &json);
    let repository = &json["audits"][0]["repository"];
    for part in ["dockerfiles", "builds", "findings"] {
        assert!(repository[part].as_array().is_some_and(|found| !found.is_empty()), "{part}: {json:#}");
    }
    assert!(json["audits"][1]["failure"].is_object() && json["audits"][2]["verdict"].is_object(), "{json:#}");
}

/// A program must see which of several references failed, and why.
#[test]
fn verdicts_of_what_is_not_there() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build"]).exits(0);
    let layout = "oci:target/archwright/layout/app";
    let ended = sandbox.run(&["verify", "--json", "oci:nowhere", layout, "127.0.0.1:9/no/app:1"]).exits(2);
    let json = read(&ended.stdout);
    check("verify", &json);
    let verdicts = json["verdicts"].as_array().unwrap();
    let told: Vec<_> = verdicts.iter().map(|verdict| (verdict["reference"].as_str().unwrap(), verdict["exit"].as_u64().unwrap())).collect();
    assert_eq!(told, [("oci:nowhere", 2), (layout, 0), ("127.0.0.1:9/no/app:1", 7)]);
    assert_eq!(
        (verdicts[0]["failure"]["exit"].as_u64(), verdicts[0]["failure"]["message"].as_str()),
        (Some(2), Some("`nowhere` is no folder"))
    );
    assert!(verdicts[1]["failure"].is_null() && verdicts[2]["failure"]["hint"].is_string(), "{json:#}");
}

#[test]
fn lints() {
    let sandbox = Sandbox::image();
    sandbox.write("Dockerfile", "FROM --platform=$BUILDPLATFORM debian:12\nARG TARGETARCH=arm64\n");
    let json = read(&sandbox.run(&["lint", "--json", "--platforms", "linux/amd64,linux/arm64"]).exits(10).stdout);
    assert_eq!(json["files"][0]["findings"].as_array().map(Vec::len), Some(2));
    check("lint", &json);
}

#[test]
fn reports_and_progress_of_failures() {
    for rule in [json!([{ "call": "npm ci", "exit": 1 }]), json!([{ "call": "docker buildx bake", "exit": 1 }])] {
        let sandbox = rich();
        sandbox.rules(rule);
        let ended = sandbox.run(&["docker-build", "--json", "--progress", "json"]);
        assert!(!ended.status.success());
        check("report", &read(&ended.stdout));
        ended.stderr.lines().for_each(|line| check("progress", &read(line)));
    }
    let sandbox = Sandbox::image();
    sandbox.tool("exports", "arm64");
    let ended = sandbox.run(&["docker-build", "--json", "--progress", "json"]).exits(9);
    check("report", &read(&ended.stdout));
    ended.stderr.lines().for_each(|line| check("progress", &read(line)));
}

/// A field that no schema names is told, wherever it stands.
#[test]
fn what_is_not_documented_is_refused() {
    let sandbox = Sandbox::image();
    let plan = read(&sandbox.run(&["plan", "--json"]).exits(0).stdout);
    let facts = read(&sandbox.run(&["facts"]).exits(0).stdout);
    for (schema, value, pointer) in [
        ("plan", &plan, ""),
        ("plan", &plan, "/decisions/0"),
        ("plan", &plan, "/steps/0"),
        ("plan", &plan, "/steps/0/work"),
        ("plan", &plan, "/steps/0/work/ensure-builder"),
        ("facts", &facts, ""),
        ("facts", &facts, "/docker/known"),
    ] {
        let mut value = value.clone();
        value.pointer_mut(pointer).unwrap()["nobody-told"] = json!(1);
        assert!(problem(schema, &value).is_some_and(|problem| problem.contains("nobody-told")), "{schema}{pointer}");
    }
}

/// A schema that takes anything guards nothing.
#[test]
#[should_panic(expected = "report")]
fn what_has_no_version_is_refused() {
    check("report", &json!({ "exit": 0 }));
}
