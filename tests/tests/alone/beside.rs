//! Beside a Docker Engine that is there already: a registry of ours, and nothing else.

use crate::support::{alone, machine, processes, second::Second};
use archwright_tests::engine::{Engine, command::Command};

#[test]
fn a_registry_comes_and_goes_and_the_engine_stays_as_it_was() {
    let _alone = alone();
    let docker = &Engine::get().docker;
    let containers = || docker.docker(&["ps", "--all", "--quiet", "--no-trunc"]).run().exits(0).stdout;
    let (before, running) = (machine::picture(), containers());
    let beside = Second::beside_the_first();
    beside.up().tells("registry").never_tells("daemons").never_tells("add the network bridge");
    beside.up().tells("already so");
    beside.engine(&["status"]).run().exits(0).tells("the machine's own");
    let lines = beside.engine(&["env"]).run().exits(0).never_tells("DOCKER_HOST").stdout;
    let registry = lines.split("REGISTRY='").nth(1).and_then(|rest| rest.split('\'').next()).expect("a registry").to_owned();
    assert_ne!(registry, docker.registry);
    let asked = Command::new("curl").args(["--silent", "--fail", &format!("http://{registry}/v2/")]);
    asked.run().exits(0);

    beside.engine(&["down"]).run().exits(0);
    asked.run().exits(7);
    assert_eq!(processes::with(&format!("{}/", beside.folder)), Vec::<String>::new());
    assert_eq!((machine::picture(), containers()), (before, running));
}
