//! Flags for rustc: ours for a static binary goes into the one source that Cargo takes, behind what the user has there.

use crate::case::{check, folder};
use archwright_model::config;
use archwright_plan::{Facts, Plan, Request, Run, Work, compose};
use serde_json::json;
use std::fs;

const OWN: &str = "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS";

/// The variables that Cargo is given, or the error and its fix.
fn given(variables: &[(&str, &str)], tables: &[&str]) -> String {
    let text = "[cli.tool]\nmanifest = 'Cargo.toml'\nlibc = 'gnu-static'\n[image.app]\nneeds = ['cli.tool']\n";
    let project = config::read(text, "archwright.toml".as_ref(), "/project".as_ref()).unwrap();
    let mut facts: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder("facts.json")).unwrap()).unwrap();
    let variables: serde_json::Map<_, _> = variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    facts["rust"]["known"]["flags"] = json!({ "variables": variables, "tables": tables });
    let facts: Facts = serde_json::from_value(facts).unwrap();
    let request = Request::default();
    let run = Run::new(&project, &facts, &request).unwrap();
    let mut plan = Plan::new(&run);
    if let Err(error) = compose::clis(&mut plan, &run, &[], &"linux/amd64".parse().unwrap()) {
        return format!("exit {}: {error}; {}", error.exit().code(), error.fix().unwrap_or_default());
    }
    let Work::BuildCli(work) = &plan.steps()[0].work else { panic!("no command line") };
    work.commands[0].to_string().split(" cargo build").next().unwrap().to_owned()
}

/// Cargo puts `test` beside `dev`, and `bench` beside `release`.
#[test]
fn profiles_have_cargos_folders() {
    check("cli-profiles");
}

#[test]
fn ours_stands_behind_the_users_in_the_source_that_cargo_takes() {
    let ours = "-C target-feature=+crt-static";
    let own = |flags: &str| format!("{OWN}='{flags}'");
    let build = |flags: &str| format!("CARGO_BUILD_RUSTFLAGS='{flags}'");
    for (variables, tables, expected) in [
        // Nothing, and what does not matter where nothing else is set.
        (&[][..], &[][..], own(ours)),
        (&[], &["cfg(unix)", "aarch64-unknown-linux-gnu"], own(ours)),
        // Of the triple: a table stands beside a variable of its name, a variable would be replaced.
        (&[], &["x86_64-unknown-linux-gnu", "build"], own(ours)),
        (&[(OWN, "-g")], &["build"], own("-g -C target-feature=+crt-static")),
        // Of every build.
        (&[], &["build"], build(ours)),
        (&[("CARGO_BUILD_RUSTFLAGS", "-g")], &[], build("-g -C target-feature=+crt-static")),
        // A variable for everything, also an empty one.
        (&[("RUSTFLAGS", "-g"), (OWN, "-O")], &["build"], "RUSTFLAGS='-g -C target-feature=+crt-static'".into()),
        (&[("RUSTFLAGS", "")], &[], format!("RUSTFLAGS='{ours}'")),
        (
            &[("CARGO_ENCODED_RUSTFLAGS", "--cfg\u{1f}a b"), ("RUSTFLAGS", "-g")],
            &[],
            r#"CARGO_ENCODED_RUSTFLAGS="$(printf -- '--cfg\037a b\037-C\037target-feature=+crt-static')""#.into(),
        ),
    ] {
        assert_eq!(given(variables, tables), expected, "{variables:?} {tables:?}");
    }
}

/// Whether Cargo takes the condition's or the build's is for rustc to know; either may be what the user needs.
#[test]
fn what_nobody_can_tell_is_refused() {
    assert_eq!(
        given(&[], &["build", "cfg(unix)"]),
        "exit 3: cli `tool`: Cargo's configuration has rustflags for every build and for `cfg(unix)`, and a static binary needs one more; \
         write those for x86_64-unknown-linux-gnu under [target.x86_64-unknown-linux-gnu] in .cargo/config.toml"
    );
}
