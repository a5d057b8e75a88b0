//! Reading ELF headers with the `object` crate.

use super::Executable;
use archwright_model::Arch;
use object::Endianness;
use object::elf::{self, FileHeader32, FileHeader64};
use object::read::elf::{Dyn, FileHeader, ProgramHeader};

pub(super) fn read(bytes: &[u8]) -> Result<Executable, String> {
    match bytes.get(4) {
        Some(1) => read_class::<FileHeader32<Endianness>>(bytes, 32),
        Some(2) => read_class::<FileHeader64<Endianness>>(bytes, 64),
        _ => Err("its class is neither 32 nor 64 bit".into()),
    }
}

fn read_class<Elf: FileHeader<Endian = Endianness>>(bytes: &[u8], class: u8) -> Result<Executable, String> {
    let text = |error: object::read::Error| error.to_string();
    let header = Elf::parse(bytes).map_err(text)?;
    let endian = header.endian().map_err(text)?;
    let segments = header.program_headers(endian, bytes).map_err(text)?;
    let mut interpreter = None;
    let mut needs_libraries = false;
    for segment in segments {
        if let Some(name) = segment.interpreter(endian, bytes).map_err(text)? {
            interpreter = Some(String::from_utf8_lossy(name).into_owned());
        }
        // The dynamic section stands far behind the headers: in a prefix it may be cut off, and then only the loader counts.
        if let Ok(Some(entries)) = segment.dynamic(endian, bytes) {
            needs_libraries |= entries.iter().any(|entry| entry.tag(endian) == elf::DT_NEEDED);
        }
    }
    let machine = header.e_machine(endian).0;
    let little_endian = endian == Endianness::Little;
    Ok(Executable {
        arch: Arch::from_elf_machine(machine).filter(|arch| shape(*arch) == (class, little_endian)),
        machine,
        os_abi: header.e_ident().os_abi.0,
        class,
        little_endian,
        is_static: interpreter.is_none() && !needs_libraries && !segments.is_empty(),
        interpreter,
    })
}

/// The class and the byte order that Linux has for an architecture: `true` is little-endian.
pub(super) fn shape(arch: Arch) -> (u8, bool) {
    match arch {
        Arch::Amd64 | Arch::Arm64 | Arch::Ppc64le | Arch::Riscv64 | Arch::Loong64 => (64, true),
        Arch::Arm | Arch::I386 => (32, true),
        Arch::S390x => (64, false),
    }
}
