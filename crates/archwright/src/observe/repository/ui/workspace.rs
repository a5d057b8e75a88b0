//! The npm, pnpm or Yarn workspace that a UI is a member of.

use super::{has_a_say, package};
use crate::glob;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::{collections::BTreeMap, fs};

/// A workspace: one lockfile for several packages.
pub(super) struct Workspace {
    pub(super) root: Utf8PathBuf,
    /// Globs of its members; one that starts with `!` takes out again.
    patterns: Vec<String>,
}

impl Workspace {
    /// The nearest workspace above a folder that has it as a member.
    pub(super) fn of(dir: &Utf8Path) -> Option<Self> {
        dir.ancestors().skip(1).find_map(|root| {
            let workspace = Self { root: root.to_owned(), patterns: patterns(root)? };
            workspace.has(dir).then_some(workspace)
        })
    }

    fn has(&self, dir: &Utf8Path) -> bool {
        let Ok(folder) = dir.strip_prefix(&self.root) else { return false };
        let (out, taken): (Vec<_>, Vec<_>) = self.patterns.iter().partition(|pattern| pattern.starts_with('!'));
        taken.iter().any(|pattern| glob::takes_in(pattern, folder.as_str()))
            && !out.iter().any(|pattern| glob::takes_in(&pattern[1..], folder.as_str()))
    }

    /// Files at its root that have a say.
    pub(super) fn files(&self) -> Vec<Utf8PathBuf> {
        let Ok(entries) = self.root.read_dir_utf8() else { return Vec::new() };
        let entries = entries.flatten().filter(|entry| has_a_say(entry.file_name().as_ref()) && entry.path().is_file());
        entries.map(camino::Utf8DirEntry::into_path).collect()
    }

    /// Members that a member depends on, directly or not; without those below its own folder.
    pub(super) fn needed_by(&self, dir: &Utf8Path) -> Vec<Utf8PathBuf> {
        let members = self.members();
        let (mut needed, mut open) = (Vec::<Utf8PathBuf>::new(), vec![dir.to_owned()]);
        while let Some(folder) = open.pop() {
            for name in dependencies(&folder) {
                let Some(member) = members.get(&name) else { continue };
                if member != dir && !needed.contains(member) {
                    needed.push(member.clone());
                    open.push(member.clone());
                }
            }
        }
        needed.retain(|member| !member.starts_with(dir));
        needed.sort();
        needed
    }

    /// Its members by the name of their package.
    fn members(&self) -> BTreeMap<String, Utf8PathBuf> {
        let mut folders = Vec::new();
        for pattern in self.patterns.iter().filter(|pattern| !pattern.starts_with('!')) {
            let parts: Vec<_> = pattern.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
            expand(&self.root, &parts, &mut folders);
        }
        let named = folders.into_iter().filter(|folder| self.has(folder)).filter_map(|folder| {
            let name = package(&folder).ok()?.get("name")?.as_str()?.to_owned();
            Some((name, folder))
        });
        named.collect()
    }
}

/// Globs of a root's members: npm's and Yarn's in `package.json`, pnpm's in `pnpm-workspace.yaml`.
fn patterns(root: &Utf8Path) -> Option<Vec<String>> {
    if let Ok(text) = fs::read_to_string(root.join("pnpm-workspace.yaml")) {
        return Some(pnpm_packages(&text));
    }
    let package = root.join("package.json").is_file().then(|| package(root).ok())??;
    let workspaces = package.get("workspaces")?;
    let list = workspaces.get("packages").unwrap_or(workspaces).as_array()?;
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The list `packages` of a `pnpm-workspace.yaml`, in lines or in brackets: as much YAML as pnpm's own documents use there.
fn pnpm_packages(text: &str) -> Vec<String> {
    let unquoted = |word: &str| word.trim().trim_matches(['"', '\'']).to_owned();
    let without_comment = |line: &str| line.split(" #").next().unwrap_or_default().trim_end().to_owned();
    let mut lines = text.lines().map(without_comment).filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty());
    let Some(first) = lines.find_map(|line| Some(line.strip_prefix("packages:")?.trim().to_owned())) else { return Vec::new() };
    if let Some(list) = first.strip_prefix('[') {
        return list.trim_end_matches(']').split(',').map(unquoted).filter(|pattern| !pattern.is_empty()).collect();
    }
    lines.map_while(|line| Some(unquoted(line.trim_start().strip_prefix('-')?))).collect()
}

/// Folders that a glob names, packages and hidden folders aside.
fn expand(dir: &Utf8Path, parts: &[&str], found: &mut Vec<Utf8PathBuf>) {
    let [part, rest @ ..] = parts else {
        found.push(dir.to_owned());
        return;
    };
    if !part.contains(['*', '?', '[']) {
        let next = dir.join(part);
        if next.is_dir() {
            expand(&next, rest, found);
        }
        return;
    }
    if *part == "**" {
        expand(dir, rest, found);
    }
    let Ok(entries) = dir.read_dir_utf8() else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let hidden = name.starts_with('.') || name == "node_modules" || name == "target";
        if hidden || !glob::takes_in(part, name) || !entry.path().is_dir() {
            continue;
        }
        match *part {
            // A link could lead back up.
            "**" if entry.path().is_symlink() => {}
            "**" => expand(entry.path(), parts, found),
            _ => expand(entry.path(), rest, found),
        }
    }
}

fn dependencies(dir: &Utf8Path) -> Vec<String> {
    let Ok(package) = package(dir) else { return Vec::new() };
    let kinds = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
    kinds.iter().filter_map(|kind| package.get(kind)?.as_object()).flat_map(|names| names.keys().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::pnpm_packages;

    #[test]
    fn packages_of_a_pnpm_workspace() {
        let lines = "# ours\nnodeLinker: hoisted\npackages:\n  # apps\n  - 'apps/*' # all\n  - \"!apps/old\"\n- tools\ncatalog:\n  - no\n";
        assert_eq!(pnpm_packages(lines), ["apps/*", "!apps/old", "tools"]);
        assert_eq!(pnpm_packages("packages: ['apps/*', web]\n"), ["apps/*", "web"]);
        assert!(pnpm_packages("onlyBuiltDependencies:\n  - esbuild\n").is_empty());
    }
}
