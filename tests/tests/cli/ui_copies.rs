//! A run that is cut short while it copies a UI: what it left behind is ours all the same.

use crate::support::Sandbox;
use std::fs;

const NAMED: &str = "[\"server/static\"]";

/// The first copy is made; the second cannot be, because a file is in the place of its folder.
fn cut_short() -> Sandbox {
    let sandbox = Sandbox::noetl();
    sandbox.write("archwright.toml", &sandbox.read("archwright.toml").replace(NAMED, "[\"server/static\", \"b/c\"]"));
    sandbox.write("b", "by hand\n");
    sandbox.run(&["ui-build"]).exits(4);
    assert_eq!(sandbox.read("server/static/index.html"), "<p>hello</p>\n");
    sandbox
}

#[test]
fn the_next_build_replaces_what_was_copied() {
    let sandbox = cut_short();
    sandbox.write("ui/src/page.txt", "goodbye\n");
    sandbox.run(&["ui-build"]).exits(4);
    sandbox.write("ui/src/page.txt", "see you\n");
    fs::remove_file(sandbox.path("b")).unwrap();
    sandbox.run(&["ui-build"]).exits(0);
    for copy in ["server/static", "b/c"] {
        assert_eq!(sandbox.read(&format!("{copy}/index.html")), "<p>see you</p>\n");
    }
    sandbox.run(&["ui-build"]).exits(0).says("ui.web: already so");
}

#[test]
fn what_was_built_is_not_built_again() {
    let sandbox = cut_short();
    fs::remove_file(sandbox.path("b")).unwrap();
    sandbox.forget();
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!(sandbox.read("b/c/index.html"), "<p>hello</p>\n");
    assert!(!sandbox.log().iter().any(|call| call.starts_with("npm")), "{:?}", sandbox.log());
}

#[test]
fn a_folder_that_never_was_is_no_longer_named() {
    let sandbox = cut_short();
    sandbox.write("archwright.toml", &sandbox.read("archwright.toml").replace(", \"b/c\"", ""));
    sandbox.write("ui/src/page.txt", "goodbye\n");
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!((sandbox.read("server/static/index.html"), sandbox.read("b")), ("<p>goodbye</p>\n".into(), "by hand\n".into()));
}

#[test]
fn an_edit_of_what_was_copied_is_refused() {
    let sandbox = cut_short();
    fs::remove_file(sandbox.path("b")).unwrap();
    sandbox.write("server/static/index.html", "by hand\n");
    sandbox.run(&["ui-build"]).exits(5).says("`server/static/index.html` was changed since it was copied there");
    assert_eq!(sandbox.read("server/static/index.html"), "by hand\n");
}
