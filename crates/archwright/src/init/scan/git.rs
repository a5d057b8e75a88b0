//! The git remote: a better name than the folder's, and a hint where images may live.

use camino::Utf8Path;
use std::fs;

/// What the address of `origin` tells. The address itself may hold a password and goes nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remote {
    /// The repository's name.
    pub(super) name: String,
    /// Where its host keeps images.
    pub(super) registry: Option<String>,
}

/// The remote `origin` of the git repository whose root this is.
pub(super) fn remote(root: &Utf8Path) -> Option<Remote> {
    read(&fs::read_to_string(root.join(".git/config")).ok()?)
}

fn read(config: &str) -> Option<Remote> {
    let mut lines = config.lines().map(str::trim).skip_while(|line| *line != "[remote \"origin\"]").skip(1);
    let url = lines.by_ref().take_while(|line| !line.starts_with('[')).find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "url").then(|| value.trim())
    })?;
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let (host, path) = rest.split_once(['/', ':'])?;
    let path = path.trim_start_matches(|c: char| c.is_ascii_digit() || c == '/').trim_end_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let (owner, name) = path.rsplit_once('/')?;
    let registry = match host.to_ascii_lowercase().as_str() {
        "github.com" => Some(format!("ghcr.io/{owner}")),
        "gitlab.com" => Some(format!("registry.gitlab.com/{owner}/{name}")),
        _ => None,
    };
    Some(Remote { name: name.to_owned(), registry: registry.map(|registry| registry.to_lowercase()) })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn addresses_of_every_form() {
        for (url, name, registry) in [
            ("git@github.com:NoETL/noetl.git", "noetl", Some("ghcr.io/noetl")),
            ("https://user:secret@github.com/NoETL/noetl", "noetl", Some("ghcr.io/noetl")),
            ("ssh://git@github.com:22/noetl/noetl.git/", "noetl", Some("ghcr.io/noetl")),
            ("https://gitlab.com/a/b/c.git", "c", Some("registry.gitlab.com/a/b/c")),
            ("https://git.example.com/a/Tool", "Tool", None),
        ] {
            let config = format!("[core]\n\tbare = false\n[remote \"origin\"]\n\turl = {url}\n\tfetch = +refs\n[branch \"main\"]\n");
            let remote = read(&config).unwrap();
            assert_eq!((&*remote.name, remote.registry.as_deref()), (name, registry), "{url}");
        }
        assert_eq!(read("[remote \"origin\"]\n[branch \"x\"]\nurl = a/b/c\n"), None);
        assert_eq!(read("[remote \"origin\"]\nurl = ../other\n"), None);
    }
}
