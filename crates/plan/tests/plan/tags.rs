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
