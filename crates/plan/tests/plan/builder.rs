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
fn emulators_unknown() {
    check("builder-emulators-unknown");
}

#[test]
fn named_by_flag() {
    check("builder-by-flag");
}
