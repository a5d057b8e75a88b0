//! The web UI: built once, rebuilt when something changed, and careful with everybody's files.

use crate::support::{Sandbox, check};
use std::fs;

fn asked(sandbox: &Sandbox) -> Vec<String> {
    let log = sandbox.log().into_iter().filter(|call| call.starts_with("npm")).collect();
    sandbox.forget();
    log
}

const BUILT: [&str; 2] = ["npm ci --no-audit --no-fund", "npm run build"];

fn built() -> Sandbox {
    let sandbox = Sandbox::noetl();
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!(asked(&sandbox), BUILT);
    sandbox
}

#[test]
fn it_is_staged_and_copied() {
    let sandbox = built();
    for dir in ["ui/dist", "target/archwright/artifacts/ui.web", "server/static"] {
        assert_eq!(sandbox.read(&format!("{dir}/index.html")), "<p>hello</p>\n");
        assert_eq!(sandbox.read(&format!("{dir}/assets/app.js")), "const api = '/api'\n");
    }
}

#[test]
fn unchanged_it_is_already_so() {
    let sandbox = built();
    let ended = sandbox.run(&["ui-build"]);
    check("ui-already-so", &ended);
    ended.exits(0);
    assert!(asked(&sandbox).is_empty());
}

/// npm writes there; neither is an input.
#[test]
fn packages_and_output_are_no_inputs() {
    let sandbox = built();
    sandbox.write("ui/node_modules/left-pad/index.js", "module.exports = 2\n");
    sandbox.write("ui/dist/index.html", "<p>by hand</p>\n");
    sandbox.run(&["ui-build"]).exits(0);
    assert!(asked(&sandbox).is_empty());
}

#[test]
fn a_changed_input_builds_it_anew() {
    let sandbox = built();
    sandbox.write("ui/src/page.txt", "goodbye\n");
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!(asked(&sandbox), BUILT);
    assert_eq!(sandbox.read("server/static/index.html"), "<p>goodbye</p>\n");
    fs::remove_file(sandbox.path("ui/package-lock.json")).unwrap();
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!(asked(&sandbox), ["npm install --no-audit --no-fund", "npm run build"]);
}

#[test]
fn a_changed_variable_builds_it_anew() {
    let sandbox = built();
    let config = sandbox.read("archwright.toml").replace("\"/api\"", "\"/v2\"");
    sandbox.write("archwright.toml", &config);
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!(asked(&sandbox), BUILT);
    assert_eq!(sandbox.read("server/static/assets/app.js"), "const api = '/v2'\n");
}

#[test]
fn a_copy_that_is_gone_comes_back() {
    for file in ["server/static/index.html", "target/archwright/artifacts/ui.web/index.html"] {
        let sandbox = built();
        fs::remove_file(sandbox.path(file)).unwrap();
        sandbox.run(&["ui-build"]).exits(0);
        assert_eq!(sandbox.read(file), "<p>hello</p>\n");
    }
}

/// A folder that `copy-to` names later gets its copy, even if nothing else changed.
#[test]
fn a_new_folder_gets_its_copy() {
    let sandbox = built();
    let config = sandbox.read("archwright.toml").replace("[\"server/static\"]", "[\"server/static\", \"desktop/ui\"]");
    sandbox.write("archwright.toml", &config);
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!(sandbox.read("desktop/ui/index.html"), "<p>hello</p>\n");
}

#[test]
fn a_folder_that_is_no_longer_named_loses_its_copy() {
    let sandbox = built();
    sandbox.write("server/static/README", "ours by hand\n");
    let config = sandbox.read("archwright.toml").replace("copy-to = [\"server/static\"]\n", "");
    sandbox.write("archwright.toml", &config);
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!(sandbox.read("server/static/README"), "ours by hand\n");
    assert!(!sandbox.path("server/static/index.html").exists(), "{}", sandbox.listing());
}

