//! The 32-bit ABIs that a 64-bit kernel runs as well (Linux, `CONFIG_COMPAT`, and `CONFIG_X86_X32_ABI`).

use super::loader::musl_loaders;
use super::view::View;
use crate::code::Elf;
use crate::code::elf::Class;
use archwright_model::{Arch, Os, Platform, Variant};

/// Why programs of that machine run on the platform as well, in words that read after "and": the image has what starts them.
pub(super) fn why_runs(view: &dyn View, platform: Platform, elf: &Elf) -> Option<&'static str> {
    let (glibc, musl): (&[&str], &str) = match (platform.arch(), elf.arch()) {
        (Arch::Amd64, Some(Arch::I386)) if elf.is_static() => return Some("need no loader"),
        (Arch::Amd64, Some(Arch::I386)) => (&["/lib/ld-linux.so.2"], "ld-musl-i386"),
        // Not every 64-bit Arm processor runs 32-bit programs; who installs the loader means it.
        (Arch::Arm64, Some(Arch::Arm)) => (&["/lib/ld-linux-armhf.so.3", "/lib/ld-linux.so.3"], "ld-musl-arm"),
        (Arch::Amd64, None) if (elf.machine.arch(), elf.class) == (Some(Arch::Amd64), Class::Bits32) => {
            (&["/libx32/ld-linux-x32.so.2"], "ld-musl-x32")
        }
        _ => return None,
    };
    let is_theirs = |path: &str| {
        view.find(path)
            .file()
            .is_some_and(|file| file.code.elf().is_some_and(|loader| (loader.machine, loader.class) == (elf.machine, elf.class)))
    };
    let has_loader = glibc.iter().any(|path| is_theirs(path))
        || musl_loaders(view).iter().any(|name| name.starts_with(musl) && is_theirs(&format!("/lib/{name}")));
    has_loader.then_some("their loader is there")
}

/// The platform in whose directories the loader of such a program looks; none of x32, which is no platform of any image.
pub(super) fn platform(platform: Platform, elf: &Elf) -> Option<Platform> {
    let (arch, variant) = match (platform.arch(), elf.arch()?) {
        (Arch::Amd64, Arch::I386) => (Arch::I386, None),
        (Arch::Arm64, Arch::Arm) => {
            let is_soft = elf.interpreter.as_deref().is_some_and(|loader| !loader.contains("hf"));
            (Arch::Arm, Some(Variant::new(if is_soft { 5 } else { 7 })))
        }
        _ => return None,
    };
    Platform::new(Os::Linux, arch, variant).ok()
}
