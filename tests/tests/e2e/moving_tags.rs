//! Which tags move where: never back to an older version, never off a write-once image, and back on request only.

use crate::support::registry::Registry;
use archwright_tests::{engine::command::Command, project::Project};
use serde_json::Value;

struct Tags {
    project: Project,
    registry: Registry,
    repository: String,
}

impl Tags {
    fn of(tags: &str) -> Self {
        let project = Project::new("app");
        let (registry, repository) = (Registry::at(&project.docker.registry), project.repository("app"));
        project.edit("archwright.toml", "tags = [\"latest\", \"{version}\"]", tags);
        Self { project, registry, repository }
    }

    /// That version of the source, with other content than any other.
    fn version(&self, version: &str) -> &Self {
        self.project.write("VERSION", &format!("{version}\n"));
        self.project.write("greeting", &format!("hello from {version}\n"));
        self
    }

    fn push(&self, more: &[&str]) -> Command {
        self.project.archwright(&[&["docker-build", "--push", "--platforms", "linux/amd64"], more].concat())
    }

    fn digest(&self, tag: &str) -> Option<String> {
        self.registry.find(&self.repository, tag).map(|published| published.digest)
    }
}

#[test]
fn a_moving_tag_never_goes_back_unless_told_to() {
    let tags = Tags::of("tags = [\"latest\", \"{version}\", \"{minor}\", \"{major}\"]");
    tags.version("1.4.0").push(&[]).run().exits(0);
    tags.version("1.5.0").push(&[]).run().exits(0).tells(":1.5  new").tells(":1  moved").tells(":latest  moved");
    let newest = tags.digest("1.5.0");

    let ended = tags.version("1.4.1").push(&[]).run().exits(2);
    let ended = ended.tells(":latest is at 1.5.0, and 1.4.1, which this run would move it to, is older");
    ended.tells("--allow-downgrade").never_tells(":1.4 is at");
    assert_eq!(tags.project.outcome("build"), "skipped", "it is refused before anything is built");
    assert_eq!([tags.digest("latest"), tags.digest("1"), tags.digest("1.4.1")], [newest.clone(), newest.clone(), None]);

    tags.push(&["--tag", "1.4.1,1.4"]).run().exits(0).tells(":1.4.1  new").tells(":1.4  moved");
    assert_eq!([tags.digest("latest"), tags.digest("1")], [newest.clone(), newest.clone()]);
    assert_ne!(tags.digest("1.4"), newest);

    tags.push(&["--allow-downgrade"]).run().exits(0).tells(":latest  moved");
    assert_eq!(tags.digest("latest"), tags.digest("1.4.1"));
    // Nothing stands above it any more: the way forward is free.
    tags.version("1.4.2").push(&[]).run().exits(0).tells(":latest  moved");
}

/// F20: the release of the seed moves `1.1` and `1` to a pre-release.
#[test]
fn f20_a_release_does_not_become_a_pre_release_and_a_pre_release_holds_nobody() {
    let tags = Tags::of("tags = [\"latest\", \"{version}\"]");
    tags.version("2.0.0-rc.2").push(&[]).run().exits(0);
    tags.version("2.0.0-rc.1").push(&[]).run().exits(2).tells("2.0.0-rc.2").tells("is older");
    tags.version("1.9.0").push(&[]).run().exits(0).tells(":latest  moved");
    tags.version("2.0.0-rc.3").push(&[]).run().exits(2).tells(":latest is at 1.9.0, and 2.0.0-rc.3").tells("is a pre-release");
    tags.push(&["--tag", "2.0.0-rc.3"]).run().exits(0).tells(":2.0.0-rc.3  new");
    tags.version("2.0.0").push(&[]).run().exits(0).tells(":latest  moved");
}

#[test]
fn a_write_once_tag_keeps_its_images() {
    let tags = Tags::of("tags = [\"latest\", \"{version}\"]\nwrite-once = [\"{version}\"]");
    tags.version("1.4.0").push(&[]).run().exits(0);
    let first = tags.digest("1.4.0");
    tags.push(&[]).run().exits(0).tells("already so");

    tags.project.write("greeting", "another one\n");
    let ended = tags.push(&[]).run().exits(2);
    ended.tells(":1.4.0 is write-once, and what was built is another image").tells("give this build a version of its own");
    assert_eq!(tags.project.outcome("publish"), "skipped");
    assert_eq!([tags.digest("1.4.0"), tags.digest("latest")], [first.clone(), first.clone()]);

    let both = ["docker-build", "--push", "--allow-shrink"];
    tags.project
        .archwright(&both)
        .run()
        .exits(2)
        .tells(":1.4.0 is write-once and has linux/amd64; this run is for linux/amd64,linux/arm64");
    assert_eq!(tags.project.outcome("build"), "skipped", "that is known before anything is built");
    assert_eq!(tags.digest("1.4.0"), first);
}

