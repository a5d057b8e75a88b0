//! Which images and variants are built, in which order, in which call.

use crate::case::check;

#[test]
fn keep_going_makes_a_call_per_image() {
    check("keep-going");
}

#[test]
fn two_images_share_one_call() {
    check("two-images-in-one-call");
}

#[test]
fn one_image_of_two() {
    check("one-image-of-two");
}

#[test]
fn unknown_image_is_a_usage_error() {
    check("unknown-image");
}

#[test]
fn the_default_flavour() {
    check("variant-default");
}

#[test]
fn what_full_provenance_would_publish_is_refused() {
    check("provenance-max-shows-secrets");
    check("provenance-min-shows-none");
}

#[test]
fn every_variant() {
    check("variant-all");
}

#[test]
fn variants_by_name() {
    check("variant-named");
}

#[test]
fn unknown_variant() {
    check("variant-unknown");
}

#[test]
fn unknown_variant_of_an_image() {
    check("variant-unknown-by-image");
}

#[test]
fn a_variant_of_an_image_without_any() {
    check("variant-of-none");
}

#[test]
fn variants_without_a_default_are_all_built() {
    check("variants-without-default");
}

#[test]
fn an_image_takes_another() {
    check("image-needs-image");
}

/// The usual variant where none is named; each under the name that the configuration has for it.
#[test]
fn an_image_takes_variants_of_others() {
    check("image-needs-variants");
}

#[test]
fn an_image_that_is_needed_and_not_selected_is_not_published() {
    check("image-needs-unselected");
}

#[test]
fn a_needed_image_shares_the_call() {
    check("image-needs-image-keep-going");
}

#[test]
fn needs_reach_through_others() {
    check("images-in-a-chain");
}

#[test]
fn needs_reach_through_others_from_the_end() {
    check("chain-from-its-end");
}

#[test]
fn a_binary_is_built_for_platforms_that_need_it() {
    check("image-with-its-own-platforms");
}

#[test]
fn a_needed_image_is_built_for_the_platforms_that_need_it() {
    check("needed-image-for-the-platforms-that-need-it");
}

#[test]
fn a_needed_image_that_is_selected_too_keeps_its_own_platforms() {
    check("needed-image-that-is-selected");
}

#[test]
fn a_needed_image_must_have_the_platform() {
    check("needed-image-lacks-a-platform");
}

#[test]
fn a_project_without_images() {
    check("no-image");
}

#[test]
fn a_missing_dockerfile() {
    check("dockerfile-missing");
}

#[test]
fn a_missing_context() {
    check("context-missing");
}

#[test]
fn what_may_be_of_another_platform_is_told_with_its_reason() {
    check("allowed-foreign");
}
