//! Whether a file runs on a platform.

use super::header::shape;
use super::{Executable, FileKind};
use archwright_model::{Arch, Os, Platform};

/// `EI_OSABI` values that Linux runs: System V, and GNU/Linux itself.
const LINUX_ABIS: [u8; 2] = [0, 3];

/// Whether a file is a binary that a Linux container of that platform runs; the error says what it is instead.
///
/// # Errors
/// Another architecture, class, byte order or system; no binary at all.
pub fn fits(file: &FileKind, platform: Platform) -> Result<(), String> {
    match file {
        FileKind::Elf(executable) => elf_fits(executable, platform),
        FileKind::BadElf(why) => Err(format!("it is a broken ELF file: {why}")),
        FileKind::MachO => Err(format!("it is a macOS binary (Mach-O), not one for {platform}")),
        FileKind::Pe if platform.os() == Os::Windows => Ok(()),
        FileKind::Pe => Err(format!("it is a Windows binary (PE), not one for {platform}")),
        FileKind::Script(program) => Err(format!("it is a script for `{program}`, not a binary for {platform}")),
        FileKind::Other => Err(format!("it is no binary at all, let alone one for {platform}")),
    }
}

fn elf_fits(executable: &Executable, platform: Platform) -> Result<(), String> {
    if platform.os() != Os::Linux {
        return Err(format!("it is an ELF binary, which {} does not run", platform.os()));
    }
    if !LINUX_ABIS.contains(&executable.os_abi) {
        return Err(format!("its ELF system ABI is {}, not Linux", executable.os_abi));
    }
    if executable.machine != platform.arch().elf_machine() {
        return Err(format!("it is for {}, not for {platform}", machine_name(executable)));
    }
    let (class, little_endian) = shape(platform.arch());
    if (executable.class, executable.little_endian) != (class, little_endian) {
        return Err(format!(
            "it is {}-bit {}, and {platform} is {class}-bit {}",
            executable.class,
            order(executable.little_endian),
            order(little_endian)
        ));
    }
    Ok(())
}

fn machine_name(executable: &Executable) -> String {
    match Arch::from_elf_machine(executable.machine) {
        Some(arch) => arch.to_string(),
        None => format!("ELF machine {}", executable.machine),
    }
}

fn order(little_endian: bool) -> &'static str {
    if little_endian { "little-endian" } else { "big-endian" }
}
