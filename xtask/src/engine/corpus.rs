//! Ordinary content for both platforms, as the registries' own packages have it: what the proof must find no fault with.
//!
//! Each root file system becomes one layer in a tar; nothing is installed, and no maintainer script runs.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Shell, cmd};

use super::apt;
use super::artifact::{self, Artifact};
use super::context::Context;
use super::machine::{Arch, on_path};
use super::phase::{Job, Outcome};

/// One image's content.
#[derive(Debug)]
struct Root {
    name: &'static str,
    /// Debian packages, which come with all that they depend on.
    packages: &'static [&'static str],
    /// The same, of one architecture alone.
    only: [&'static [&'static str]; 2],
    /// Lines of pip's requirements, by version and hashes.
    wheels: &'static str,
    /// npm packages, by version.
    modules: &'static [&'static str],
}

impl Root {
    const fn of(name: &'static str, packages: &'static [&'static str]) -> Self {
        Self { name, packages, only: [&[], &[]], wheels: "", modules: &[] }
    }
}

/// All of them. `libc-bin` brings the loader's configuration.
const ROOTS: [Root; 8] = [
    Root {
        // PE launchers for three machines, Rust's and C's extension modules, `_tkinter` without its display.
        wheels: "bcrypt==5.0.0 --hash=sha256:7aeef54b60ceddb6f30ee3db090351ecf0d40ec6e2abf41430997407a46d2254 \
                 --hash=sha256:ddb4e1500f6efdd402218ffe34d040a1196c072e07929b9820f363a1fd1f4191\n\
                 numpy==2.4.6 --hash=sha256:89cd468399cfd2504718f0ba50e410dca55a170b61a02ad92bb18c8a65186e93 \
                 --hash=sha256:0ab0a9c4ffb1a6d95ef519fe4247dba8eb6b18ad93999f76b7f657039acabd47\n\
                 setuptools==84.2.1 --hash=sha256:ca140b45d5325a9478f880e351484f62fef15f336462e449ca0c03c873d589c2\n",
        ..Root::of("python", &["libc-bin", "python3", "libpython3-stdlib", "python3-distutils", "python3-tk", "bash"])
    },
    Root::of("java", &["libc-bin", "openjdk-17-jre-headless", "bash"]),
    // Its source has test data of every machine and operating system.
    Root::of("go", &["libc-bin", "golang-1.19-go", "golang-1.19-src", "dash"]),
    Root {
        // What other machines boot: option ROMs, ELF firmware of POWER and SPARC, GRUB's modules, kernel images of UEFI.
        only: [&["grub-pc-bin", "grub-efi-amd64-bin", "grub-efi-ia32-bin"], &["grub-efi-arm64-bin"]],
        ..Root::of(
            "boot",
            &["libc-bin", "qemu-system-data", "seabios", "ipxe-qemu", "ovmf", "qemu-efi-aarch64", "firmware-linux-free", "busybox"],
        )
    },
    Root {
        modules: &["bufferutil@4.1.0", "utf-8-validate@6.0.6", "classic-level@3.0.0", "@serialport/bindings-cpp@13.0.1"],
        ..Root::of("node", &["libc-bin", "nodejs"])
    },
    Root::of("mono", &["libc-bin", "mono-runtime", "mono-mcs", "libmono-system-data4.0-cil", "dash"]),
    // Static, static-pie (QEMU's), musl's own loader, and forty emulators.
    Root::of("static", &["busybox-static", "bash-static", "musl", "qemu-user-static"]),
    Root {
        // A toolchain for the other machine with its sysroot; and 32-bit libraries on a 64-bit system.
        only: [
            &["binutils-aarch64-linux-gnu", "libc6-dev-arm64-cross", "libstdc++6-arm64-cross", "libc6-i386", "lib32stdc++6"],
            &["binutils-x86-64-linux-gnu", "libc6-dev-amd64-cross", "libstdc++6-amd64-cross"],
        ],
        ..Root::of("cross", &["libc-bin", "dash"])
    },
];

/// Programs that fetch and unpack it.
const PROGRAMS: [&str; 6] = ["apt-get", "dpkg-deb", "tar", "bash", "python3", "npm"];

/// What it takes and this machine has not.
pub fn missing(sh: &Shell) -> Vec<&'static str> {
    PROGRAMS.into_iter().filter(|program| !on_path(sh, program)).collect()
}

