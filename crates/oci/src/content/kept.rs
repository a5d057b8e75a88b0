//! Which texts of a layer are kept, because what runs in the image is judged by them.

use super::scan::{EntryContent, FileEntry, LayerEntry};
use std::collections::HashSet;

/// The largest cache of the loader.
const LOADER_CACHE: u64 = 4 << 20;
/// The largest list of packages.
const PACKAGES: u64 = 8 << 20;
/// The largest other text.
const TEXT: u64 = 256 << 10;

/// How many bytes of a file are kept; `None` if nothing is. A larger file is kept without its content.
pub fn limit(path: &[u8]) -> Option<u64> {
    match path {
        b"etc/ld.so.cache" => Some(LOADER_CACHE),
        b"lib/apk/db/installed" | b"usr/lib/apk/db/installed" => Some(PACKAGES),
        b"etc/ld.so.conf" | b"etc/ld.so.preload" | b"etc/os-release" | b"usr/lib/os-release" => Some(TEXT),
        _ if is_in(path, b"etc/ld.so.conf.d/", b"") => Some(TEXT),
        // musl's list of directories.
        _ if is_in(path, b"etc/ld-musl-", b".path") => Some(TEXT),
        // The files of a package, of which `thin` leaves little.
        _ if is_package(path) => Some(TEXT),
        _ => None,
    }
}

fn is_package(path: &[u8]) -> bool {
    is_in(path, b"var/lib/dpkg/info/", b".list")
}

/// Leaves of the lists of packages only files in which something runs.
pub(super) fn thin(entries: &mut [LayerEntry]) {
    let runs = |entry: &LayerEntry| matches!(&entry.content, EntryContent::File(file) if file.code.is_some());
    let code: HashSet<Box<[u8]>> = entries.iter().filter(|entry| runs(entry)).map(|entry| entry.path.clone()).collect();
    // Lists have paths as they were before `/bin` became a link to `/usr/bin`.
    let is_code =
        |line: &[u8]| line.strip_prefix(b"/").is_some_and(|path| code.contains(path) || code.contains(&*[b"usr/", path].concat()));
    for entry in entries.iter_mut().filter(|entry| is_package(&entry.path)) {
        if let EntryContent::File(FileEntry { text: Some(text), .. }) = &mut entry.content {
            *text = text.split_inclusive(|byte| *byte == b'\n').filter(|line| is_code(line.trim_ascii_end())).flatten().copied().collect();
        }
    }
}

fn is_in(path: &[u8], start: &[u8], end: &[u8]) -> bool {
    path.strip_prefix(start).is_some_and(|rest| rest.ends_with(end) && !rest.contains(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::FileCode;

    #[test]
    fn what_judging_needs_is_kept_and_nothing_else() {
        for path in ["etc/ld.so.conf.d/x86_64-linux-gnu.conf", "etc/ld-musl-x86_64.path", "var/lib/dpkg/info/libc6:i386.list"] {
            assert_eq!(limit(path.as_bytes()), Some(TEXT), "{path}");
        }
        for path in
            ["etc/passwd", "etc/ld.so.conf.d/a/b", "var/lib/dpkg/info/bash.md5sums", "var/lib/dpkg/status", "etc/ld-musl-x86_64.pathx"]
        {
            assert_eq!(limit(path.as_bytes()), None, "{path}");
        }
    }

    #[test]
    fn lists_of_packages_keep_what_runs() {
        let file = |path: &str, code: Option<FileCode>, text: Option<&str>| LayerEntry {
            path: path.as_bytes().into(),
            mode: 0o755,
            content: EntryContent::File(FileEntry { size: 1, code: code.map(Box::new), text: text.map(|text| text.as_bytes().into()) }),
        };
        let code = || Some(FileCode::JavaClass);
        let list = "/.\n/bin/a\n/usr/bin/b\n/usr/share/doc\n/usr/bin/c";
        let list = file("var/lib/dpkg/info/x.list", None, Some(list));
        let mut entries = [file("usr/bin/a", code(), None), file("usr/bin/b", None, None), list, file("usr/bin/c", code(), None)];
        thin(&mut entries);
        let EntryContent::File(FileEntry { text: Some(text), .. }) = &entries[2].content else { panic!("a text") };
        assert_eq!(String::from_utf8_lossy(text), "/bin/a\n/usr/bin/c");
    }
}
