//! Files that a run leaves behind: written whole or not at all.

use camino::Utf8Path;
use serde::Serialize;
use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
};

/// Writes a file through a temporary one beside it, its folder made if need be.
pub(crate) fn write(path: &Utf8Path, contents: &[u8]) -> io::Result<()> {
    write_with_mode(path, contents, 0o644)
}

/// The same, with these permissions.
pub(crate) fn write_with_mode(path: &Utf8Path, contents: &[u8], mode: u32) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Utf8Path::new("."));
    fs::create_dir_all(dir)?;
    let mut file = tempfile::Builder::new().permissions(fs::Permissions::from_mode(mode)).tempfile_in(dir)?;
    file.write_all(contents)?;
    file.persist(path)?;
    Ok(())
}

/// Writes a value as JSON.
pub(crate) fn write_json(path: &Utf8Path, value: &impl Serialize) -> io::Result<()> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    write(path, &text)
}

/// Empties a folder that is ours, or makes it.
pub(crate) fn fresh_dir(dir: &Utf8Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(dir),
    }
}
