//! Which parts of a large ELF file are worth keeping, by its first part.

use super::super::sparse::Sparse;
use object::Endianness;
use object::elf::{self, FileHeader32, FileHeader64};
use object::read::ReadRef;
use object::read::elf::{FileHeader, ProgramHeader, SectionHeader};
use std::ops::Range;

/// So much of one file is kept at most.
const BUDGET: u64 = 24 * 1024 * 1024;
/// What a header points to directly is smaller than this, in any file that a linker made.
const SMALL: u64 = 1024 * 1024;

/// The ranges behind the head that [`read`](super::read) will ask for, as far as the head tells.
pub(in super::super) fn ranges(head: &Sparse) -> Vec<Range<u64>> {
    let found = match head.from(4).and_then(<[u8]>::first) {
        Some(1) => of_class::<FileHeader32<Endianness>>(head),
        Some(2) => of_class::<FileHeader64<Endianness>>(head),
        _ => Some(Vec::new()),
    };
    // The program headers are not in the head: patchelf moves them to the end, with all that it changed.
    found.unwrap_or_else(|| vec![0..BUDGET / 2, head.size().saturating_sub(BUDGET / 2)..head.size()])
}

fn of_class<Elf: FileHeader<Endian = Endianness>>(head: &Sparse) -> Option<Vec<Range<u64>>> {
    let header = Elf::parse(head).ok()?;
    let endian = header.endian().ok()?;
    if header.e_phnum(endian) == 0 {
        return Some(Vec::new());
    }
    let segments = header.program_headers(endian, head).ok()?;
    let range = |segment: &Elf::ProgramHeader| {
        let (offset, size) = segment.file_range(endian);
        offset..offset.saturating_add(size)
    };
    let mut ranges: Vec<Range<u64>> = Vec::new();
    let mut has_libraries = false;
    for segment in segments {
        let kind = segment.p_type(endian);
        has_libraries |= kind == elf::PT_DYNAMIC;
        if [elf::PT_DYNAMIC, elf::PT_INTERP, elf::PT_NOTE, elf::PT_GNU_PROPERTY].contains(&kind) {
            ranges.push(cut(range(segment), SMALL));
        }
    }
    if header.e_machine(endian) == elf::EM_ARM {
        // What the processor must have stands in a section behind all segments, and the sections' headers come last.
        let loaded = segments.iter().map(|segment| range(segment).end).max().unwrap_or_default();
        ranges.push(cut(loaded..head.size(), BUDGET / 4));
        let table = header.e_shoff(endian).into();
        ranges.push(cut(table..head.size(), SMALL));
    }
    if has_libraries && !sections_tell(header, endian, head, &mut ranges) {
        let loads = segments.iter().filter(|segment| segment.p_type(endian) == elf::PT_LOAD);
        let mut loads: Vec<_> = loads.map(|segment| (likely(segment, endian), range(segment))).collect();
        loads.sort_by_key(|(likely, load)| (*likely, load.end - load.start));
        let mut budget = BUDGET * 7 / 8;
        for (likely, load) in loads {
            let kept = cut(
                load,
                match likely {
                    Likely::First => budget / 2,
                    Likely::ReadOnly => budget,
                    Likely::Other => budget.min(SMALL),
                },
            );
            budget -= kept.end - kept.start;
            ranges.push(kept);
        }
    }
    Some(ranges)
}

/// How likely a segment has the tables that the dynamic section points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likely {
    /// Every linker puts them at the start of the first.
    First,
    /// Go's puts them behind its read-only data, in the middle of a segment; there are megabytes in front of them.
    ReadOnly,
    /// A tool has moved them into a small one of their own.
    Other,
}

fn likely<Segment: ProgramHeader<Endian = Endianness>>(segment: &Segment, endian: Endianness) -> Likely {
    let flags = segment.p_flags(endian).0;
    match segment.p_offset(endian).into() {
        0 => Likely::First,
        _ if flags & (elf::PF_W.0 | elf::PF_X.0) == 0 => Likely::ReadOnly,
        _ => Likely::Other,
    }
}

/// Go's linker writes the sections' headers into the head, which say exactly where the tables are.
fn sections_tell<Elf: FileHeader<Endian = Endianness>>(
    header: &Elf,
    endian: Endianness,
    head: &Sparse,
    ranges: &mut Vec<Range<u64>>,
) -> bool {
    let Ok(sections) = header.section_headers(endian, head) else { return false };
    let tables = [elf::SHT_STRTAB, elf::SHT_GNU_VERNEED, elf::SHT_GNU_VERDEF];
    let found: Vec<_> = sections
        .iter()
        .filter(|section| tables.contains(&section.sh_type(endian)) && section.sh_addr(endian).into() != 0)
        .map(|section| {
            let offset = section.sh_offset(endian).into();
            cut(offset..offset.saturating_add(section.sh_size(endian).into()), BUDGET / 4)
        })
        .collect();
    let told = !found.is_empty() && found.len() <= tables.len() && found.iter().all(|range| head.len().is_ok_and(|size| range.end <= size));
    if told {
        ranges.extend(found);
    }
    told
}

fn cut(range: Range<u64>, longest: u64) -> Range<u64> {
    range.start..range.end.min(range.start.saturating_add(longest)).max(range.start)
}
