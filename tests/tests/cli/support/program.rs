//! The program under test: `ARCHWRIGHT_BIN`, or one that is built now.

use archwright_tests::process::{self, Start};
use camino::{Utf8Path, Utf8PathBuf};
use std::{collections::BTreeMap, env, sync::OnceLock};

pub fn archwright() -> &'static Utf8Path {
    static PROGRAM: OnceLock<Utf8PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let variables: BTreeMap<String, String> =
            env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect();
        if let Some(given) = variables.get("ARCHWRIGHT_BIN") {
            return given.into();
        }
        let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let args = ["build", "--quiet", "--profile", "xtask", "-p", "archwright"].map(str::to_owned);
        let built =
            process::start(&Start { program: "cargo", args: &args, dir: root, env: &variables }).unwrap().wait_with_output().unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        variables.get("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Utf8PathBuf::from).join("xtask/archwright")
    })
}
