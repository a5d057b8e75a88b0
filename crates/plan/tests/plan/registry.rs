//! Where images are pushed, and what the builder must know of registries.

use crate::case::check;

#[test]
fn none_to_push_to() {
    check("push-without-registry");
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
fn the_table_replaces_what_is_inherited() {
    check("registry-by-table");
}

#[test]
fn loopback_with_a_table_that_says_https() {
    check("registry-on-loopback-by-https");
}
