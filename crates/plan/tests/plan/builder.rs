//! How the named builder stands, and what that makes of the plan.

use crate::case::check;

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
