//! The last run, shown again: as tables, as JSON, as a page; and what it made, for whoever deploys it.

use crate::support::Sandbox;
use serde_json::{Value, json};

const TWO: &str = "[project]\nregistry = 'registry.invalid/x'\nplatforms = ['linux/amd64', 'linux/arm64']\n[image.good]\n[image.bad]\n";

#[test]
fn the_last_run_as_tables() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["docker-build"]).exits(0);
    let report = sandbox.run(&["report"]).exits(0);
    let digest = |platform: usize| {
        let digest = sandbox.report()["images"][0]["platforms"][platform]["digest"].as_str().unwrap().to_owned();
        digest[.."sha256:".len() + 12].to_owned()
    };
    report
        .shows(": done in ")
        .shows("1 image proven\n")
        .shows("image  platform     outcome   time   size  digest\n")
        .shows(&format!("app    linux/amd64  proven   2.0 s  275 B  {}\n", digest(0)))
        .shows(&format!("app    linux/arm64  proven   2.0 s  275 B  {}\n", digest(1)))
        .shows("app    target/archwright/layout/app  sha256:")
        .shows("app linux/arm64: proved: index entry, config names 2 layers")
        .shows("; attested: SLSA provenance v0.2")
        .shows("step ")
        .shows("prove.app ");
}

#[test]
fn as_json_it_is_what_the_run_wrote() {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["docker-build"]).exits(0);
    let printed: Value = serde_json::from_str(&sandbox.run(&["report", "--json"]).exits(0).stdout).unwrap();
    assert_eq!(printed, sandbox.report());
    let builds = printed["builds"].as_array().unwrap();
    assert_eq!(builds.len(), 2);
    assert!(builds.iter().all(|build| build["outcome"] == "built" && build["at"].is_number() && build["seconds"] == 2.0), "{builds:#?}");
    assert!(printed["steps"].as_array().unwrap().iter().all(|step| step["at"].is_number()), "{printed:#}");
}

#[test]
fn without_a_run_there_is_nothing_to_report() {
    let sandbox = Sandbox::image();
    sandbox
        .run(&["report"])
        .exits(2)
        .prints("")
        .complains("error: no run to report: there is no target/archwright/report.json\n  fix: run `docker-build`, which writes it\n");
    for (text, why) in [("{", "it holds no report: "), ("{\"schema-version\": 7}", "it is of another version of archwright")] {
        sandbox.write("target/archwright/report.json", text);
        sandbox
            .run(&["report", "--html"])
            .exits(4)
            .says("cannot read target/archwright/report.json: ")
            .says(why)
            .says("  fix: run `docker-build` again");
        assert!(!sandbox.path("target/archwright/report.html").exists());
    }
}

#[test]
fn the_page_goes_where_the_flag_says() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build"]).exits(0);
    sandbox.run(&["report", "--html"]).exits(0).prints("target/archwright/report.html\n");
    sandbox.write("sub/file", "");
    sandbox.run_in("sub", &["report", "--html", "pages/run.html"]).exits(0).prints("pages/run.html\n");
    let page = sandbox.read("sub/pages/run.html");
    assert_eq!(page, sandbox.read("target/archwright/report.html"));
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("app linux/amd64"), "{page}");
    for elsewhere in ["http://", "https://", "<script", "<link", "<img", "@import", "url("] {
        assert!(!page.contains(elsewhere), "the page has {elsewhere}");
    }
    sandbox.run(&["report", "--html", "sub"]).exits(4).says("cannot write ");
    sandbox.run(&["report", "--html", "--json"]).exits(2);
}

/// What is secret today was perhaps none when the report was written.
#[test]
fn what_is_secret_today_is_in_none_of_them() {
    let sandbox = Sandbox::image();
    sandbox.rules(json!([{ "call": "docker buildx bake", "stderr": "ERROR: no luck with S3cret-8472-word\n", "exit": 1 }]));
    sandbox.run(&["docker-build"]).exits(6);
    assert!(sandbox.read("target/archwright/report.json").contains("S3cret-8472-word"));
    let sandbox = sandbox.env("DEPLOY_TOKEN", "S3cret-8472-word");
    for args in [["report"].as_slice(), &["report", "--json"], &["report", "--html"]] {
        sandbox.run(args).exits(0).hides("S3cret-8472-word");
    }
    let page = sandbox.read("target/archwright/report.html");
    assert!(page.contains("no luck with ***") && !page.contains("S3cret-8472-word"), "{page}");
}

