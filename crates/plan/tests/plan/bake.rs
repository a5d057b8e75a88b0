//! The bake file: escaped, with every attestation stated.

use crate::case::check;

#[test]
fn expressions_are_escaped() {
    check("bake-escapes");
}

#[test]
fn a_dockerfile_outside_its_context() {
    check("bake-dockerfile-outside-its-context");
    check("bake-context-with-dots");
}

#[test]
fn provenance_off() {
    check("bake-provenance-off");
}

#[test]
fn provenance_max_and_sbom() {
    check("bake-provenance-max-and-sbom");
}
