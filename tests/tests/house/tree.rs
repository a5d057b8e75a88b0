//! The repository's files: what a clone has, without what builds leave in it.

use archwright_tests::engine::repository;
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;

/// Folders that builds make, and Git's own.
const LEFT_OUT: [&str; 5] = ["target", "node_modules", ".git", "dist", "__pycache__"];

/// Every file below one of these folders, or of the whole repository, relative to it.
pub fn files(below: &[&str]) -> Vec<Utf8PathBuf> {
    let mut files = Vec::new();
    for folder in below {
        let dir = repository().join(folder);
        walk(&dir, &mut files);
    }
    files.sort();
    files.into_iter().map(|file| file.strip_prefix(repository()).unwrap().to_owned()).collect()
}

/// The Rust sources below these folders.
pub fn sources(below: &[&str]) -> Vec<Utf8PathBuf> {
    files(below).into_iter().filter(|file| file.extension() == Some("rs")).collect()
}

/// A file's text; what is no text is empty.
pub fn read(file: impl AsRef<Utf8Path>) -> String {
    let bytes = fs::read(repository().join(file.as_ref())).unwrap_or_else(|error| panic!("{}: {error}", file.as_ref()));
    String::from_utf8(bytes).unwrap_or_default()
}

fn walk(dir: &Utf8Path, files: &mut Vec<Utf8PathBuf>) {
    let Ok(entries) = dir.read_dir_utf8() else { return };
    for entry in entries.map(Result::unwrap) {
        if LEFT_OUT.contains(&entry.file_name()) {
            continue;
        }
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => walk(entry.path(), files),
            kind if kind.is_file() => files.push(entry.into_path()),
            _ => {}
        }
    }
}
