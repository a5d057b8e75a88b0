//! A root file system for the other architecture, derived from the native one.
//!
//! What maintainer scripts leave behind (users, alternatives, certificates, byte code) does not depend on the
//! architecture. So a foreign root is the native one without the files that belong to architecture-dependent
//! packages, plus those packages' files for the other architecture, unpacked. Only the loader's cache is made
//! by a foreign program, `ldconfig`, which is static and runs under QEMU.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use xshell::cmd;

use super::apt;
use super::artifact;
use super::context::Context;
use super::machine::Arch;
use super::phase::Job;

/// A foreign root that grows layer by layer.
#[derive(Debug)]
pub struct Root {
    dir: Utf8PathBuf,
}

impl Root {
    /// Names the folder; nothing is touched.
    pub fn new(dir: Utf8PathBuf) -> Self {
        Self { dir }
    }

    /// Adds to the root what the native layer `from` adds to the native one, and packs that as `to`.
    pub fn add(&self, context: &Context, job: &Job, from: &Utf8Path, to: &Utf8Path) -> Result<()> {
        let (root, native, foreign) = (&self.dir, context.native, context.native.foreign());
        // What changes after this is the layer.
        let stamp = Utf8PathBuf::from(format!("{to}.stamp"));
        std::fs::write(&stamp, "")?;
        std::thread::sleep(std::time::Duration::from_millis(100));
        std::fs::create_dir_all(root)?;
        let database = Database::of(job, from, native)?;
        let list = Utf8PathBuf::from(format!("{to}.excluded"));
        std::fs::write(&list, database.owned(&job.read(cmd!(job.sh, "tar -tf {from}"))?).join("\n"))?;
        let literal = ["--anchored", "--no-wildcards", "--exclude-from"];
        let triplet = format!("--exclude=*{}*", native.triplet());
        job.run(cmd!(
            job.sh,
            "tar -C {root} -xpf {from} --numeric-owner --keep-directory-symlink {literal...} {list} --no-anchored --wildcards {triplet}"
        ))?;
        loader_folder(root, foreign)?;
        let wanted: Vec<String> = database.packages.iter().map(|name| format!("{name}:{}", foreign.name())).collect();
        for archive in context.apt.fetch(context, job, &wanted)? {
            apt::unpack(job, &archive, root)?;
        }
        database.rewrite(root, native, foreign)?;
        let emulator = context.root().join(format!("usr/bin/qemu-{}-static", foreign.gnu()));
        let ldconfig = root.join("usr/sbin/ldconfig");
        job.run(cmd!(job.sh, "{emulator} {ldconfig} -r {root}"))?;
        let pack = "set -e; cd \"$1\"; find . -cnewer \"$2\" -print0 | sort -z | \
                    tar --null --no-recursion --numeric-owner -T - -cf \"$3\"";
        job.run(cmd!(job.sh, "bash -o pipefail -c {pack} pack {root} {stamp} {to}"))?;
        std::fs::remove_file(&list)?;
        std::fs::remove_file(&stamp).context("removing the stamp")
    }

    /// Removes the folder.
    pub fn remove(&self) -> Result<()> {
        artifact::remove(&self.dir)
    }
}

/// What dpkg's database in a native layer says.
struct Database {
    /// The architecture-dependent packages of this layer.
    packages: Vec<String>,
    /// Their files, as paths of the archive.
    files: BTreeSet<String>,
}

impl Database {
    /// Reads the database out of a layer; its lists are those of the packages that the layer brings.
    fn of(job: &Job, layer: &Utf8Path, native: Arch) -> Result<Self> {
        let dir = Utf8PathBuf::from(format!("{layer}.dpkg"));
        artifact::remove(&dir)?;
        std::fs::create_dir_all(&dir)?;
        job.run(cmd!(job.sh, "tar -C {dir} -xf {layer} ./var/lib/dpkg"))?;
        let all = packages(&std::fs::read_to_string(dir.join("var/lib/dpkg/status"))?, native);
        let mut database = Self { packages: Vec::new(), files: BTreeSet::new() };
        for entry in dir.join("var/lib/dpkg/info").read_dir_utf8()? {
            let entry = entry?;
            let Some(stem) = entry.file_name().strip_suffix(".list") else { continue };
            let name = stem.split(':').next().unwrap_or_default();
            if all.contains(name) {
                let text = std::fs::read_to_string(entry.path())?;
                database.files.extend(text.lines().map(|path| format!(".{}", merged(path))));
                database.packages.push(name.to_owned());
            }
        }
        artifact::remove(&dir)?;
        Ok(database)
    }

