//! The package `xtask`, and the alias that makes `cargo xtask` of it.

use super::{
    Draft, Options, Source,
    cargo::{Membership, membership, takes_in},
    text,
};
use crate::init::Scan;
use toml::{Table, Value};

const MAIN: &str = "\
//! `cargo xtask`: everything that `archwright.toml` describes, as verbs.

use std::process::ExitCode;

/// Hands over to archwright, which reads `archwright.toml` and the command line.
fn main() -> ExitCode {
    archwright::cli::main()
}
";

const OWN_WORKSPACE: &str = "
# A workspace of its own: the build tool's dependencies never mix with the product's.
[workspace]
";

const PROFILE: &str = "
# Reading layers is slow without optimisation; the rest only has to compile quickly.
[profile.xtask]
inherits = \"dev\"
debug = \"line-tables-only\"

[profile.xtask.package]
\"*\" = { debug = false, debug-assertions = false }
archwright-oci = { opt-level = 1 }
flate2 = { opt-level = 3, overflow-checks = false }
ring = { opt-level = 3 }
ruzstd = { opt-level = 3, overflow-checks = false }
sha2 = { opt-level = 3 }
tar = { opt-level = 3 }
twox-hash = { opt-level = 3 }
ureq-proto = { opt-level = 3 }
zlib-rs = { opt-level = 3, overflow-checks = false }
";

pub(super) fn draft(scan: &Scan, options: &Options, draft: &mut Draft) {
    let dependency = dependency(options);
    let aliased = scan.cargo_config.as_ref().is_some_and(|config| config.has_alias);
    if scan.has_xtask || aliased {
        let what = if scan.has_xtask { "`xtask`" } else { "the Cargo alias `xtask`" };
        draft.note(format!(
            "{what} is yours and stays; with `{dependency}` among its dependencies, this line calls archwright: archwright::cli::main()"
        ));
        return;
    }
    let membership = membership(&scan.cargo);
    let (workspace, profile) = match membership {
        Membership::Own => (OWN_WORKSPACE, PROFILE),
        Membership::Member => ("", ""),
        Membership::Impossible(folder) => {
            return draft.note(format!(
                "no xtask was made: the workspace's `members` would take in `{folder}`, which is no package; add \"xtask\" to its `exclude` and run init again"
            ));
        }
    };
    let package = "[package]\nname = \"xtask\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n";
    draft.create("xtask/Cargo.toml", format!("{package}{workspace}\n[dependencies]\n{dependency}\n{profile}"));
    draft.create("xtask/src/main.rs", MAIN.into());
    if membership == Membership::Member {
        draft.note(
            "the workspace's `members` take in `xtask`, so it is a member of it; for fast reading of layers, add \
             `[profile.dev.package]` with `NAME = { opt-level = 3 }` for flate2, ring, ruzstd, sha2, tar, twox-hash, ureq-proto and \
             zlib-rs to the root's Cargo.toml",
        );
    }
    alias(scan, membership, draft);
}

fn dependency(options: &Options) -> String {
    match &options.archwright {
        Source::Version(version) => format!("archwright = {}", quoted(version)),
        Source::Path(checkout) => {
            let checkout = if checkout.is_absolute() { checkout.clone() } else { camino::Utf8Path::new("..").join(checkout) };
            format!("archwright = {{ path = {} }}", quoted(checkout.join("crates/archwright").as_str()))
        }
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn alias(scan: &Scan, membership: Membership, draft: &mut Draft) {
    let (comment, line) = match membership {
        Membership::Own => (
            "# The path is relative to where Cargo is called, so `cargo xtask` runs from this folder.\n",
            "xtask = \"run --quiet --profile xtask --manifest-path xtask/Cargo.toml --\"",
        ),
        Membership::Member | Membership::Impossible(_) => ("", "xtask = \"run --quiet --package xtask --\""),
    };
    let Some(config) = &scan.cargo_config else {
        if takes_in(&scan.cargo, ".cargo") {
            return draft.note(format!(
                "no Cargo alias was made: the workspace's `members` would take in `.cargo`, which is no package; add \".cargo\" to its `exclude`, \
                 and to .cargo/config.toml under [alias]: {line}"
            ));
        }
        return draft.create(".cargo/config.toml", format!("{comment}[alias]\n{line}\n"));
    };
    match with_alias(&config.text, line) {
        Some(contents) => draft.add(config.path.clone(), &config.text, contents),
        None => draft.note(format!("`{}` has aliases in a form that init does not edit; add this one to them: {line}", config.path)),
    }
}

/// The configuration with the alias in it, if that is valid and all that changes.
fn with_alias(text: &str, line: &str) -> Option<String> {
    let mut expected: Table = text.parse().ok()?;
    let has_table = expected.contains_key("alias");
    let changed = if has_table {
        text::with_line_after(text, line, |there| there.split('#').next().is_some_and(|there| there.trim() == "[alias]"))?
    } else {
        let blank: &[&str] = if text.trim().is_empty() { &[] } else { &[""] };
        text::with_lines(text, &[blank, &["[alias]", line]].concat())
    };
    let (_, command) = line.split_once('=')?;
    let aliases = expected.entry("alias").or_insert_with(|| Value::Table(Table::new())).as_table_mut()?;
    aliases.insert("xtask".into(), Value::from(command.trim().trim_matches('"')));
    (changed.parse::<Table>().ok()? == expected).then_some(changed)
}

#[cfg(test)]
mod tests {
    use super::{PROFILE, with_alias};
    use toml::{Table, Value};

    #[test]
    fn an_alias_is_added_where_it_belongs_or_not_at_all() {
        let line = "xtask = \"run\"";
        for (text, expected) in [
            ("", Some("[alias]\nxtask = \"run\"\n")),
            ("[build]\njobs = 2", Some("[build]\njobs = 2\n\n[alias]\nxtask = \"run\"\n")),
            ("[alias] # mine\nb = \"build\"\n[net]\n", Some("[alias] # mine\nxtask = \"run\"\nb = \"build\"\n[net]\n")),
            ("[alias]", Some("[alias]\nxtask = \"run\"\n")),
            ("alias = { b = \"build\" }\n", None),
            ("alias.b = \"build\"\n", None),
            ("x = '''\n[alias]\n'''\n[build]\n[alias.deep]\n", None),
        ] {
            assert_eq!(with_alias(text, line).as_deref(), expected, "{text:?}");
        }
    }

    /// What is optimised, and how much.
    fn optimised(manifest: &str) -> Vec<(String, Value)> {
        let manifest: Table = manifest.parse().unwrap();
        let packages = manifest["profile"]["xtask"]["package"].as_table().unwrap();
        let mut found: Vec<_> =
            packages.iter().filter_map(|(name, settings)| Some((name.clone(), settings.get("opt-level")?.clone()))).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    #[test]
    fn users_are_as_quick_as_this_repository() {
        let ours = optimised(include_str!("../../../../../Cargo.toml"));
        assert!(ours.len() > 5);
        assert_eq!(optimised(PROFILE), ours);
        assert_eq!(
            optimised(
                include_str!("../../../../../README.md")
                    .split("```toml")
                    .find(|text| text.contains("[profile.xtask]"))
                    .and_then(|text| text.split("```").next())
                    .unwrap()
            ),
            ours
        );
    }
}
