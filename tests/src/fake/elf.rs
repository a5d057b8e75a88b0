//! The smallest files that are ELF executables of a machine.

/// `EM_X86_64`.
pub const AMD64: u16 = 62;
/// `EM_AARCH64`.
pub const ARM64: u16 = 183;

const HEADER: u16 = 64;
const SEGMENT: u16 = 56;

/// A 64-bit little-endian executable (System V ABI, "Object Files"); with a loader it names glibc's.
pub fn executable(machine: u16, with_loader: bool) -> Vec<u8> {
    let loader: &[u8] = match (with_loader, machine) {
        (false, _) => b"",
        (true, ARM64) => b"/lib/ld-linux-aarch64.so.1\0",
        (true, _) => b"/lib64/ld-linux-x86-64.so.2\0",
    };
    let mut file = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for half in [2, machine] {
        file.extend(half.to_le_bytes());
    }
    file.extend(1_u32.to_le_bytes());
    // Entry, program headers right behind the header, no sections.
    for word in [0, u64::from(HEADER), 0] {
        file.extend(word.to_le_bytes());
    }
    file.extend(0_u32.to_le_bytes());
    for half in [HEADER, SEGMENT, 1, 0, 0, 0] {
        file.extend(half.to_le_bytes());
    }
    // One segment: PT_INTERP or PT_LOAD.
    let kind: u32 = if with_loader { 3 } else { 1 };
    file.extend(kind.to_le_bytes());
    file.extend(4_u32.to_le_bytes());
    let (offset, size) = (u64::from(HEADER + SEGMENT), loader.len() as u64);
    for word in [offset, offset, offset, size, size, 1] {
        file.extend(word.to_le_bytes());
    }
    file.extend(loader);
    file
}
