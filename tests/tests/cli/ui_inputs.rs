//! What makes a UI new: all that its bundle is built from, and nothing else.

use crate::support::Sandbox;
use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
};

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

/// Rebuilt, and only then, after that change.
#[track_caller]
fn rebuilds(sandbox: &Sandbox, what: &str) {
    sandbox.run(&["ui-build"]).exits(0);
    assert!(asked(sandbox).iter().any(|call| call.contains(" run build")), "{what}: it was not built anew");
    sandbox.run(&["ui-build"]).exits(0);
    assert!(asked(sandbox).is_empty(), "{what}: it is built each time");
}

#[test]
fn variables_that_a_bundler_takes_are_inputs_and_their_values_are_kept_nowhere() {
    let mut sandbox = built();
    for name in ["NODE_ENV", "VITE_TITLE", "REACT_APP_TITLE", "NEXT_PUBLIC_TITLE", "NUXT_TITLE", "PUBLIC_TITLE"] {
        sandbox = sandbox.env(name, "hunter-one");
        rebuilds(&sandbox, name);
        sandbox = sandbox.env(name, "hunter-two");
        rebuilds(&sandbox, name);
    }
    sandbox.run(&["plan"]).exits(0).shows("$NODE_ENV, $NUXT_TITLE, $PUBLIC_TITLE, $REACT_APP_TITLE, $VITE_TITLE").hides("hunter");
    sandbox.run(&["facts"]).exits(0).shows("VITE_TITLE").hides("hunter");
    assert!(!sandbox.read("target/archwright/ui/web.json").contains("hunter"));
    let sandbox = sandbox.env("EDITOR", "vi");
    sandbox.run(&["ui-build"]).exits(0);
    assert!(asked(&sandbox).is_empty(), "no bundler takes EDITOR");
}

#[test]
fn settings_beside_the_sources_are_inputs() {
    let sandbox = built();
    for name in [".env", ".env.production.local", ".npmrc", ".nvmrc", "vite.config.ts"] {
        sandbox.write(&format!("ui/{name}"), "one\n");
        rebuilds(&sandbox, name);
    }
    sandbox.write(".tool-versions", "nodejs 22.1.0\n");
    rebuilds(&sandbox, ".tool-versions of the project");
}

#[test]
fn caches_that_a_build_leaves_are_no_inputs() {
    let sandbox = built();
    for name in ["tsconfig.tsbuildinfo", ".svelte-kit/generated/root.js", ".vite/deps/a.js", "node_modules/.cache/b"] {
        sandbox.write(&format!("ui/{name}"), "made\n");
    }
    sandbox.run(&["ui-build"]).exits(0);
    assert!(asked(&sandbox).is_empty());
}

#[test]
fn what_links_lead_to_is_an_input() {
    let sandbox = built();
    sandbox.write("shared/theme/colours.css", "red\n");
    symlink("../../shared/theme", sandbox.path("ui/src/theme")).unwrap();
    symlink("../../VERSION", sandbox.path("ui/src/version")).unwrap();
    // Back up, and into itself: neither is followed without end.
    symlink("../..", sandbox.path("ui/src/up")).unwrap();
    symlink(".", sandbox.path("ui/src/self")).unwrap();
    symlink("nowhere", sandbox.path("ui/src/dangling")).unwrap();
    rebuilds(&sandbox, "links");
    sandbox.write("shared/theme/colours.css", "blue\n");
    rebuilds(&sandbox, "a file in a linked folder");
    sandbox.write("VERSION", "2.2.0\n");
    rebuilds(&sandbox, "a linked file");
    sandbox.write("other/colours.css", "blue\n");
    fs::remove_file(sandbox.path("ui/src/theme")).unwrap();
    symlink("../../other", sandbox.path("ui/src/theme")).unwrap();
    sandbox.write("other/more.css", "green\n");
    rebuilds(&sandbox, "another folder behind the link");
}

#[test]
fn another_node_or_npm_is_another_input() {
    let sandbox = built();
    let node = sandbox.root().join("bin/node");
    fs::remove_file(&node).unwrap();
    fs::write(&node, "#!/bin/sh\n# 22\n").unwrap();
    fs::set_permissions(&node, fs::Permissions::from_mode(0o755)).unwrap();
    rebuilds(&sandbox, "node");
    fs::write(&node, "#!/bin/sh\n# 22.1\n").unwrap();
    rebuilds(&sandbox, "a newer node");
    // npm's own layout: the script that starts it is the same in every version, and so is its time.
    let (npm, package) = (sandbox.root().join("bin/npm"), sandbox.root().join("lib/node_modules/npm"));
    fs::create_dir_all(package.join("bin")).unwrap();
    fs::copy(&npm, package.join("bin/npm-cli.js")).unwrap();
    fs::write(package.join("package.json"), "{ \"version\": \"10.9.0\" }").unwrap();
    fs::remove_file(&npm).unwrap();
    symlink("../lib/node_modules/npm/bin/npm-cli.js", &npm).unwrap();
    rebuilds(&sandbox, "another npm");
    fs::write(package.join("package.json"), "{ \"version\": \"11.0.0\" }").unwrap();
    rebuilds(&sandbox, "a newer npm");
}

