//! What the package databases of an image say of its files.

use super::super::view::{FileAt, View, join};
use archwright_model::Platform;
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// The files of packages, and which layer brought the package.
#[derive(Debug, Default)]
pub(super) struct Packages {
    owners: HashMap<String, Owner>,
}

#[derive(Debug)]
struct Owner {
    package: String,
    layers: RangeInclusive<usize>,
}

impl Packages {
    /// The databases are heard only if the package manager itself is of the platform: where a whole base is of another one, its
    /// database says nothing against that.
    pub fn read(view: &dyn View, platform: Platform) -> Self {
        let arch = Some(platform.arch());
        let is_own = |program: &str| view.find(program).file().is_some_and(|file| file.code.elf().is_some_and(|elf| elf.arch() == arch));
        let mut owners = HashMap::new();
        if is_own("/usr/bin/dpkg") {
            dpkg(view, &mut owners);
        }
        if ["/sbin/apk", "/usr/bin/apk"].iter().any(|program| is_own(program)) {
            for path in ["/lib/apk/db/installed", "/usr/lib/apk/db/installed"] {
                if let Some(file) = view.find(path).file()
                    && let Some(text) = file.text
                {
                    apk(&String::from_utf8_lossy(text), file.layer, &mut owners);
                }
            }
        }
        Self { owners }
    }

    /// The package that brought a file, as long as no other layer has put something in its place. Databases have paths as they were
    /// before `/bin` became a link to `/usr/bin`.
    pub fn owner(&self, file: &FileAt<'_>) -> Option<&str> {
        let before = file.path.strip_prefix("/usr").unwrap_or(&file.path);
        let owner = self.owners.get(&*file.path).or_else(|| self.owners.get(before))?;
        owner.layers.contains(&file.layer).then_some(&owner.package)
    }
}

/// Where rpm keeps its database: `SQLite` on Fedora 33 and Red Hat 9, rpm's own form on SUSE, Berkeley DB before.
const RPM: [&str; 5] = [
    "/usr/lib/sysimage/rpm/rpmdb.sqlite",
    "/var/lib/rpm/rpmdb.sqlite",
    "/usr/lib/sysimage/rpm/Packages.db",
    "/var/lib/rpm/Packages.db",
    "/var/lib/rpm/Packages",
];

/// The database of rpm, which is not read: it is one file of tens of megabytes, that every layer with a package brings anew, and a scan
/// keeps nothing so large.
pub(super) fn unread(view: &dyn View) -> Option<FileAt<'_>> {
    RPM.iter().find_map(|path| view.find(path).file())
}

/// `/var/lib/dpkg/info/NAME.list` or `NAME:ARCH.list`: one path a line. A list comes with its files, in one layer.
fn dpkg(view: &dyn View, owners: &mut HashMap<String, Owner>) {
    const INFO: &str = "/var/lib/dpkg/info";
    for name in view.names(INFO) {
        let Some(package) = name.strip_suffix(".list") else { continue };
        let Some(list) = view.find(&join(INFO, &name)).file() else { continue };
        for path in String::from_utf8_lossy(list.text.unwrap_or_default()).lines() {
            owners.insert(path.to_owned(), Owner { package: format!("package `{package}`"), layers: list.layer..=list.layer });
        }
    }
}

/// `P:` names a package, `F:` a directory of it, `R:` a file in that (apk-tools, "installed database"). It is one file, which every
/// layer that installs something brings anew.
fn apk(text: &str, layer: usize, owners: &mut HashMap<String, Owner>) {
    let (mut package, mut directory) = ("", "");
    for line in text.lines() {
        match line.split_once(':') {
            Some(("P", name)) => (package, directory) = (name, ""),
            Some(("F", name)) => directory = name,
            Some(("R", name)) => {
                let path = if directory.is_empty() { format!("/{name}") } else { format!("/{directory}/{name}") };
                owners.insert(path, Owner { package: format!("package `{package}`"), layers: 0..=layer });
            }
            _ => {}
        }
    }
}
