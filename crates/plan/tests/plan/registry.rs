//! Where images are pushed, and what the builder must know of registries.

use crate::case::check;

#[test]
fn none_to_push_to() {
    check("push-without-registry");
}

/// Built to the first, proven there, and copied to the others; what never moves, what moves last, and what the index says.
#[test]
fn several_at_once() {
    check("several-registries");
}

/// AWS Lambda takes no index: BuildKit annotates the manifest that is tagged.
#[test]
fn one_platform_without_attestations() {
    check("bare-manifest");
}

#[test]
fn taken_away_by_flag() {
    check("push-with-registry-taken-away");
}

#[test]
fn loopback_by_flag() {
    check("registry-by-flag");
}

#[test]
fn inherited_from_the_server() {
    check("registry-inherited");
}

#[test]
fn a_table_replaces_what_is_inherited_of_its_registry_alone() {
    check("registry-by-table");
}

/// BuildKit sends layers whole: what goes in parts is exported, and pushed by us.
#[test]
fn a_registry_that_takes_parts_gets_them_from_us() {
    check("registry-in-parts");
}

#[test]
fn loopback_with_a_table_that_says_https() {
    check("registry-on-loopback-by-https");
}

#[test]
fn signed_by_an_authority_that_docker_is_given() {
    check("registry-signed-privately");
}

#[test]
fn in_a_range_of_addresses_that_the_server_has_for_insecure() {
    check("registry-in-an-insecure-range");
}
