//! Three projects in one repository, published as one; what did not change is already so.

use crate::support::registry::Registry;
use archwright_tests::project::Project;

/// Every tag of the last run, with how it came out.
fn tags(project: &Project) -> Vec<String> {
    let report = project.report();
    let images = report["images"].as_array().expect("the report has images");
    let tags = images.iter().flat_map(|image| image["tags"].as_array().cloned().unwrap_or_default());
    tags.map(|tag| format!("{} {}", tag["reference"].as_str().unwrap_or_default(), tag["outcome"].as_str().unwrap_or_default())).collect()
}

fn expected(project: &Project, outcomes: [(&str, &str); 3]) -> Vec<String> {
    outcomes.map(|(image, outcome)| format!("{} {outcome}", project.reference(image, "latest"))).into()
}

/// The fixture, with contents of this test's own: another one that builds the same at the same time would leave the builder two results to
/// choose from, and each says when it was made.
fn members(of: &str) -> Project {
    let project = Project::new("three-members");
    for member in ["one", "two", "three"] {
        project.write(&format!("services/{member}/greeting"), &format!("{member} of {of}\n"));
    }
    project
}

#[test]
fn members_that_did_not_change_are_already_so() {
    let project = members("all");
    let registry = Registry::at(&project.docker.registry);
    project.archwright(&["docker-build", "--push"]).run().exits(0);
    assert_eq!(tags(&project), expected(&project, [("one", "created"), ("three", "created"), ("two", "created")]));
    let before = ["one", "two", "three"].map(|image| registry.need(&project.repository(image), "latest"));
    assert!(before.iter().all(|index| index.platforms() == ["linux/amd64", "linux/arm64"]));

    project.archwright(&["docker-build", "--push"]).run().exits(0).tells("already so: builder, index.one, index.three, index.two, publish");
    assert_eq!(tags(&project), expected(&project, [("one", "already-so"), ("three", "already-so"), ("two", "already-so")]));

    project.write("services/two/greeting", "good morning\n");
    project.archwright(&["docker-build", "--push"]).run().exits(0).tells("already so: builder, index.one, index.three");
    assert_eq!(tags(&project), expected(&project, [("one", "already-so"), ("three", "already-so"), ("two", "moved")]));
    let after = ["one", "two", "three"].map(|image| registry.need(&project.repository(image), "latest"));
    assert!(before[0] == after[0] && before[1] != after[1] && before[2] == after[2]);
}

#[test]
fn in_the_folder_of_a_member_it_alone_is_published() {
    let project = members("the second alone");
    let registry = Registry::at(&project.docker.registry);
    let inside = project.path("services/two");
    project.archwright(&["docker-build", "--push"]).dir(&inside).run().exits(0).tells("of which services/two is meant");
    assert_eq!(registry.tags(&project.repository("two")), ["latest"]);
    for other in ["one", "three"] {
        assert_eq!(registry.find(&project.repository(other), "latest"), None, "{other}");
    }
    assert!(!project.path("services/two/target").exists(), "what a run leaves behind is the workspace's");
    project.archwright(&["docker-build", "--push"]).run().exits(0).tells("already so: builder, index.two");
}