/// A workspace of npm: the lockfile and a shared package lie above the UI.
fn workspace() -> Sandbox {
    let sandbox = Sandbox::noetl();
    fs::rename(sandbox.path("ui/package-lock.json"), sandbox.path("package-lock.json")).unwrap();
    sandbox.write("package.json", "{ \"workspaces\": [\"ui\", \"packages/*\"] }\n");
    sandbox.write(
        "ui/package.json",
        "{ \"name\": \"web\", \"scripts\": { \"build\": \"vite build\" }, \"dependencies\": { \"@noetl/shared\": \"*\" } }\n",
    );
    sandbox.write("packages/shared/package.json", "{ \"name\": \"@noetl/shared\", \"dependencies\": { \"colours\": \"*\" } }\n");
    sandbox.write("packages/colours/package.json", "{ \"name\": \"colours\" }\n");
    sandbox.write("packages/other/package.json", "{ \"name\": \"other\" }\n");
    sandbox
}

#[test]
fn a_workspace_is_installed_at_its_root() {
    let sandbox = workspace();
    sandbox.run(&["ui-build"]).exits(0);
    let calls: Vec<_> = sandbox.calls().into_iter().filter(|call| call.program == "npm").map(|call| (call.line(), call.dir)).collect();
    let at = |name: &str| sandbox.path(name).as_str().trim_end_matches('/').to_owned();
    assert_eq!(calls, [(BUILT[0].to_owned(), at("")), (BUILT[1].to_owned(), at("ui"))]);
}

#[test]
fn what_a_workspace_gives_a_ui_is_an_input() {
    let sandbox = workspace();
    rebuilds(&sandbox, "the first time");
    sandbox.run(&["plan"]).exits(0).shows("ui/, packages/colours/, packages/shared/, package-lock.json, package.json, node, npm");
    for name in ["package-lock.json", "package.json", "packages/shared/index.js", "packages/colours/index.js", ".npmrc", ".env.production"]
    {
        let text = fs::read_to_string(sandbox.path(name)).unwrap_or_default();
        sandbox.write(name, &(text + " \n"));
        rebuilds(&sandbox, name);
    }
    sandbox.write("packages/other/index.js", "nobody's\n");
    sandbox.write("README.md", "words\n");
    sandbox.run(&["ui-build"]).exits(0);
    assert!(asked(&sandbox).is_empty(), "the UI depends on neither");
}

#[test]
fn workspaces_of_pnpm_and_yarn_are_found_above() {
    for (lockfile, install) in [("pnpm-lock.yaml", "pnpm install --frozen-lockfile"), ("yarn.lock", "yarn install --frozen-lockfile")] {
        let sandbox = workspace();
        fs::rename(sandbox.path("package-lock.json"), sandbox.path(lockfile)).unwrap();
        if lockfile.starts_with("pnpm") {
            sandbox.write("package.json", "{}\n");
            sandbox.write("pnpm-workspace.yaml", "packages:\n  - ui\n  - 'packages/*'\n");
        }
        sandbox.run(&["ui-build"]).exits(0);
        assert_eq!(sandbox.log()[0], install);
        assert_eq!(sandbox.calls()[0].dir, sandbox.path("").as_str().trim_end_matches('/'));
        sandbox.forget();
        sandbox.write("packages/shared/index.js", "changed\n");
        sandbox.run(&["ui-build"]).exits(0);
        assert!(!sandbox.log().is_empty(), "{lockfile}: a shared package is an input");
    }
}

/// A lockfile above that is not a workspace's is nobody's business.
#[test]
fn a_folder_that_is_no_member_is_on_its_own() {
    let sandbox = workspace();
    sandbox.write("package.json", "{ \"workspaces\": [\"packages/*\"] }\n");
    sandbox.run(&["ui-build"]).exits(0);
    let calls = sandbox.calls();
    assert_eq!((calls[0].line().as_str(), calls[0].dir.as_str()), ("npm install --no-audit --no-fund", sandbox.path("ui").as_str()));
}
