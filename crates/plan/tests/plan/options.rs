//! What else BuildKit is told: by reference where it is secret, and nothing that the plugin does not know.

use crate::case::check;

#[test]
fn every_option() {
    check("build-options");
}

/// buildx 0.13 has no `--allow`, and asks for nothing.
#[test]
fn older_plugins_are_allowed_nothing() {
    check("build-options-older-buildx");
}

#[test]
fn what_the_plugin_does_not_know_is_refused_with_its_version() {
    check("option-for-newer-buildx");
}

/// docker/buildx#1044: of several exports to one place, the last is left.
#[test]
fn each_variant_and_platform_has_a_cache_of_its_own() {
    check("cache-of-variants");
}

#[test]
fn f18_what_is_written_is_what_is_read() {
    check("cache-inline");
    check("cache-is-read-alone");
}

#[test]
fn a_cache_that_cannot_be_is_told() {
    check("cache-without-a-registry");
    check("cache-on-the-docker-driver");
}

#[test]
fn a_secret_that_is_not_there() {
    check("secret-without-its-variable");
    check("secret-without-its-file");
}

/// BuildKit mounts nothing where nothing of that id is given, and says nothing.
#[test]
fn a_secret_that_no_step_mounts_is_told() {
    check("secret-that-goes-nowhere");
}

#[test]
fn a_context_that_is_not_there() {
    check("context-that-is-not-there");
}

/// Its Dockerfile is fetched with it, and not looked for here.
#[test]
fn a_context_that_buildkit_fetches() {
    check("remote-context");
}

#[test]
fn limits_belong_to_the_kind_of_builder() {
    check("limits");
}
