//! The Rust standard library and the C cross toolchain for the other architecture.
//!
//! Where rustup has the target already, that is used. Otherwise Debian's `rustc-web` (a current Rust, kept for
//! browsers) is unpacked and used by path: `RUSTUP_TOOLCHAIN=<path>` takes a folder, so nothing is linked or
//! configured globally. Debian's cross compiler finds its own parts relative to itself; only its C library is
//! named by absolute paths in linker scripts, which `--sysroot` turns into the unpacked ones.

use std::os::unix::fs::PermissionsExt as _;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use xshell::cmd;

use super::apt;
use super::artifact::{self, Artifact};
use super::context::Context;
use super::libc;
use super::machine::{self, Arch};
use super::phase::{Job, Outcome};

/// Tools of the cross toolchain that builds call by name.
const TOOLS: [&str; 9] = ["ar", "as", "ld", "nm", "objcopy", "objdump", "ranlib", "readelf", "strip"];

/// What the machine has in its own way, or `cargo` would not have come this far: the C library, and the compiler for
/// its own architecture.
const MACHINES: [&str; 9] = ["libc6", "libc6-dev", "libc-dev-bin", "linux-libc-dev", "gcc", "gcc-12", "cpp", "cpp-12", "libgcc-12-dev"];

fn artifact(context: &Context) -> Artifact {
    Artifact::new(context.shared.join("rust"), "rustc-web 1")
}

/// The toolchain for `RUSTUP_TOOLCHAIN`.
pub fn path(context: &Context) -> Utf8PathBuf {
    context.shared.join("rust/usr")
}

/// Unpacks the toolchain where the machine has none; tells through `needed` whether callers need ours.
pub fn ensure(context: &Context, job: &Job, needed: &mut bool) -> Result<Outcome> {
    let foreign = context.native.foreign();
    if !artifact(context).ready() && machine_has(job, foreign) {
        return Ok(Outcome::Skipped(format!("rustup has {} and the linker is there", foreign.rust_target())));
    }
    let (major, minor) = libc::TOOLCHAIN;
    if libc::version(&job.sh).is_none_or(|version| version < libc::TOOLCHAIN) {
        let target = foreign.rust_target();
        let gcc = format!("gcc-{}", foreign.triplet().replace('_', "-"));
        let own = format!("rustup target add {target}; apt-get install {gcc}");
        return Ok(Outcome::Skipped(format!("Debian's needs glibc {major}.{minor}; to build for {target} here: {own}")));
    }
    *needed = true;
    let outcome = artifact(context).ensure(|part| unpack(context, job, part))?;
    wrap(context, foreign)?;
    Ok(outcome)
}

fn machine_has(job: &Job, foreign: Arch) -> bool {
    let Ok(sysroot) = job.read(cmd!(job.sh, "rustc --print sysroot")) else { return false };
    Utf8Path::new(sysroot.trim()).join("lib/rustlib").join(foreign.rust_target()).join("lib").exists()
        && machine::on_path(&job.sh, &format!("{}-gcc", foreign.triplet()))
}

fn unpack(context: &Context, job: &Job, part: &Utf8Path) -> Result<()> {
    let (native, foreign) = (context.native, context.native.foreign());
    let gcc = format!("gcc-{}", foreign.triplet().replace('_', "-"));
    let libc = format!("libc6-dev-{}-cross", foreign.name());
    let mut archives = context.apt.closure(context, job, &["rustc-web", "cargo-web", &gcc, &libc], &MACHINES)?;
    // The foreign standard library alone: its package depends on foreign LLVM and more, which nothing runs.
    // The versioned package is named after the Rust release; its native twin tells the name.
    let versioned = archives
        .iter()
        .filter_map(|archive| archive.file_name()?.split('_').next())
        .find(|name| name.strip_prefix("libstd-rust-web-").is_some_and(|rest| rest.starts_with(char::is_numeric)))
        .context("rustc-web brings no standard library")?;
    let wanted = ["libstd-rust-web-dev", versioned].map(|name| format!("{name}:{}", foreign.name()));
    archives.extend(context.apt.fetch(context, job, &wanted)?);
    for archive in &archives {
        apt::unpack(job, archive, part)?;
    }
    // rustc looks for its libraries beside its own, in `lib`, and rustup shows that folder to every program that
    // cargo starts: the machine's own libraries must stay in force there.
    let lib = part.join("usr/lib");
    let machines = |name: &str| Utf8Path::new("/usr/lib").join(native.triplet()).join(name).exists();
    for entry in lib.join(native.triplet()).read_dir_utf8()? {
        let entry = entry?;
        let target = Utf8Path::new(&native.triplet()).join(entry.file_name());
        if entry.file_name().contains(".so") && !machines(entry.file_name()) {
            artifact::link(&target, &lib.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Puts wrappers for the cross tools on the callers' PATH.
fn wrap(context: &Context, foreign: Arch) -> Result<()> {
    let root = context.shared.join("rust");
    let libraries = root.join("usr/lib").join(context.native.triplet());
    std::fs::create_dir_all(context.bin())?;
    let triplet = foreign.triplet();
    let tools = TOOLS.iter().map(|tool| (*tool, String::new()));
    for (tool, arguments) in tools.chain([("gcc", format!("--sysroot='{root}' "))]) {
        let name = format!("{triplet}-{tool}");
        let program = root.join("usr/bin").join(&name);
        let script = format!(
            "#!/bin/sh\n# Written by `cargo xtask engine up`: Debian's cross tool, unpacked and used by path.\n\
             LD_LIBRARY_PATH='{libraries}'${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}} exec '{program}' {arguments}\"$@\"\n"
        );
        let file = context.bin().join(&name);
        if std::fs::read_to_string(&file).is_ok_and(|old| old == script) {
            continue;
        }
        let part = Utf8PathBuf::from(format!("{file}.part"));
        std::fs::write(&part, script)?;
        std::fs::set_permissions(&part, std::fs::Permissions::from_mode(0o755))?;
        std::fs::rename(&part, &file)?;
    }
    Ok(())
}
