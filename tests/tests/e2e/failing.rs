//! An image that fails: the run fails, and no tag of it moves.

use crate::support::registry::Registry;
use archwright_tests::project::Project;

#[track_caller]
fn has_no_tag(project: &Project) {
    let registry = Registry::at(&project.docker.registry);
    for image in ["first", "second"] {
        assert_eq!(registry.tags(&project.repository(image)), Vec::<String>::new(), "{image}");
    }
}

#[test]
fn when_the_second_image_fails_no_tag_of_the_run_exists() {
    let project = Project::new("two-images");
    project
        .archwright(&["docker-build", "--push"])
        .run()
        .exits(6)
        .tells("exit 6")
        .tells("the second image gives up")
        .tells("exit code: 42");
    assert_eq!((project.outcome("build"), project.outcome("publish")), ("failed".into(), "skipped".into()));
    has_no_tag(&project);
}

#[test]
fn when_the_second_image_fails_tags_that_exist_do_not_move() {
    let project = Project::new("two-images");
    project.edit("second.Dockerfile", "exit 42", "exit 0");
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    let registry = Registry::at(&project.docker.registry);
    let stand = || ["first", "second"].map(|image| registry.need(&project.repository(image), "latest"));
    let before = stand();

    project.write("greeting", "a greeting that must not be published\n");
    project.edit("second.Dockerfile", "exit 0", "exit 42");
    project.archwright(&["docker-build", "--push"]).run().exits(6);
    assert_eq!(stand(), before);
}

#[test]
fn with_keep_going_the_first_is_built_and_reported_and_still_no_tag_moves() {
    let project = Project::new("two-images");
    let ended = project.archwright(&["docker-build", "--push", "--keep-going"]).run().exits(6).tells("the second image gives up");
    assert_eq!((project.outcome("prove.first"), project.outcome("publish")), ("done".into(), "skipped".into()));
    has_no_tag(&project);

    let report = project.report();
    let built = &report["images"][0];
    assert_eq!(built["image"], "first", "{report:#}");
    let digest = built["digest"].as_str().expect("its digest is reported").to_owned();
    assert_eq!(
        Registry::at(&project.docker.registry).need(&project.repository("first"), &digest).platforms(),
        ["linux/amd64", "linux/arm64"]
    );
    ended.tells(&digest);
}
