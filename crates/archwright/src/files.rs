//! Files that a run leaves behind: written whole or not at all.

use camino::Utf8Path;
use serde::Serialize;
use std::{
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
};
use tempfile::NamedTempFile;

/// Writes a file through a temporary one beside it, its folder made if need be.
pub(crate) fn write(path: &Utf8Path, contents: &[u8]) -> io::Result<()> {
    write_with_mode(path, contents, 0o644)
}

/// The same, with these permissions.
pub(crate) fn write_with_mode(path: &Utf8Path, contents: &[u8], mode: u32) -> io::Result<()> {
    staged(path, contents, mode)?.persist(path)?;
    Ok(())
}

/// The same, and on the disk itself when this returns: first what is in the file, then its name.
fn write_durably(path: &Utf8Path, contents: &[u8]) -> io::Result<()> {
    let file = staged(path, contents, 0o644)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    File::open(folder(path))?.sync_all()
}

/// Writes a value as JSON.
pub(crate) fn write_json(path: &Utf8Path, value: &impl Serialize) -> io::Result<()> {
    write(path, &json(value)?)
}

/// Writes a value as JSON that is there after a power cut too.
pub(crate) fn write_json_durably(path: &Utf8Path, value: &impl Serialize) -> io::Result<()> {
    write_durably(path, &json(value)?)
}

/// A temporary file beside the one that it becomes.
pub(crate) fn staged(path: &Utf8Path, contents: &[u8], mode: u32) -> io::Result<NamedTempFile> {
    let dir = folder(path);
    fs::create_dir_all(dir)?;
    let mut file = tempfile::Builder::new().permissions(fs::Permissions::from_mode(mode)).tempfile_in(dir)?;
    file.write_all(contents)?;
    Ok(file)
}

/// The folder that a file is in; of a bare name, the current one.
fn folder(path: &Utf8Path) -> &Utf8Path {
    path.parent().filter(|dir| !dir.as_str().is_empty()).unwrap_or(Utf8Path::new("."))
}

fn json(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

/// Empties a folder that is ours, or makes it.
pub(crate) fn fresh_dir(dir: &Utf8Path) -> io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(dir),
    }
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn a_bare_name_is_in_the_current_folder() {
        assert_eq!(folder("journal.json".into()), ".");
        assert_eq!(folder("target/journal.json".into()), "target");
    }
}
