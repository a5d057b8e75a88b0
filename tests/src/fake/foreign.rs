//! The smallest files that are programs of macOS and of Windows.

use super::ARM64;

/// A 64-bit Mach-O header (`mach-o/loader.h`): an executable without load commands.
pub(super) fn mach_o(machine: u16) -> Vec<u8> {
    let cpu: u32 = if machine == ARM64 { 0x0100_000c } else { 0x0100_0007 };
    let words = [0xfeed_facf_u32, cpu, 3, 2, 0, 0, 0, 0];
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A PE32+ header (Microsoft's "PE Format") without sections and without a directory.
pub(super) fn pe(machine: u16) -> Vec<u8> {
    let machine: u16 = if machine == ARM64 { 0xaa64 } else { 0x8664 };
    let mut file = vec![0; 0x3c];
    file[..2].copy_from_slice(b"MZ");
    file.extend(0x40_u32.to_le_bytes());
    file.extend(b"PE\0\0");
    file.extend(machine.to_le_bytes());
    file.extend([0; 18]);
    file.extend(0x20b_u16.to_le_bytes());
    file.extend([0; 110]);
    file
}
