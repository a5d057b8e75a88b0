//! What else the user has set for Cargo and rustc: a compiler's cache, where binaries go, how much is optimised.

use super::config::ConfigFile;
use crate::observe::Environment;
use std::collections::BTreeMap;

/// Keys of `[build]` with the variables that stand before them (doc.rust-lang.org/cargo/reference/config.html).
const KEYS: [(&str, &[&str]); 6] = [
    ("rustc", &["RUSTC", "CARGO_BUILD_RUSTC"]),
    ("rustc-wrapper", &["RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER"]),
    ("rustc-workspace-wrapper", &["RUSTC_WORKSPACE_WRAPPER", "CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER"]),
    ("jobs", &["CARGO_BUILD_JOBS"]),
    ("incremental", &["CARGO_INCREMENTAL", "CARGO_BUILD_INCREMENTAL"]),
    ("target-dir", &["CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR"]),
];

/// By variable, or by the key of Cargo's configuration.
pub(super) fn observe(environment: &Environment, files: &[ConfigFile]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (key, variables) in KEYS {
        let variable = variables.iter().find_map(|name| Some((*name, environment.get(name)?)));
        let file = || files.iter().find_map(|file| file.build(key));
        if let Some((name, value)) = variable {
            found.insert(name.to_owned(), value.to_owned());
        } else if let Some(value) = file() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            found.insert(format!("build.{key}"), text);
        }
    }
    let profiles = environment.iter().filter_map(|(name, value)| Some((name.to_str()?, value.to_str()?)));
    found.extend(profiles.filter(|(name, _)| is_ours_to_show(name)).map(|(name, value)| (name.to_owned(), value.to_owned())));
    found
}

/// Settings of profiles, and where Apple's libraries are. No token is among them.
fn is_ours_to_show(name: &str) -> bool {
    name.starts_with("CARGO_PROFILE_") || name == "SDKROOT"
}

#[cfg(test)]
mod tests {
    use super::observe;
    use crate::observe::{Environment, rust::config};
    use std::fs;

    #[test]
    fn variables_stand_before_files_and_tokens_are_nowhere() {
        let dir = tempfile::tempdir().unwrap();
        let root = camino::Utf8Path::from_path(dir.path()).unwrap();
        let file =
            "[build]\nrustc-wrapper = 'sccache'\njobs = 3\ntarget-dir = 'out'\n[target.aarch64-unknown-linux-gnu]\nlinker = 'tools/ld'\n";
        fs::create_dir_all(root.join("project/.cargo")).unwrap();
        fs::write(root.join("project/.cargo/config.toml"), file).unwrap();
        let environment = Environment::of([
            ("CARGO_TARGET_DIR", "elsewhere"),
            ("CARGO_REGISTRIES_OURS_TOKEN", "hush"),
            ("CARGO_PROFILE_RELEASE_LTO", "fat"),
            ("CARGO_INCREMENTAL", "0"),
        ]);
        let files = config::read(&environment, &root.join("project"));
        let lines: Vec<_> = observe(&environment, &files).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let expected = [
            "CARGO_INCREMENTAL=0",
            "CARGO_PROFILE_RELEASE_LTO=fat",
            "CARGO_TARGET_DIR=elsewhere",
            "build.jobs=3",
            "build.rustc-wrapper=sccache",
        ];
        assert_eq!(lines, expected);
        assert_eq!(files[0].linker("aarch64-unknown-linux-gnu").unwrap(), root.join("project/tools/ld"));
        assert_eq!(files[0].linker("x86_64-unknown-linux-gnu"), None);
    }
}
