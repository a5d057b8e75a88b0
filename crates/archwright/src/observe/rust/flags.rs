//! Flags for rustc that are set already, in the environment or in Cargo's configuration.

use crate::observe::Environment;
use archwright_plan::facts::RustFlags;
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;
use toml::{Table, Value};

/// As Cargo finds them when it runs in that folder.
pub(super) fn observe(environment: &Environment, dir: &Utf8Path) -> RustFlags {
    let variables = environment.iter().filter_map(|(name, value)| Some((name.to_str()?, value.to_str()?)));
    let mut tables: Vec<_> =
        files(environment, dir).iter().filter_map(|file| fs::read_to_string(file).ok()).flat_map(|text| with_flags(&text)).collect();
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

/// Cargo's configuration files for a folder: of that folder and of each above it, and Cargo's own. Where there are both spellings, Cargo
/// reads the one without an end.
fn files(environment: &Environment, dir: &Utf8Path) -> Vec<Utf8PathBuf> {
    let home = environment.get("CARGO_HOME").map(|home| dir.join(home)).or_else(|| Some(environment.home()?.join(".cargo")));
    let folders = dir.ancestors().map(|folder| folder.join(".cargo")).chain(home);
    folders.filter_map(|folder| ["config", "config.toml"].map(|name| folder.join(name)).into_iter().find(|file| file.is_file())).collect()
}

/// The tables of a configuration file that have flags; a file that is no TOML is Cargo's to refuse.
fn with_flags(text: &str) -> Vec<String> {
    let Ok(file) = text.parse::<Table>() else { return Vec::new() };
    let has_flags = |table: &Value| table.get("rustflags").is_some();
    let build = file.get("build").filter(|build| has_flags(build)).map(|_| "build".to_owned());
    let targets = file.get("target").and_then(Value::as_table).into_iter().flatten();
    build.into_iter().chain(targets.filter(|(_, table)| has_flags(table)).map(|(name, _)| name.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::{observe, with_flags};
    use crate::observe::Environment;
    use std::fs;

    #[test]
    fn tables_with_flags_are_named() {
        let text =
            "[build]\nrustflags = ['-g']\n[target.aarch64-unknown-linux-gnu]\nlinker = 'a'\n[target.'cfg(unix)']\nrustflags = '-g'\n";
        assert_eq!(with_flags(text), ["build", "cfg(unix)"]);
        assert!(with_flags("[build]\njobs = 1\n").is_empty());
        assert!(with_flags("[build").is_empty());
    }

    #[test]
    fn of_every_folder_above_and_of_cargo_itself() {
        let dir = tempfile::tempdir().unwrap();
        let root = camino::Utf8Path::from_path(dir.path()).unwrap();
        for (folder, table) in
            [("a/b/.cargo", "build"), ("a/.cargo", "target.one"), ("home/.cargo", "target.two"), ("a/b/c/.cargo", "target.three")]
        {
            fs::create_dir_all(root.join(folder)).unwrap();
            fs::write(root.join(folder).join("config.toml"), format!("[{table}]\nrustflags = []\n")).unwrap();
        }
        let environment = Environment::of([("HOME", root.join("home").as_str()), ("RUSTFLAGS", ""), ("CARGO_TARGET_X_LINKER", "ld")]);
        let found = observe(&environment, &root.join("a/b"));
        assert_eq!(found.tables, ["build", "one", "two"]);
        assert_eq!(found.variables.into_iter().collect::<Vec<_>>(), [("RUSTFLAGS".to_owned(), String::new())]);
    }
}
