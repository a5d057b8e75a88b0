//! Where no private engine can run, `engine up` says what to install.

use crate::support::xtask_file;
use archwright_tests::engine::command::Command;
use camino::Utf8Path;
use std::{fs, os::unix::fs::PermissionsExt as _};

#[test]
fn an_ordinary_user_without_an_engine_is_told_what_to_install() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o777)).expect("a folder for everybody");
    let cache = Utf8Path::from_path(dir.path()).expect("a UTF-8 path");
    let status = fs::read_to_string("/proc/self/status").expect("proc(5)");
    let is_root = status.lines().any(|line| line.split_whitespace().take(2).eq(["Uid:", "0"]));
    let as_nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
    // Only root can become somebody else; who is nobody special already asks as he is.
    let program = [xtask_file().as_str(), "engine", "up"];
    let words = if is_root { [&["setpriv"], &as_nobody[..], &program].concat() } else { program.to_vec() };
    let asked = Command::new(words[0])
        .args(&words[1..])
        .env("XDG_CACHE_HOME", cache.as_str())
        .env("ARCHWRIGHT_ENGINE_DIR", cache.join("engine").as_str());
    asked.run().exits(4).tells("needs root").tells("install Docker Engine 24 or newer").never_tells("engine up in");
}
