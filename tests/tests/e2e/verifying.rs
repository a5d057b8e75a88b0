//! `verify` judges what others published, without any configuration.

use crate::support::registry::Registry;
use archwright_tests::{fake, project::Project};
use std::fs;

#[test]
fn a_tag_that_others_pushed_for_one_platform_lacks_the_other() {
    let project = Project::new("app");
    let name = project.reference("app", "by-hand");
    let build = ["buildx", "build", "--builder", &project.builder, "--platform", "linux/amd64", "--push", "--tag", &name, "."];
    project.docker(&build).run().exits(0);

    let verify = |args: &[&str]| project.archwright(&["verify", &name]).args(args).run();
    verify(&["--platforms", "linux/amd64,linux/arm64"]).exits(9).tells("AW101").tells("linux/arm64").tells("not proven");
    verify(&["--platforms", "linux/arm64"]).exits(9).tells("AW101").tells("AW102");
    verify(&["--platforms", "linux/amd64"]).exits(0).tells("proven");
    verify(&[]).exits(0).tells("linux/amd64");
}

#[test]
fn a_good_image_is_proven_in_words_and_in_json() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let name = project.reference("app", "latest");
    project.archwright(&["verify", &name, "--platforms", "linux/amd64,linux/arm64"]).run().exits(0).tells("proven");

    let json = project.archwright(&["verify", &name, &project.reference("app", "1.4.0"), "--json"]).run().exits(0).json();
    let verdicts = json["verdicts"].as_array().expect("one verdict for each reference");
    assert_eq!(verdicts.len(), 2);
    for verdict in verdicts {
        let platforms: Vec<_> =
            verdict["verdict"]["platforms"].as_array().into_iter().flatten().map(|proof| proof["platform"].as_str()).collect();
        assert_eq!(platforms, [Some("linux/amd64"), Some("linux/arm64")], "{json:#}");
        assert_eq!(verdict["verdict"]["findings"].as_array().map(Vec::len), Some(0), "{json:#}");
    }
}

#[test]
fn verify_needs_neither_docker_nor_a_project() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let elsewhere = project.path("target");
    let path = archwright_tests::engine::bare_path(&project.path("."), &[]);
    let name = project.reference("app", "latest");
    project.archwright(&["verify", &name]).env("PATH", &path).dir(&elsewhere).run().exits(0).tells("linux/arm64");
    project.archwright(&["verify", &project.reference("app", "nobody")]).env("PATH", &path).run().exits(7).tells("is not in the registry");
}

/// What is loaded, exported and saved is judged as what is published.
#[test]
fn every_form_of_an_image_is_looked_into() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--load"]).run().exits(0);
    let name = project.reference("app", "latest");
    let loaded = project.archwright(&["verify", &format!("docker:{name}"), "--platforms", "linux/amd64,linux/arm64"]).run().exits(0);
    loaded.tells("2 layers have their digests").tells("ELF of aarch64").tells("proven");
    project.archwright(&["verify", "docker:no-such-image"]).run().exits(4).tells("has no image `no-such-image`");

    project.docker(&["image", "save", "--output", "saved.tar", &name]).run().exits(0);
    project.archwright(&["verify", "oci-archive:saved.tar"]).run().exits(0).tells("ELF of aarch64");
    let build =
        ["buildx", "build", "--builder", &project.builder, "--platform", "linux/amd64", "--output", "type=oci,dest=exported.tar", "."];
    project.docker(&build).run().exits(0);
    project.archwright(&["verify", "oci-archive:exported.tar"]).run().exits(0).tells("ELF of x86_64");
    project.archwright(&["verify", "oci-archive:exported.tar", "--require", "sbom"]).run().exits(9).tells("AW109 linux/amd64");
    project.docker(&["image", "rm", "--force", &name]).run().exits(0);
}

