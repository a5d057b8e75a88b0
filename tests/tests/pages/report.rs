//! Pages as `report --html` writes them.

use archwright_tests::{
    process::{self, Start},
    program::{archwright, variables},
};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;

/// The page of the report `data/NAME.json`.
#[track_caller]
pub fn page(name: &str) -> String {
    let data = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages/data").join(format!("{name}.json"));
    let temp = tempfile::tempdir().unwrap();
    let dir = Utf8PathBuf::from_path_buf(temp.path().canonicalize().unwrap()).unwrap();
    fs::write(dir.join("archwright.toml"), "[project]\nregistry = \"registry.invalid/x\"\n[image.app]\n").unwrap();
    fs::write(dir.join("Dockerfile"), "FROM scratch\n").unwrap();
    fs::create_dir_all(dir.join("target/archwright")).unwrap();
    fs::copy(&data, dir.join("target/archwright/report.json")).unwrap();
    let args = ["report", "--html"].map(str::to_owned);
    let start = Start { program: archwright().as_str(), args: &args, dir: &dir, env: &variables() };
    let output = process::start(&start).unwrap().wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "target/archwright/report.html");
    fs::read_to_string(dir.join("target/archwright/report.html")).unwrap()
}
