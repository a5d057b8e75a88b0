//! A root file system for the other architecture, derived from the native one.
//!
//! What maintainer scripts leave behind (users, alternatives, certificates, byte code) does not depend on the
//! architecture. So a foreign root is the native one without the files that belong to architecture-dependent
//! packages, plus those packages' files for the other architecture, unpacked. Only the loader's cache is made
//! by a foreign program, `ldconfig`, which is static and runs under QEMU.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use xshell::cmd;

use super::apt;
use super::artifact;
use super::context::Context;
use super::machine::Arch;
use super::phase::Job;

/// Makes `to` for the foreign architecture out of `from`.
pub fn derive(context: &Context, job: &Job, from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    let (native, foreign) = (context.native, context.native.foreign());
    let root = Utf8PathBuf::from(format!("{to}.root"));
    artifact::remove(&root)?;
    std::fs::create_dir_all(&root)?;
    // dpkg's own database first: it says what belongs to whom.
    job.run(cmd!(job.sh, "tar -C {root} -xf {from} ./var/lib/dpkg"))?;
    let packages = packages(&std::fs::read_to_string(root.join("var/lib/dpkg/status"))?, native);
    let members = job.read(cmd!(job.sh, "tar -tf {from}"))?;
    let mut excluded = String::new();
    for path in owned(&root, &packages, &members)? {
        let _ = writeln!(excluded, "{path}");
    }
    let list = Utf8PathBuf::from(format!("{to}.excluded"));
    std::fs::write(&list, excluded)?;
    let triplet = native.triplet();
    job.run(cmd!(
        job.sh,
        "tar -C {root} -xpf {from} --numeric-owner --anchored --no-wildcards --exclude-from={list} --wildcards --no-anchored --exclude=*{triplet}*"
    ))?;
    loader_folder(&root, foreign)?;
    let wanted: Vec<String> = packages.iter().map(|name| format!("{name}:{}", foreign.name())).collect();
    for archive in context.apt.fetch(context, job, &wanted)? {
        apt::unpack(job, &archive, &root)?;
    }
    database(&root, &packages, native, foreign)?;
    let emulator = context.root().join(format!("usr/bin/qemu-{}-static", foreign.gnu()));
    let ldconfig = root.join("usr/sbin/ldconfig");
    job.run(cmd!(job.sh, "{emulator} {ldconfig} -r {root}"))?;
    job.run(cmd!(job.sh, "tar -C {root} --sort=name --numeric-owner -cf {to} ."))?;
    artifact::remove(&root)?;
    std::fs::remove_file(&list).context("removing the list")
}

/// The architecture-dependent packages of a dpkg status file.
fn packages(status: &str, arch: Arch) -> Vec<String> {
    let own = format!("Architecture: {}", arch.name());
    status
        .split("\n\n")
        .filter(|stanza| stanza.lines().any(|line| line == own))
        .filter_map(|stanza| stanza.lines().find_map(|line| line.strip_prefix("Package: ")).map(str::to_owned))
        .collect()
}

/// The members of the archive, other than folders, that belong to `packages`. dpkg's lists have the paths as
/// they are in the packages, where `/lib` may still be a folder of its own.
fn owned(root: &Utf8Path, packages: &[String], members: &str) -> Result<Vec<String>> {
    let info = root.join("var/lib/dpkg/info");
    let wanted: BTreeSet<&str> = packages.iter().map(String::as_str).collect();
    let mut paths = BTreeSet::new();
    for entry in info.read_dir_utf8()? {
        let entry = entry?;
        let Some(name) = entry.file_name().strip_suffix(".list") else { continue };
        if wanted.contains(name.split(':').next().unwrap_or_default()) {
            for path in std::fs::read_to_string(entry.path())?.lines() {
                paths.insert(format!(".{}", merged(path)));
            }
        }
    }
    // `/bin` and its like are folders in the packages and links here: links at the top stay.
    let file = |member: &&str| !member.ends_with('/') && member.matches('/').count() > 1;
    Ok(members.lines().filter(file).filter(|member| paths.contains(*member)).map(str::to_owned).collect())
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

/// Rewrites dpkg's database for the other architecture. The versions are the native ones: they differ from the
/// foreign ones in rebuild suffixes at most.
fn database(root: &Utf8Path, packages: &[String], native: Arch, foreign: Arch) -> Result<()> {
    let dpkg = root.join("var/lib/dpkg");
    let swap = |text: &str| text.replace(&native.triplet(), &foreign.triplet());
    for name in ["status", "status-old"] {
        if let Ok(text) = std::fs::read_to_string(dpkg.join(name)) {
            let own = format!("\nArchitecture: {}\n", native.name());
            let text = text.replace(&own, &format!("\nArchitecture: {}\n", foreign.name()));
            std::fs::write(dpkg.join(name), swap(&text))?;
        }
    }
    let wanted: BTreeSet<&str> = packages.iter().map(String::as_str).collect();
    for entry in dpkg.join("info").read_dir_utf8()? {
        let entry = entry?;
        let Some((stem, kind)) = entry.file_name().rsplit_once('.') else { continue };
        let (name, arch) = stem.split_once(':').unwrap_or((stem, ""));
        if !wanted.contains(name) {
            continue;
        }
        // Checksums would be the native files'.
        if kind == "md5sums" {
            std::fs::remove_file(entry.path())?;
            continue;
        }
        if kind == "list" {
            let text = std::fs::read_to_string(entry.path())?;
            std::fs::write(entry.path(), swap(&text))?;
        }
        if arch == native.name() {
            std::fs::rename(entry.path(), dpkg.join("info").join(format!("{name}:{}.{kind}", foreign.name())))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_one_architecture() {
        let status = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\n\n\
                      Package: tzdata\nArchitecture: all\n\nPackage: bash\nArchitecture: amd64\n";
        assert_eq!(packages(status, Arch::Amd64), ["libc6", "bash"]);
    }

    #[test]
    fn merged_paths() {
        assert_eq!(merged("/lib/x86_64-linux-gnu/libc.so.6"), "/usr/lib/x86_64-linux-gnu/libc.so.6");
        assert_eq!(merged("/lib64"), "/lib64");
        assert_eq!(merged("/usr/bin/awk"), "/usr/bin/awk");
    }
}