/// Layers are read once in their life: what was looked into once is judged again without a blob.
#[test]
fn a_warm_proof_reads_no_blob() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let (name, cache) = (project.reference("app", "latest"), project.path("cache"));
    let verify = || project.archwright(&["verify", &name]).env("XDG_CACHE_HOME", cache.as_str());
    let cold = verify().run().exits(0).stdout;
    let watched = crate::support::faulty::Lines::default();
    let address = watched.to(&project.docker.registry);
    let through = format!("{address}/{}:latest", project.repository("app"));
    let warm = project.archwright(&["verify", &through]).env("XDG_CACHE_HOME", cache.as_str()).run().exits(0);
    // The witness has an address of its own, under which nobody published it: that is a note (AW150) and its remedy.
    let told: Vec<_> = cold.lines().filter(|line| line.contains("proved:")).collect();
    let again: Vec<_> = warm.stdout.lines().filter(|line| line.contains("proved:")).collect();
    assert_eq!((again.as_slice(), told.len()), (told.as_slice(), 2), "{}", warm.stdout);
    let blobs: Vec<_> = watched.seen().into_iter().filter(|request| request.starts_with("GET ") && request.contains("/blobs/")).collect();
    assert_eq!(blobs, Vec::<String>::new());
}

/// What a run lets pass, the project that has it lets pass later too; whoever knows no project is told.
#[test]
fn allowances_count_where_the_image_is_the_projects_own() {
    let project = Project::new("app");
    let toml = project.read("archwright.toml");
    project.write(
        "archwright.toml",
        &toml.replace("[image.app]\n", "[image.app]\nallow-foreign = [{ path = \"/srv/agents\", why = \"sent to others\" }]\n"),
    );
    fs::write(project.path("agent"), fake::executable(fake::ARM64, false)).expect("a program");
    for arch in ["amd64", "arm64"] {
        project.write(&format!("notes/{arch}"), arch);
    }
    project.write("Dockerfile", "FROM scratch\nARG TARGETARCH\nCOPY agent notes/${TARGETARCH} /srv/agents/\n");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    project.archwright(&["docker-build"]).run().exits(0);
    let name = project.reference("app", "latest");
    for reference in [name.as_str(), "oci:target/archwright/layout/app"] {
        project.archwright(&["verify", reference]).run().exits(0).tells("AW142").tells("sent to others");
        project.archwright(&["audit", reference]).run().exits(10).tells("AW140");
    }
    let index = Registry::at(&project.docker.registry).need(&project.repository("app"), "latest").digest;
    let digest = format!("{}@{index}", name.trim_end_matches(":latest"));
    let to = project.reference("app", "promoted");
    project.archwright(&["promote", &digest, &to]).run().exits(0).tells(":promoted  new");

    project.write("archwright.toml", &toml);
    project.archwright(&["verify", &name]).run().exits(9).tells("AW140");
    project.archwright(&["promote", &digest, &project.reference("app", "again")]).run().exits(9).tells("AW140");
}

/// F24: the seeds tell people to type `imagetools inspect` and to look; here nothing is published that was not looked into.
#[test]
fn f24_every_push_is_proven_before_its_tags() {
    let project = Project::new("app");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let report = project.report();
    let steps: Vec<_> = report["steps"].as_array().expect("steps").iter().filter_map(|step| step["id"].as_str()).collect();
    let at = |id: &str| steps.iter().position(|step| *step == id).unwrap_or_else(|| panic!("no step `{id}`: {steps:?}"));
    assert!(at("prove.app") < at("publish"), "{steps:?}");
    assert_eq!(project.outcome("prove.app"), "done");

    let registry = Registry::at(&project.docker.registry);
    let before = registry.need(&project.repository("app"), "latest");
    fs::write(project.path("agent"), fake::executable(fake::ARM64, false)).expect("a program");
    project.write("Dockerfile", "FROM scratch\nCOPY --chmod=755 agent /agent\nENTRYPOINT [\"/agent\"]\n");
    project.archwright(&["docker-build", "--push"]).run().exits(9).tells("AW131 linux/amd64").tells("/agent");
    assert_eq!(project.outcome("publish"), "skipped");
    assert_eq!(registry.need(&project.repository("app"), "latest"), before);
}
