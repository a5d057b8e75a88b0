//! Where images go, decided by what the server can really do, and never more than was asked for.

use crate::case::check;

#[test]
fn local_is_the_servers_platform() {
    check("local-on-an-arm64-server");
}

#[test]
fn local_needs_a_server() {
    check("local-without-a-server");
}

#[test]
fn the_classic_store_takes_no_two_platforms() {
    check("load-on-the-classic-store");
}

#[test]
fn the_classic_store_takes_one_platform() {
    check("load-one-on-the-classic-store");
}

#[test]
fn the_containerd_store_takes_both() {
    check("load-on-the-containerd-store");
}

#[test]
fn one_image_in_a_named_folder() {
    check("layout-in-a-folder");
}

#[test]
fn each_image_in_a_folder_of_its_own() {
    check("layouts-in-a-folder");
}

#[test]
fn test_only_leaves_nothing() {
    check("test-only");
}