/// F16: what became of each stands last, and why.
#[test]
fn a_run_that_keeps_going_ends_with_a_table() {
    let sandbox = Sandbox::new(TWO);
    let wrong = "{\"vertexes\":[{\"digest\":\"sha256:a\",\"name\":\"[bad-linux-arm64 2/2] RUN make\",\"started\":\"2026-11-20T10:00:00Z\",\
        \"completed\":\"2026-11-20T10:00:01Z\",\"error\":\"process \\\"make\\\" did not complete successfully: exit code: 2\"}]}\n";
    let plan: Value = serde_json::from_str(&sandbox.run(&["docker-build", "--keep-going", "--dry-run", "--json"]).exits(0).stdout).unwrap();
    let build = &plan["steps"].as_array().unwrap().iter().find(|step| step["id"] == "build.bad").unwrap()["work"]["build"];
    let (builder, file) = (build["builder"].as_str().unwrap(), build["metadata-file"].as_str().unwrap());
    sandbox.rules(json!([
        { "call": format!("docker buildx bake --builder {builder} --file - --metadata-file {file}"), "stderr": wrong, "exit": 1 }
    ]));
    let ended = sandbox.run(&["docker-build", "--keep-going", "--digests", "digests.json"]).exits(6);
    let table = "\
image  linux/amd64  linux/arm64
good   proven       proven
bad    stopped      failed
bad linux/amd64: because bad linux/arm64 failed
bad linux/arm64: [2/2] RUN make: exit code: 2
1 of 2 images proven; no tag moved
";
    assert!(ended.stdout.ends_with(table), "{ended}");
    assert!(!sandbox.path("digests.json").exists(), "a run that failed made nothing to deploy");
    sandbox
        .run(&["report"])
        .exits(0)
        .shows("failed, exit 6 in ")
        .shows("bad    linux/arm64  failed")
        .shows("1 of 2 images proven; no tag moved\n");
}

/// What is killed leaves a report, which does not say that it ended well.
#[test]
fn a_run_that_did_not_end_says_so() {
    let sandbox = Sandbox::image();
    sandbox.run(&["docker-build"]).exits(0);
    let mut report = sandbox.report();
    report["exit"] = json!(130);
    sandbox.write("target/archwright/report.json", &report.to_string());
    sandbox.run(&["report"]).exits(0).shows("interrupted after ").shows(", killed, or still going on");
}

#[test]
fn digests_of_what_was_made() {
    let sandbox = Sandbox::noetl();
    sandbox.write("sub/file", "");
    sandbox.run_in("sub", &["docker-build", "--digests", "out/digests.json"]).exits(0);
    let digests: Value = serde_json::from_str(&sandbox.read("sub/out/digests.json")).unwrap();
    let image = &sandbox.report()["images"][0];
    let pointed = &digests["references"]["target/archwright/layout/app"];
    assert_eq!((&pointed["digest"], &pointed["image"]), (&image["digest"], &json!("app")));
    for at in 0..2 {
        let platform = &image["platforms"][at];
        assert_eq!(pointed["platforms"][platform["platform"].as_str().unwrap()], platform["digest"]);
    }
    sandbox.run(&["docker-build", "--test-only", "--digests", "x"]).exits(2);
    let loaded = Sandbox::image();
    loaded.run(&["docker-build", "--load", "--digests", "d.json"]).exits(0);
    let digests: Value = serde_json::from_str(&loaded.read("d.json")).unwrap();
    assert!(digests["references"]["registry.invalid/noetl/app:latest"]["platforms"]["linux/amd64"].is_string(), "{digests:#}");
}
