//! Flags for rustc that are set already, in the environment or in Cargo's configuration.

use super::config::ConfigFile;
use crate::observe::Environment;
use archwright_plan::facts::RustFlags;

/// Those of the environment and of these files.
pub(super) fn observe(environment: &Environment, files: &[ConfigFile]) -> RustFlags {
    let variables = environment.iter().filter_map(|(name, value)| Some((name.to_str()?, value.to_str()?)));
    let mut tables: Vec<_> = files.iter().flat_map(with_flags).collect();
    tables.sort();
    tables.dedup();
    RustFlags {
        variables: variables.filter(|(name, _)| is_for_rustc(name)).map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        tables,
    }
}

fn is_for_rustc(name: &str) -> bool {
    let of_triple = || name.strip_prefix("CARGO_TARGET_").and_then(|rest| rest.strip_suffix("_RUSTFLAGS")).is_some();
    ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"].contains(&name) || of_triple()
}

/// The tables of a configuration file that have flags.
fn with_flags(file: &ConfigFile) -> Vec<String> {
    let build = file.build("rustflags").map(|_| "build".to_owned());
    let targets = file.targets().filter(|(_, table)| table.get("rustflags").is_some()).map(|(name, _)| name.to_owned());
    build.into_iter().chain(targets).collect()
}

#[cfg(test)]
mod tests {
    use super::observe;
    use crate::observe::{Environment, rust::config};
    use std::fs;

    #[test]
    fn of_every_folder_above_and_of_cargo_itself() {
        let dir = tempfile::tempdir().unwrap();
        let root = camino::Utf8Path::from_path(dir.path()).unwrap();
        for (folder, tables) in [
            ("a/b/.cargo", "[build]\nrustflags = ['-g']\n[target.'cfg(unix)']\nrustflags = '-g'"),
            ("a/.cargo", "[target.one]\nrustflags = []\n[target.none]\nlinker = 'a'"),
            ("home/.cargo", "[target.two]\nrustflags = []\n[build]\njobs = 1"),
            ("a/b/c/.cargo", "[target.three]\nrustflags = []"),
            ("a/d/.cargo", "[target"),
        ] {
            fs::create_dir_all(root.join(folder)).unwrap();
            fs::write(root.join(folder).join("config.toml"), tables).unwrap();
        }
        let environment = Environment::of([("HOME", root.join("home").as_str()), ("RUSTFLAGS", ""), ("CARGO_TARGET_X_LINKER", "ld")]);
        let of = |folder: &str| observe(&environment, &config::read(&environment, &root.join(folder)));
        let found = of("a/b");
        assert_eq!(found.tables, ["build", "cfg(unix)", "one", "two"]);
        assert_eq!(found.variables.into_iter().collect::<Vec<_>>(), [("RUSTFLAGS".to_owned(), String::new())]);
        assert_eq!(of("a/d").tables, ["one", "two"], "a file that is no TOML is Cargo's to refuse");
    }
}
