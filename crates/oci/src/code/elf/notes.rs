//! Notes: the x86-64 level that a file needs, and who made it.

use super::super::sparse::Sparse;
use super::Elf;
use object::Endianness;
use object::elf;
use object::read::ReadRef;
use object::read::elf::{FileHeader, NoteIterator, ProgramHeader};

/// `NT_VERSION` of Android's own notes is 1; what counts is whose it is.
const ANDROID: &[u8] = b"Android";

/// What the notes of one segment add. Notes are advice: what cannot be read is passed over, as the kernel and loaders do.
pub(super) fn read<Header>(header: &Header, endian: Endianness, file: &Sparse, read: &mut Elf)
where
    Header: ProgramHeader<Endian = Endianness>,
    Header::Elf: FileHeader<ProgramHeader = Header, Endian = Endianness, Word = Header::Word>,
{
    if ![elf::PT_NOTE, elf::PT_GNU_PROPERTY].contains(&header.p_type(endian)) {
        return;
    }
    let (offset, size) = header.file_range(endian);
    let Ok(bytes) = file.read_bytes_at(offset, size) else { return };
    let Ok(notes) = NoteIterator::<Header::Elf>::new(endian, header.p_align(endian), bytes) else { return };
    for note in notes.map_while(Result::ok) {
        read.is_go |= note.name() == elf::ELF_NOTE_GO;
        read.is_android |= note.name() == ANDROID;
        let properties = note.gnu_properties(endian).into_iter().flatten().map_while(Result::ok);
        for property in properties.filter(|property| property.pr_type() == elf::GNU_PROPERTY_X86_ISA_1_NEEDED) {
            // Bit 0 is level 1.
            let levels = property.data_u32(endian).unwrap_or_default() & 0xf;
            let highest = u8::try_from(u32::BITS - levels.leading_zeros()).unwrap_or_default();
            if read.machine.0 == elf::EM_X86_64.0 && highest > 1 {
                read.x86_level = read.x86_level.max(highest);
            }
        }
    }
}
