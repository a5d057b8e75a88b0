//! A real browser for the pages that archwright writes: the machine's, or Debian's without a window, unpacked and never installed.

use std::os::unix::fs::PermissionsExt as _;

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Shell, cmd};

use super::apt;
use super::artifact::Artifact;
use super::context::Context;
use super::libc;
use super::machine::on_path;
use super::phase::{Job, Outcome};

/// What a machine may have; each knows `--headless` and `--dump-dom`.
const MACHINES: [&str; 5] = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// The browser without a window, and a font to measure with.
const PACKAGES: [&str; 2] = ["chromium-headless-shell", "fonts-dejavu-core"];

/// What is the machine's own: with an unpacked C library, its loader would not fit.
const KEPT: [&str; 3] = ["libc6", "libgcc-s1", "gcc-12-base"];

/// Programs that fetch and unpack it.
const PROGRAMS: [&str; 4] = ["apt-get", "dpkg-deb", "tar", "bash"];

/// The machine's own browser.
pub fn of_machine(sh: &Shell) -> Option<&'static str> {
    MACHINES.into_iter().find(|program| on_path(sh, program))
}

/// Why none can be unpacked here, if that is so.
pub fn refused(sh: &Shell) -> Option<String> {
    let missing: Vec<_> = PROGRAMS.into_iter().filter(|program| !on_path(sh, program)).collect();
    if !missing.is_empty() {
        return Some(format!("no browser, and {} not on PATH to unpack one", missing.join(", ")));
    }
    let (major, minor) = libc::TOOLCHAIN;
    let is_old = libc::version(sh).is_none_or(|version| version < libc::TOOLCHAIN);
    is_old.then(|| format!("no browser, and Debian's needs glibc {major}.{minor}"))
}

fn dir(context: &Context) -> Utf8PathBuf {
    context.shared.join("browser")
}

/// What starts it.
pub fn path(context: &Context) -> Utf8PathBuf {
    dir(context).join("browser")
}

/// Unpacks it.
pub fn ensure(context: &Context, job: &Job) -> Result<Outcome> {
    Artifact::new(dir(context), PACKAGES.join("\n")).ensure(|part| {
        for archive in context.apt.closure(context, job, &PACKAGES, &KEPT)? {
            apt::unpack(job, &archive, part)?;
        }
        std::fs::write(part.join("fonts.conf"), fonts(&dir(context)))?;
        start(&part.join("browser"), &script(context))
    })
}

fn script(context: &Context) -> String {
    let (root, triplet) = (dir(context), context.native.triplet());
    format!(
        "#!/bin/sh\n# Written by `cargo xtask test pages`: Debian's browser, unpacked and used by path.\n\
         export LD_LIBRARY_PATH='{root}/usr/lib/{triplet}:{root}/lib/{triplet}:{root}/usr/lib/{triplet}/pulseaudio' FONTCONFIG_FILE='{root}/fonts.conf'\n\
         exec '{root}/usr/lib/chromium/chromium-headless-shell' \"$@\"\n"
    )
}

fn start(file: &Utf8Path, script: &str) -> Result<()> {
    std::fs::write(file, script)?;
    Ok(std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755))?)
}

/// Debian's own is linked together when the package is installed.
fn fonts(root: &Utf8Path) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n\
         <fontconfig><dir>{root}/usr/share/fonts</dir><cachedir>{root}/fonts-cache</cachedir></fontconfig>\n"
    )
}

/// Whether it starts at all.
pub fn starts(sh: &Shell, browser: &str) -> bool {
    cmd!(sh, "{browser} --version").quiet().ignore_stderr().ignore_stdout().run().is_ok()
}
