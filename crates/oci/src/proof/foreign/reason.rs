//! Why code of another machine may lie in an image.

use super::super::compat::why_runs;
use super::super::view::{FileAt, View};
use super::System;
use super::counterpart::{Beside, Siblings};
use super::names::{Token, read};
use super::packages::Packages;
use crate::code::ElfKind;
use archwright_model::{Arch, Platform};
use std::cell::OnceCell;

/// What speaks for a foreign file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Excuse {
    /// It is meant to be there; why.
    Known(String),
    /// It is one of several of its kind, of which none is for this platform; the directory that has them.
    Bundle(String),
}

/// Looks for reasons.
pub(super) struct Reasons<'a> {
    view: &'a dyn View,
    platform: Platform,
    siblings: Siblings<'a>,
    packages: OnceCell<Packages>,
}

impl<'a> Reasons<'a> {
    pub fn new(view: &'a dyn View, platform: Platform, files: &'a [FileAt<'a>]) -> Self {
        Self { view, platform, siblings: Siblings::new(view, platform, files), packages: OnceCell::new() }
    }

    /// Why a file of that machine may be there, if anything speaks for it.
    pub fn find(&self, file: &FileAt<'_>, arch: Option<Arch>, system: System) -> Option<Excuse> {
        if let Some(kind) = by_path(&file.path) {
            return Some(Excuse::Known(kind.into()));
        }
        if let Some(triple) = cross(file, arch) {
            return Some(Excuse::Known(format!("it is part of a cross toolchain or a sysroot, `{triple}`")));
        }
        if let Some(why) = file.code.elf().and_then(|elf| why_runs(self.view, self.platform, elf)) {
            let arch = arch.map_or("x32", Arch::name);
            return Some(Excuse::Known(format!("{arch} programs run on {} too, and {why}", self.platform)));
        }
        if let Some(owner) = self.packages.get_or_init(|| Packages::read(self.view, self.platform)).owner(file) {
            return Some(Excuse::Known(format!("the package database has it: {owner}")));
        }
        match self.siblings.of(&file.path, arch, system) {
            Beside::Own(path) => Some(Excuse::Known(format!("`{path}` is the same for this platform"))),
            Beside::Others(directory) => Some(Excuse::Bundle(directory)),
            Beside::Nothing => None,
        }
    }
}

/// Directories whose files another machine runs, or nobody.
fn by_path(path: &str) -> Option<&'static str> {
    const TESTS: [&str; 10] =
        ["testdata", "test-data", "test_data", "testfiles", "test", "tests", "__tests__", "fixtures", "test-fixtures", "testsuite"];
    const FIRMWARE: [&str; 22] = [
        "/lib/firmware/",
        "/usr/lib/firmware/",
        "/boot/",
        "/usr/lib/grub/",
        "/usr/share/grub/",
        "/usr/lib/syslinux/",
        "/usr/share/syslinux/",
        "/usr/lib/u-boot/",
        "/usr/share/u-boot/",
        "/usr/share/qemu/",
        "/usr/share/qemu-efi",
        "/usr/lib/ipxe/",
        "/usr/share/ipxe/",
        "/usr/share/seabios/",
        "/usr/share/ovmf/",
        "/usr/share/OVMF/",
        "/usr/share/AAVMF/",
        "/usr/share/edk2",
        "/usr/share/openbios/",
        "/usr/share/opensbi/",
        "/usr/share/slof/",
        "/usr/lib/memtest86+/",
    ];
    if FIRMWARE.iter().any(|start| path.starts_with(start)) {
        return Some("it is firmware, or starts a machine before any system runs");
    }
    if ["/lib/modules/", "/usr/lib/modules/"].iter().any(|start| path.starts_with(start)) {
        return Some("it belongs to a kernel, which has code for the programs of several machines (`vdso32.so`)");
    }
    let (directory, name) = path.rsplit_once('/')?;
    if is_emulator(name) {
        return Some("it is a QEMU emulator, which builds on another machine leave behind");
    }
    directory.split('/').any(|part| TESTS.contains(&part)).then_some("it is test data")
}

/// `qemu-aarch64-static`, as it is copied into images that are built under emulation.
fn is_emulator(name: &str) -> bool {
    name.strip_prefix("qemu-").is_some_and(|rest| {
        let machine = rest.strip_suffix("-static").unwrap_or(rest);
        read(machine).machines().next().is_some()
    })
}

/// The part of a path that names a cross toolchain's target: `/usr/aarch64-linux-gnu/lib`, `lib/rustlib/TRIPLE/lib`, a sysroot.
fn cross<'a>(file: &'a FileAt<'_>, arch: Option<Arch>) -> Option<&'a str> {
    const INSIDE: [&str; 9] = ["lib", "lib64", "lib32", "libc", "usr", "include", "sys-root", "sysroot", "libexec"];
    let parts: Vec<&str> = file.path.split('/').collect();
    let is_library = file.code.elf().is_some_and(|elf| elf.kind == ElfKind::Shared);
    for (at, part) in parts.iter().enumerate() {
        if ["sysroot", "sys-root", "sysroots"].contains(part) {
            return Some(part);
        }
        let (Some(below), Some(above)) = (parts.get(at + 1), at.checked_sub(1).map(|above| parts[above])) else { continue };
        let is_target = match above {
            // Compilers lie there as well, which run on the image's own platform.
            "gcc-cross" | "gcc" | "rustlib" => is_library,
            // `/usr/lib/TRIPLE` is a library directory of the image itself, `target/TRIPLE` Cargo's.
            "lib" | "target" => false,
            _ => INSIDE.contains(below),
        };
        if is_target && is_triple(part, arch) {
            return Some(part);
        }
    }
    None
}

/// `x86_64-linux-gnu`, `aarch64-unknown-linux-musl`, `riscv64-unknown-elf`: the machine first, then what runs there.
fn is_triple(part: &str, arch: Option<Arch>) -> bool {
    let Some((machine, rest)) = part.split_once('-') else { return false };
    let is_machine = read(machine).machines().any(|machine| machine == arch || arch.is_none());
    let what = read(rest).tokens;
    is_machine
        && (what.contains(&Token::Linux)
            || what.contains(&Token::Abi)
            || ["elf", "eabi", "eabihf", "mingw32"].iter().any(|end| rest.ends_with(end)))
}