/// How a layer is packed; it stands in the recipe.
const PACKED: &str = "tar.gz, digest, diff-id";

/// The folder that holds `ROOT-ARCH.tar.gz` for each, and its digests.
pub fn dir(context: &Context) -> Utf8PathBuf {
    context.shared.join("corpus")
}

/// Assembles all of them for both architectures.
pub fn ensure(context: &Context, job: &Job) -> Result<Outcome> {
    Artifact::new(dir(context), format!("{PACKED}\n{ROOTS:?}")).ensure(|part| {
        ROOTS.iter().try_for_each(|root| Arch::ALL.into_iter().try_for_each(|arch| assemble(context, job, part, root, arch)))
    })
}

fn assemble(context: &Context, job: &Job, part: &Utf8Path, root: &Root, arch: Arch) -> Result<()> {
    let into = part.join("root");
    skeleton(&into)?;
    let only = match arch {
        Arch::Amd64 => root.only[0],
        Arch::Arm64 => root.only[1],
    };
    let packages: Vec<&str> = root.packages.iter().chain(only).copied().collect();
    for archive in context.apt.closure_of(context, job, arch, &packages)? {
        apt::unpack(job, &archive, &into)?;
    }
    if !root.wheels.is_empty() {
        wheels(job, root.wheels, arch, &into)?;
    }
    if !root.modules.is_empty() {
        modules(job, root.modules, arch, &into)?;
    }
    // Only a native one can be run here; where it did not, the loader has its default folders.
    let ldconfig = into.join("usr/sbin/ldconfig");
    if arch == context.native && ldconfig.exists() {
        job.run(cmd!(job.sh, "{ldconfig} -r {into}"))?;
    }
    pack(job, &into, &part.join(format!("{}-{}", root.name, arch.name())))?;
    artifact::remove(&into)
}

/// `NAME.tar.gz`, and beside it what it and its content hash to: the layer's digest and its diff id.
fn pack(job: &Job, root: &Utf8Path, name: &Utf8Path) -> Result<()> {
    let script = "tar -C \"$1\" --sort=name --numeric-owner --owner=0 --group=0 --mtime=@0 -cf - . \
                  | tee >(sha256sum >\"$2.diff-id\") | gzip -1n >\"$2.tar.gz\" && sha256sum \"$2.tar.gz\" >\"$2.digest\"";
    job.run(cmd!(job.sh, "bash -o pipefail -c {script} pack {root} {name}"))
}

/// Debian's folders, of which some are links into `/usr`.
fn skeleton(root: &Utf8Path) -> Result<()> {
    artifact::remove(root)?;
    for folder in ["bin", "sbin", "lib", "lib32", "lib64"] {
        std::fs::create_dir_all(root.join("usr").join(folder))?;
        std::os::unix::fs::symlink(format!("usr/{folder}"), root.join(folder))?;
    }
    Ok(())
}

fn wheels(job: &Job, requirements: &str, arch: Arch, root: &Utf8Path) -> Result<()> {
    let into = root.join("usr/local/lib/python3.11/dist-packages");
    std::fs::create_dir_all(&into)?;
    let file = root.join("requirements.txt");
    std::fs::write(&file, requirements)?;
    let platforms = ["manylinux2014", "manylinux_2_28"].map(|kind| format!("--platform={kind}_{}", arch.gnu()));
    let strict = ["--require-hashes", "--no-deps", "--only-binary=:all:", "--python-version=3.11"];
    job.run(cmd!(job.sh, "python3 -m pip install -q --no-input --no-compile {strict...} {platforms...} --target {into} -r {file}"))?;
    Ok(std::fs::remove_file(&file)?)
}

fn modules(job: &Job, modules: &[&str], arch: Arch, root: &Utf8Path) -> Result<()> {
    let into = root.join("srv/app");
    std::fs::create_dir_all(&into)?;
    let cpu = match arch {
        Arch::Amd64 => "--cpu=x64",
        Arch::Arm64 => "--cpu=arm64",
    };
    let quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", "--os=linux", cpu];
    job.run(cmd!(job.sh, "npm install --prefix {into} {quiet...} {modules...}"))
}
