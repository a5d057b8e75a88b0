//! How the named builder stands, and what that makes of the plan.

use crate::case::{check, facts_of, folder, project};
use archwright_plan::{Fact, Plan, Request, Run, Work};

#[test]
fn unknown() {
    check("builder-unknown");
}

#[test]
fn drifted_is_recreated() {
    check("builder-drifted");
}

#[test]
fn foreign_is_never_changed() {
    check("builder-foreign");
}

#[test]
fn ours_and_never_asked() {
    check("builder-unasked");
}

#[test]
fn current_costs_nothing() {
    check("builder-current");
}

#[test]
fn ours_lacks_a_platform() {
    check("builder-lacks-a-platform");
}

#[test]
fn its_emulator_is_gone() {
    check("builder-lost-its-emulator");
}

#[test]
fn a_native_node_needs_no_emulator() {
    check("builder-with-a-native-node");
}

#[test]
fn emulators_unknown_is_asked() {
    check("builder-emulators-unknown");
}

#[test]
fn named_by_flag() {
    check("builder-by-flag");
}

/// The emulators of this machine say nothing about another one.
#[test]
fn on_another_machine_it_is_asked() {
    check("builder-on-another-machine");
}

#[test]
fn the_docker_driver_exports_from_the_containerd_store() {
    check("builder-docker-driver");
}

#[test]
fn the_docker_driver_does_not_push_by_digest() {
    check("builder-docker-driver-push");
}

#[test]
fn the_docker_driver_exports_nothing_from_the_classic_store() {
    check("builder-docker-driver-on-the-classic-store");
}

/// The classic store takes no attestations, and nothing is left that they could be about.
#[test]
fn the_docker_driver_tries_a_build_on_any_store() {
    check("builder-docker-driver-test-only");
}

#[test]
fn the_default_context_is_docker_host() {
    check("builder-docker-driver-by-docker-host");
}

#[test]
fn the_store_of_another_context_is_unknown() {
    check("builder-docker-driver-of-another-context");
}

#[test]
fn a_renewed_authority_is_noticed() {
    check("builder-with-a-renewed-authority");
}

#[test]
fn an_authority_that_cannot_be_read() {
    check("builder-without-its-authority");
}

#[test]
fn the_default_one_is_for_everybody() {
    check("builder-default-name");
}

/// Two projects on one machine do not make each other's builder anew.
#[test]
fn the_default_one_of_a_project_with_registries_is_another() {
    check("builder-default-name-with-registries");
}

/// Two projects on one machine, of which one pushes to loopback.
#[test]
fn the_default_one_of_a_project_on_loopback_is_another() {
    check("builder-default-name-on-loopback");
}

/// buildx keeps the builders of all servers in one folder.
#[test]
fn the_default_one_on_another_server_is_another() {
    check("builder-default-name-on-another-server");
}

/// The table takes away what is inherited, and so makes another kind of builder.
#[test]
fn the_default_one_of_a_project_with_an_empty_table_is_another() {
    check("builder-default-name-on-an-empty-table");
}

/// However it is spelled where the server is.
#[test]
fn one_server_gives_one_stamp_and_one_name() {
    let dir = folder("builder-default-name-on-another-server");
    let made = |endpoint: &str, id: &str| {
        let mut facts = facts_of(&dir);
        let Fact::Known(docker) = &mut facts.docker else { panic!("no Docker") };
        docker.endpoint = endpoint.into();
        let Fact::Known(server) = &mut docker.server else { panic!("no server") };
        server.id = Some(id.into());
        let (project, request) = (project(&dir), Request::default());
        let run = Run::new(&project, &facts, &request).unwrap();
        let mut plan = Plan::new(&run);
        plan.add(run.builder().unwrap()).unwrap();
        let Work::EnsureBuilder(work) = &plan.steps()[0].work else { panic!("no builder") };
        (work.name.to_string(), work.stamp.to_string())
    };
    let by_socket = made("unix:///run/docker.sock", "one");
    assert_eq!(made("unix:///var/run/../run/docker.sock", "one"), by_socket);
    assert_eq!(made("ssh://me@localhost", "one"), by_socket);
    assert_ne!(made("unix:///run/docker.sock", "two").0, by_socket.0);
    // The usual places have the usual name, and the same stamp.
    assert_eq!(made("context default", "one"), ("archwright".into(), by_socket.1.clone()));
    assert_eq!(made("unix:///var/run/docker.sock", "one"), ("archwright".into(), by_socket.1));
}