/// The same images with more to say of them: the tag that may move does, the other stays.
#[test]
fn a_write_once_tag_stays_where_only_the_index_is_another() {
    let tags = Tags::of("tags = [\"latest\", \"{version}\"]\nwrite-once = [\"{version}\"]");
    tags.version("1.4.0").push(&[]).run().exits(0);
    let first = tags.digest("1.4.0");
    tags.project.edit("archwright.toml", "write-once", "annotations = { \"org.example.note\" = \"said later\" }\nwrite-once");
    tags.push(&[]).run().exits(0).tells(":1.4.0  already so").tells(":latest  moved");
    assert_eq!(tags.digest("1.4.0"), first);
    assert_eq!(tags.registry.need(&tags.repository, "latest").document["annotations"]["org.example.note"], "said later");
}

const JOURNAL: &str = "target/archwright/journal.json";

#[test]
fn a_roll_back_moves_tags_that_had_an_image_and_still_have_ours() {
    let tags = Tags::of("tags = [\"latest\", \"{version}\"]");
    tags.version("1.4.0").push(&[]).run().exits(0);
    let before = tags.digest("latest");
    tags.version("1.5.0").push(&[]).run().exits(0);
    let after = tags.digest("latest");

    let roll_back = tags.project.archwright(&["publish", "--roll-back", JOURNAL]);
    roll_back.run().exits(0).tells(":latest  back").tells(":1.5.0  was new, and stays").tells("1 tag back");
    assert_eq!([tags.digest("latest"), tags.digest("1.5.0")], [before.clone(), after]);
    let journal: Value = serde_json::from_str(&tags.project.read(JOURNAL)).expect("the journal is JSON");
    assert_eq!(journal["moves"].as_array().map(Vec::len), Some(1), "{journal:#}");
    roll_back.run().exits(0).tells("no tag went back: 1 tag had no image before the run");
    // What is rolled back is no interrupted run, and its tags are not where the run wanted them.
    let resume = tags.project.archwright(&["publish", "--resume", JOURNAL]).run().exits(2);
    resume.tells("was rolled back, and is not resumed").tells(":latest is where it was before the run").tells("build again");
    assert_eq!(tags.digest("latest"), before);
}

/// Killed before its last tag was there: that one is not said to be anywhere.
#[test]
fn a_roll_back_tells_of_a_tag_that_never_was() {
    let tags = Tags::of("tags = [\"latest\", \"{version}\"]");
    tags.version("1.4.0").push(&[]).run().exits(0);
    let mut journal: Value = serde_json::from_str(&tags.project.read(JOURNAL)).expect("the journal is JSON");
    journal["moves"][1]["tag"] = "never".into();
    journal["moves"][1]["done"] = false.into();
    tags.project.write(JOURNAL, &journal.to_string());

    let ended = tags.project.archwright(&["publish", "--roll-back", JOURNAL]).run().exits(0);
    ended.tells(":never  does not exist, as before").tells(":1.4.0  was new, and stays").never_tells("already so");
    let resume = tags.project.archwright(&["publish", "--resume", JOURNAL]).run().exits(2);
    resume.tells("was rolled back").never_tells("already so");
}

#[test]
fn a_roll_back_leaves_what_another_publisher_moved_since() {
    let tags = Tags::of("tags = [\"latest\", \"{version}\"]");
    tags.version("1.4.0").push(&[]).run().exits(0);
    tags.version("1.5.0").push(&[]).run().exits(0);
    let journal = tags.project.read(JOURNAL);
    tags.version("1.6.0").push(&[]).run().exits(0);
    let theirs = tags.digest("latest");
    tags.project.write("older.json", &journal);
    let ended = tags.project.archwright(&["publish", "--roll-back", "older.json"]).run().exits(7);
    ended.tells(":latest  another publisher's").tells("another publisher moved 1 tag since the run");
    assert_eq!(tags.digest("latest"), theirs);
}