#[test]
fn only_recorded_files_are_removed() {
    let sandbox = built();
    sandbox.write("server/static/robots.txt", "by hand\n");
    sandbox.write("ui/src/page.txt", "goodbye\n");
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!(sandbox.read("server/static/robots.txt"), "by hand\n");
}

#[test]
fn a_foreign_file_is_refused_and_stays() {
    let sandbox = Sandbox::noetl();
    sandbox.write("server/static/index.html", "by hand\n");
    let ended = sandbox.run(&["ui-build"]);
    check("ui-foreign-file", &ended);
    ended.exits(5);
    assert_eq!(sandbox.read("server/static/index.html"), "by hand\n");
    assert!(!sandbox.path("server/static/assets/app.js").exists(), "half a copy: {}", sandbox.listing());
}

/// The same name elsewhere is recorded; in this folder it is somebody's own.
#[test]
fn a_foreign_file_in_a_new_folder_is_refused_and_stays() {
    let sandbox = built();
    sandbox.write("desktop/ui/index.html", "by hand\n");
    let config = sandbox.read("archwright.toml").replace("[\"server/static\"]", "[\"server/static\", \"desktop/ui\"]");
    sandbox.write("archwright.toml", &config);
    sandbox.write("ui/src/page.txt", "goodbye\n");
    sandbox.run(&["ui-build"]).exits(5).says("desktop/ui/index.html` is there, and not recorded as ours");
    assert_eq!(sandbox.read("desktop/ui/index.html"), "by hand\n");
}

/// A file that somebody added to a copy does not become ours because a later bundle has one of that name.
#[test]
fn a_foreign_file_beside_our_copy_is_refused_and_stays() {
    let sandbox = built();
    sandbox.write("server/static/robots.txt", "by hand\n");
    sandbox.write("ui/public/robots.txt", "from the UI\n");
    sandbox.run(&["ui-build"]).exits(5).says("server/static/robots.txt` is there, and not recorded as ours");
    assert_eq!(sandbox.read("server/static/robots.txt"), "by hand\n");
}

#[test]
fn a_changed_output_is_noticed() {
    let sandbox = built();
    let config = sandbox.read("archwright.toml").replace("output = \"dist\"", "output = \"dist/assets\"");
    sandbox.write("archwright.toml", &config);
    sandbox.run(&["ui-build"]).exits(0);
    assert!(sandbox.path("server/static/app.js").exists(), "{}", sandbox.listing());
}

#[test]
fn a_build_that_leaves_nothing_is_a_failure() {
    let sandbox = Sandbox::noetl();
    sandbox.rules(serde_json::json!([{ "call": "npm run build", "exit": 0 }]));
    sandbox.run(&["ui-build"]).exits(5).says("the build left no folder").says("fix: check `output` in [ui.web]");
}

/// F12: without its UI the image gets an empty context, or a page that says so; never half a UI.
#[test]
fn disabled_and_placeholder() {
    let sandbox = built();
    let config = sandbox.read("archwright.toml");
    sandbox.write("archwright.toml", &config.replace("output = \"dist\"", "output = \"dist\"\nmode = \"placeholder\""));
    sandbox.run(&["ui-build"]).exits(0);
    assert!(sandbox.read("server/static/index.html").contains("built without its user interface"));
    assert!(!sandbox.path("server/static/assets").exists(), "{}", sandbox.listing());
    sandbox.write("archwright.toml", &config.replace("output = \"dist\"", "output = \"dist\"\nmode = \"disabled\""));
    sandbox.run(&["ui-build"]).exits(0);
    assert!(!sandbox.path("server/static").exists(), "{}", sandbox.listing());
    assert!(fs::read_dir(sandbox.path("target/archwright/artifacts/ui.web")).unwrap().next().is_none());
    assert!(asked(&sandbox).is_empty());
}

