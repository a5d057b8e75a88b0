//! Key paths as they are told: `image.noetl.tags[1]`, `registry."127.0.0.1:5005".http`.

/// The path of a key in a table; the file itself has the empty path.
pub(super) fn join(table: &str, key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let key = if bare { key.to_owned() } else { format!("{key:?}") };
    if table.is_empty() { key } else { format!("{table}.{key}") }
}

/// The path of an array's item.
pub(super) fn item(array: &str, index: usize) -> String {
    format!("{array}[{index}]")
}

/// The path without the index of an array's item.
pub(super) fn whole(path: &str) -> &str {
    path.strip_suffix(']').and_then(|path| path.rsplit_once('[')).map_or(path, |(array, _)| array)
}

/// The path one level up. A quoted key with dots in it takes several calls; what is in between is no key.
pub(super) fn parent(path: &str) -> Option<&str> {
    path.rfind(['.', '[']).map(|end| &path[..end])
}
