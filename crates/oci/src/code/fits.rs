//! Whether a file runs on a platform.

use super::{Elf, FileCode};
use archwright_model::{Os, Platform};

/// `EI_OSABI` values that Linux runs: System V, and GNU/Linux itself.
const LINUX_ABIS: [u8; 2] = [0, 3];

/// Whether a file is a binary that a Linux container of that platform runs; the error says what it is instead.
///
/// # Errors
/// Another architecture, class, byte order or system; no binary at all.
pub fn fits(file: &FileCode, platform: Platform) -> Result<(), String> {
    match file {
        FileCode::Elf(elf) => elf_fits(elf, platform),
        FileCode::BadElf(why) => Err(format!("it is a broken ELF file: {why}")),
        FileCode::MachO(_) => Err(format!("it is a macOS binary (Mach-O), not one for {platform}")),
        FileCode::Pe(_) if platform.os() == Os::Windows => Ok(()),
        FileCode::Pe(_) => Err(format!("it is a Windows binary (PE), not one for {platform}")),
        FileCode::Script(script) => Err(format!("it is a script for `{}`, not a binary for {platform}", script.interpreter)),
        FileCode::JavaClass | FileCode::Archive | FileCode::None => Err(format!("it is no binary at all, let alone one for {platform}")),
    }
}

/// The same of an ELF file.
pub(crate) fn elf_fits(elf: &Elf, platform: Platform) -> Result<(), String> {
    if platform.os() != Os::Linux {
        return Err(format!("it is an ELF binary, which {} does not run", platform.os()));
    }
    if !LINUX_ABIS.contains(&elf.os_abi) {
        return Err(format!("its ELF system ABI is {}, not Linux", elf.os_abi));
    }
    if elf.machine.arch() != Some(platform.arch()) {
        return Err(format!("it is for {}, not for {platform}", elf.machine));
    }
    if elf.arch() != Some(platform.arch()) {
        let (class, order) = super::elf::shape(platform.arch());
        return Err(format!("it is {} {}, and {platform} is {class} {order}", elf.class, elf.order));
    }
    Ok(())
}