#[test]
fn an_edited_copy_is_refused_and_stays() {
    let sandbox = built();
    sandbox.write("server/static/index.html", "<p>by hand, an hour's work</p>\n");
    for changed in [false, true] {
        if changed {
            sandbox.write("ui/src/page.txt", "goodbye\n");
        }
        let ended = sandbox.run(&["ui-build"]);
        check("ui-edited-copy", &ended);
        ended.exits(5);
        assert!(asked(&sandbox).is_empty(), "it is told before anything is built");
        assert_eq!(sandbox.read("server/static/index.html"), "<p>by hand, an hour's work</p>\n");
        assert_eq!(sandbox.read("server/static/assets/app.js"), "const api = '/api'\n");
    }
    fs::remove_file(sandbox.path("server/static/index.html")).unwrap();
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!(sandbox.read("server/static/index.html"), "<p>goodbye</p>\n");
}

#[test]
fn an_edited_copy_is_not_removed_with_its_folder_or_its_ui() {
    for (from, to) in [("copy-to = [\"server/static\"]\n", ""), ("output = \"dist\"", "output = \"dist\"\nmode = \"disabled\"")] {
        let sandbox = built();
        sandbox.write("server/static/index.html", "by hand\n");
        sandbox.write("archwright.toml", &sandbox.read("archwright.toml").replace(from, to));
        sandbox.run(&["ui-build"]).exits(5).says("`server/static/index.html` was changed since it was copied there from UI `web`");
        assert_eq!(sandbox.read("server/static/index.html"), "by hand\n");
    }
}

/// A run that was cut short between copying and recording has changed nothing of anybody's.
#[test]
fn a_copy_of_what_is_staged_is_no_edit() {
    let sandbox = built();
    let record = sandbox.read("target/archwright/ui/web.json");
    sandbox.write("ui/src/page.txt", "goodbye\n");
    sandbox.run(&["ui-build"]).exits(0);
    sandbox.write("target/archwright/ui/web.json", &record);
    sandbox.run(&["ui-build"]).exits(0);
    assert_eq!(sandbox.read("server/static/index.html"), "<p>goodbye</p>\n");
}

#[test]
fn an_empty_output_is_a_failure() {
    let sandbox = Sandbox::noetl();
    fs::create_dir_all(sandbox.path("ui/dist/assets")).unwrap();
    sandbox.rules(serde_json::json!([{ "call": "npm run build", "exit": 0 }]));
    sandbox.run(&["ui-build"]).exits(5).says("ui/dist empty").says("fix: check `output` in [ui.web]");
}

#[test]
fn a_package_without_its_script_is_told_before_anything_starts() {
    let message = |sandbox: &Sandbox| {
        let ended = sandbox.run(&["docker-build"]).exits(3).prints("");
        assert!(!sandbox.log().iter().any(|call| call.starts_with("npm") || call.starts_with("cargo build")), "{ended}");
        ended.stderr.replace(sandbox.root().as_str(), "")
    };
    let sandbox = Sandbox::noetl();
    sandbox.write("ui/package.json", "{ \"scripts\": { \"biuld\": \"vite build\" } }\n");
    assert_eq!(
        message(&sandbox),
        "error: archwright.toml:7:1: ui `web`: `/project/ui/package.json` has no script `build`; it has biuld\n  fix: did you mean `biuld`? name one as `script` in [ui.web], or add it to `scripts`\n"
    );
    sandbox.write("ui/package.json", "{\n  \"scripts\": {\n    \"build\" \"vite build\"\n  }\n}\n");
    assert!(
        message(&sandbox).starts_with("error: archwright.toml:8:7: ui `web`: /project/ui/package.json:3:13: expected `:`\n"),
        "{}",
        message(&sandbox)
    );
    fs::remove_file(sandbox.path("ui/package.json")).unwrap();
    assert!(
        message(&sandbox).starts_with("error: archwright.toml:8:7: ui `web`: `/project/ui/package.json` is not there\n  fix: "),
        "{}",
        message(&sandbox)
    );
}
