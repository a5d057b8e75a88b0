//! `verify` judges what others published, without any configuration.

use archwright_tests::project::Project;

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
