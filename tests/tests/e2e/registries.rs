//! One build for several registries: the same bytes everywhere, and all of them or none.

use crate::support::{proxy::Proxy, registry::Registry, second_registry::SecondRegistry};
use archwright_tests::{engine::command::Command, project::Project};
use std::time::Duration;

struct Two {
    project: Project,
    second: SecondRegistry,
}

impl Two {
    fn new() -> Self {
        let project = Project::new("app");
        let second = SecondRegistry::beside(&project);
        Self { project, second }
    }

    /// The registry of the suite, another repository of it, and another registry.
    fn push(&self) -> Command {
        let first = format!("{}/{}", self.project.docker.registry, self.project.namespace);
        let others = format!("{first}/copy,{}/far", self.second.address);
        self.project.archwright(&["docker-build", "--push", "--registry", &first, "--registry", &others])
    }

    fn places(&self) -> [(Registry, String); 3] {
        let first = || Registry::at(&self.project.docker.registry);
        let copy = format!("{}/copy/app", self.project.namespace);
        [(first(), self.project.repository("app")), (first(), copy), (Registry::at(&self.second.address), "far/app".into())]
    }
}

#[test]
fn one_build_is_the_same_in_every_registry() {
    let two = Two::new();
    let ended = two.push().run().exits(0);
    let [home, copy, far] = two.places().map(|(registry, repository)| {
        assert_eq!(registry.tags(&repository), ["1.4.0", "latest"]);
        let latest = registry.need(&repository, "latest");
        for digest in latest.images().iter().chain(&latest.attestations()) {
            registry.need(&repository, digest);
        }
        for image in latest.images() {
            let manifest = registry.need(&repository, &image).document;
            registry.blob(&repository, manifest["config"]["digest"].as_str().expect("a config"));
        }
        latest
    });
    assert_eq!([&copy, &far], [&home, &home]);
    assert_eq!(home.attested(), home.images());
    ended.tells(&format!("the same in {}/far/app", two.second.address)).tells(&format!("{}/far/app:latest  new", two.second.address));
    two.push().run().exits(0).tells("already so: builder, index.app, publish");
}

/// The journal knows of every registry, so that what one of them did not take is finished without the others.
#[test]
fn a_registry_that_goes_away_stops_the_tags_and_the_run_is_finished_later() {
    let two = Two::new();
    let proxy = Proxy::before(&two.second.address, Some(2));
    let first = format!("{}/{}", two.project.docker.registry, two.project.namespace);
    let registries = format!("{first},{}/far", proxy.address);
    let run = two.project.archwright(&["docker-build", "--push", "--registry", &registries]).start();
    proxy.wait_for_puts(2, Duration::from_secs(90));
    proxy.cut();
    run.finish(Duration::from_secs(30)).exits(7).tells("publish --resume");
    let [(home, here), _, (far, there)] = two.places();
    assert_eq!(home.tags(&here), ["1.4.0", "latest"], "the first registry's come before the second's of each kind");
    assert_eq!(far.tags(&there), ["1.4.0"], "unique tags move everywhere before the first moving one");

    proxy.mend();
    let resume = ["publish", "--resume", "target/archwright/journal.json"];
    two.project.archwright(&resume).run().exits(0).tells("/far/app:latest  new").tells("1 tag moved");
    assert_eq!(far.need(&there, "latest"), home.need(&here, "latest"));
}

/// What the second registry would not take stops the tags of the first.
#[test]
fn a_registry_that_refuses_pushes_is_told_before_anything_is_built() {
    let two = Two::new();
    let proxy = Proxy::before(&two.second.address, None);
    proxy.allow_reading_only();
    let first = format!("{}/{}", two.project.docker.registry, two.project.namespace);
    let registries = format!("{first},{}/far", proxy.address);
    two.project.archwright(&["docker-build", "--push", "--registry", &registries]).run().exits(8).tells(&proxy.address);
    assert_eq!(two.project.outcome("build"), "skipped");
    let [(home, here), ..] = two.places();
    assert_eq!(home.tags(&here), Vec::<String>::new());
}