    /// The members of the archive, other than folders, that belong to the packages. `/bin` and its like are
    /// folders in the packages and links here: links at the top stay.
    fn owned<'a>(&self, members: &'a str) -> Vec<&'a str> {
        let file = |member: &&str| !member.ends_with('/') && member.matches('/').count() > 1;
        members.lines().filter(file).filter(|member| self.files.contains(*member)).collect()
    }

    /// Rewrites the database below `root` for the other architecture. The versions are the native ones: they
    /// differ from the foreign ones in rebuild suffixes at most.
    fn rewrite(&self, root: &Utf8Path, native: Arch, foreign: Arch) -> Result<()> {
        let dpkg = root.join("var/lib/dpkg");
        let swap = |text: &str| text.replace(&native.triplet(), &foreign.triplet());
        for name in ["status", "status-old"] {
            if let Ok(text) = std::fs::read_to_string(dpkg.join(name)) {
                let own = format!("\nArchitecture: {}\n", native.name());
                let text = text.replace(&own, &format!("\nArchitecture: {}\n", foreign.name()));
                std::fs::write(dpkg.join(name), swap(&text))?;
            }
        }
        for entry in dpkg.join("info").read_dir_utf8()? {
            let entry = entry?;
            let Some((stem, kind)) = entry.file_name().rsplit_once('.') else { continue };
            let (name, arch) = stem.split_once(':').unwrap_or((stem, ""));
            if !self.packages.iter().any(|package| package == name) {
                continue;
            }
            match kind {
                // Checksums would be the native files'.
                "md5sums" => std::fs::remove_file(entry.path())?,
                "list" => std::fs::write(entry.path(), swap(&std::fs::read_to_string(entry.path())?))?,
                _ => {}
            }
            if kind != "md5sums" && arch == native.name() {
                std::fs::rename(entry.path(), dpkg.join("info").join(format!("{name}:{}.{kind}", foreign.name())))?;
            }
        }
        Ok(())
    }
}

/// The architecture-dependent packages of a dpkg status file.
fn packages(status: &str, arch: Arch) -> BTreeSet<String> {
    let own = format!("Architecture: {}", arch.name());
    status
        .split("\n\n")
        .filter(|stanza| stanza.lines().any(|line| line == own))
        .filter_map(|stanza| stanza.lines().find_map(|line| line.strip_prefix("Package: ")).map(str::to_owned))
        .collect()
}

/// The path of a file on a system whose `/bin`, `/sbin` and `/lib*` are links into `/usr`.
fn merged(path: &str) -> String {
    let top = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if matches!(top, "bin" | "sbin" | "lib" | "lib32" | "lib64" | "libx32") && path.len() > top.len() + 1 {
        format!("/usr{path}")
    } else {
        path.to_owned()
    }
}

/// Only amd64 has its loader in `/lib64`.
fn loader_folder(root: &Utf8Path, foreign: Arch) -> Result<()> {
    let (link, folder) = (root.join("lib64"), root.join("usr/lib64"));
    match foreign {
        Arch::Amd64 if link.symlink_metadata().is_err() => {
            std::fs::create_dir_all(&folder)?;
            std::os::unix::fs::symlink("usr/lib64", &link).context("linking `/lib64`")
        }
        Arch::Amd64 => Ok(()),
        Arch::Arm64 => {
            for name in ["lib64", "lib32", "libx32"] {
                let _ = std::fs::remove_file(root.join(name));
                artifact::remove(&root.join("usr").join(name))?;
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_one_architecture() {
        let status = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\n\n\
                      Package: tzdata\nArchitecture: all\n\nPackage: bash\nArchitecture: amd64\n";
        assert_eq!(packages(status, Arch::Amd64), BTreeSet::from(["bash".to_owned(), "libc6".to_owned()]));
    }

    #[test]
    fn merged_paths() {
        assert_eq!(merged("/lib/x86_64-linux-gnu/libc.so.6"), "/usr/lib/x86_64-linux-gnu/libc.so.6");
        assert_eq!(merged("/lib64"), "/lib64");
        assert_eq!(merged("/usr/bin/awk"), "/usr/bin/awk");
    }
}
