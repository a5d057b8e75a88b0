//! Reading an ELF file: the header, and then everything that it points to.

use super::super::Machine;
use super::super::sparse::Sparse;
use super::{ByteOrder, Class, Elf, ElfKind, arm, dynamic, notes};
use object::Endianness;
use object::elf::{self, FileHeader32, FileHeader64};
use object::read::elf::{FileHeader, ProgramHeader};

/// A segment, whatever its class.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub kind: elf::ProgramType,
    pub offset: u64,
    pub address: u64,
    pub size: u64,
}

/// What an ELF file says; the error is about its header.
pub(in super::super) fn read(file: &Sparse) -> Result<Elf, String> {
    match file.from(4).and_then(<[u8]>::first) {
        Some(1) => of_class::<FileHeader32<Endianness>>(file, Class::Bits32),
        Some(2) => of_class::<FileHeader64<Endianness>>(file, Class::Bits64),
        _ => Err("its class is neither 32 nor 64 bit".into()),
    }
}

fn of_class<File: FileHeader<Endian = Endianness>>(file: &Sparse, class: Class) -> Result<Elf, String> {
    let text = |error: object::read::Error| error.to_string();
    let header = File::parse(file).map_err(text)?;
    let endian = header.endian().map_err(text)?;
    let mut read = Elf {
        machine: Machine(header.e_machine(endian).0),
        class,
        order: if endian == Endianness::Little { ByteOrder::Little } else { ByteOrder::Big },
        os_abi: header.e_ident().os_abi.0,
        kind: kind(header.e_type(endian)),
        flags: header.e_flags(endian).0,
        arm: None,
        x86_level: 0,
        interpreter: None,
        dynamic: None,
        is_go: false,
        is_android: false,
        is_partial: false,
        defect: None,
    };
    // Those of an object file or a core dump say nothing of running it.
    if matches!(read.kind, ElfKind::Executable | ElfKind::Shared)
        && let Err(defect) = behind(header, endian, file, &mut read)
    {
        read.defect = Some(defect);
    }
    Ok(read)
}

fn behind<File: FileHeader<Endian = Endianness>>(header: &File, endian: Endianness, file: &Sparse, read: &mut Elf) -> Result<(), String> {
    let text = |error: object::read::Error| error.to_string();
    let headers = header.program_headers(endian, file).map_err(text)?;
    let segments: Vec<Segment> = headers
        .iter()
        .map(|header| {
            let (offset, size) = header.file_range(endian);
            Segment { kind: header.p_type(endian), offset, address: header.p_vaddr(endian).into(), size }
        })
        .collect();
    // A cut file has other faults in plenty.
    cut_off(file, &segments).and(tables(headers, header, endian, file, &segments, read))
}

fn tables<File: FileHeader<Endian = Endianness>>(
    headers: &[File::ProgramHeader],
    header: &File,
    endian: Endianness,
    file: &Sparse,
    segments: &[Segment],
    read: &mut Elf,
) -> Result<(), String> {
    let text = |error: object::read::Error| error.to_string();
    for header in headers {
        if let Some(name) = header.interpreter(endian, file).map_err(text)? {
            read.interpreter = Some(String::from_utf8_lossy(name).into_owned());
        }
        notes::read(header, endian, file, read);
    }
    if read.machine.0 == elf::EM_ARM.0 {
        read.arm = Some(arm::read(header, endian, file, read.flags));
    }
    for header in headers {
        file.missed();
        let found = header.dynamic(endian, file).map_err(text);
        let found = found.and_then(|entries| entries.map(|entries| dynamic::read::<File>(entries, endian, file, segments)).transpose());
        read.is_partial |= found.is_err() && file.missed();
        if read.is_partial {
            continue;
        }
        if let Some(dynamic) = found? {
            if read.kind == ElfKind::Shared && (dynamic.is_pie || (read.interpreter.is_some() && dynamic.soname.is_none())) {
                read.kind = ElfKind::Executable;
            }
            read.dynamic = Some(dynamic);
        }
    }
    Ok(())
}

/// What is not there to be loaded kills the process when it gets there, if the kernel starts it at all.
fn cut_off(file: &Sparse, segments: &[Segment]) -> Result<(), String> {
    let loaded = segments.iter().filter(|segment| segment.kind == elf::PT_LOAD);
    match loaded.map(|segment| segment.offset.saturating_add(segment.size)).max() {
        Some(end) if end > file.size() => Err(format!("it is cut off: it has {} bytes, and says that it has at least {end}", file.size())),
        _ => Ok(()),
    }
}

fn kind(kind: elf::FileType) -> ElfKind {
    match kind {
        elf::ET_REL => ElfKind::Relocatable,
        elf::ET_EXEC => ElfKind::Executable,
        elf::ET_DYN => ElfKind::Shared,
        elf::ET_CORE => ElfKind::Core,
        other => ElfKind::Other(other.0),
    }
}
