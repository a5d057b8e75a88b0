//! `/etc/ld.so.conf`: where ldconfig looks (ldconfig(8)). The loader itself never reads it.

use super::super::view::{View, directory, join};

/// Files that include each other are read this deep.
const DEEPEST: usize = 8;
/// And no more of them than this.
const MOST: usize = 1024;

/// The directories, in order.
pub(super) fn directories(view: &dyn View) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = MOST;
    read(view, "/etc/ld.so.conf", DEEPEST, &mut left, &mut found);
    found
}

fn read(view: &dyn View, path: &str, depth: usize, left: &mut usize, found: &mut Vec<String>) {
    let Some(text) = view.find(path).file().and_then(|file| file.text) else { return };
    if depth == 0 || *left == 0 {
        return;
    }
    *left -= 1;
    for line in String::from_utf8_lossy(text).lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let mut words = line.split([' ', '\t', ',', ':']).filter(|word| !word.is_empty());
        match words.next() {
            None | Some("hwcap") => {}
            Some("include") => {
                for pattern in words {
                    for file in expand(view, &join(directory(path), pattern)) {
                        read(view, &file, depth - 1, left, found);
                    }
                }
            }
            Some(first) => {
                let directories = std::iter::once(first).chain(words).filter(|word| word.starts_with('/'));
                found.extend(directories.map(|word| word.split('=').next().unwrap_or(word).trim_end_matches('/').to_owned()));
            }
        }
    }
}

/// A pattern whose last part may have one `*`, as distributions have them.
fn expand(view: &dyn View, pattern: &str) -> Vec<String> {
    let (folder, name) = (directory(pattern), super::super::view::name(pattern));
    match name.split_once('*') {
        None => vec![pattern.to_owned()],
        Some((start, end)) => {
            let names = view.names(folder);
            let fits = |name: &str| name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end);
            names.iter().filter(|name| fits(name) && !name.starts_with('.')).map(|name| join(folder, name)).collect()
        }
    }
}
