//! Several images and variants, and all but some.

use crate::case::check;

#[test]
fn all_but_some() {
    check("all-but-some");
}

#[test]
fn what_is_left_out_must_be_there() {
    check("all-but-unknown");
    check("all-but-an-unknown-variant");
    check("all-but-everything");
}

#[test]
fn an_image_without_variants_is_built_beside_one_with() {
    check("variant-beside-images-without");
}

#[test]
fn a_matrix_makes_variants() {
    check("variant-of-a-matrix");
    check("variant-of-a-matrix-by-its-suffix");
}

#[test]
fn what_the_environment_changed_is_told() {
    check("overridden");
}
