//! Tags from their sources, `latest` last.

use crate::case::check;

#[test]
fn every_kind() {
    check("tags-of-every-kind");
}

#[test]
fn unique_ones_move_first_over_all_images() {
    check("tags-in-their-order");
}

#[test]
fn of_a_dirty_tree() {
    check("tags-of-a-dirty-tree");
}

#[test]
fn no_version() {
    check("tag-without-version");
}

#[test]
fn no_git() {
    check("tag-without-git");
}

#[test]
fn a_version_that_is_no_tag() {
    check("tag-with-an-impossible-version");
}

#[test]
fn by_flag() {
    check("tags-by-flag");
}

#[test]
fn an_empty_list_is_refused() {
    check("tags-empty");
}

#[test]
fn what_a_run_is_for_decides() {
    check("tags-of-a-pull-request");
    check("tags-of-a-branch");
    check("tags-of-the-default-branch");
    check("tags-of-a-pre-release");
}

#[test]
fn a_run_without_a_tag_is_refused() {
    check("tags-of-no-run");
    check("tags-of-an-unknown-default-branch");
    check("tag-of-a-pull-request-elsewhere");
    check("tag-of-a-branch-detached");
}

#[test]
fn of_single_platforms() {
    check("platform-tags");
    check("platform-tag-taken");
}

#[test]
fn the_last_one_is_written_where_it_was_loaded() {
    check("last-tag-loaded");
}

#[test]
fn f23_versions_that_differ_are_told_with_their_places() {
    check("version-elsewhere");
    check("version-the-same");
}
