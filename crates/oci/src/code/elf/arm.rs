//! What a 32-bit Arm file says of its processor (ABI for the Arm Architecture, "Addenda", and AAELF32).

use super::super::sparse::Sparse;
use object::Endianness;
use object::elf;
use object::read::ReadRef;
use object::read::elf::{AttributeReader, AttributesSection, FileHeader, SectionHeader};
use serde::{Deserialize, Serialize};

/// What an Arm file needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ArmAttributes {
    /// The level of the architecture, the 7 of `arm/v7`; unknown where the file does not say it.
    pub level: Option<u8>,
    /// Whether floating-point numbers travel in floating-point registers (`armhf`), where the file says it.
    pub hard_float: Option<bool>,
}

const HARD: u32 = 0x400;
const SOFT: u32 = 0x200;

pub(super) fn read<File: FileHeader<Endian = Endianness>>(header: &File, endian: Endianness, file: &Sparse, flags: u32) -> ArmAttributes {
    let mut found = ArmAttributes { level: None, hard_float: None };
    if let Ok(sections) = header.section_headers(endian, file) {
        for section in sections.iter().filter(|section| section.sh_type(endian) == elf::SHT_ARM_ATTRIBUTES) {
            let data = file.read_bytes_at(section.sh_offset(endian).into(), section.sh_size(endian).into()).unwrap_or_default();
            if let Ok(section) = AttributesSection::<File>::new(endian, data) {
                of_section(&section, &mut found);
            }
        }
    }
    match flags & (HARD | SOFT) {
        HARD => found.hard_float = Some(true),
        SOFT => found.hard_float = Some(false),
        _ => {}
    }
    found
}

fn of_section<File: FileHeader>(section: &AttributesSection<'_, File>, found: &mut ArmAttributes) {
    let Ok(vendors) = section.subsections() else { return };
    for vendor in vendors.map_while(Result::ok).filter(|vendor| vendor.vendor() == b"aeabi") {
        for scope in vendor.subsubsections().map_while(Result::ok).filter(|scope| scope.tag() == elf::Tag_File) {
            of_file(scope.attributes(), found);
        }
    }
}

fn of_file(mut attributes: AttributeReader<'_>, found: &mut ArmAttributes) {
    while let Ok(Some(tag)) = attributes.read_tag() {
        let read = match tag {
            4 | 5 | 65 | 67 => attributes.read_string().map(|_| ()),
            32 => attributes.read_integer().and_then(|_| attributes.read_string()).map(|_| ()),
            6 => attributes.read_integer().map(|value| found.level = level(value)),
            28 => attributes.read_integer().map(|value| found.hard_float = (value < 2).then_some(value == 1)),
            other if other > 32 && other % 2 == 1 => attributes.read_string().map(|_| ()),
            _ => attributes.read_integer().map(|_| ()),
        };
        if read.is_err() {
            return;
        }
    }
}

/// `Tag_CPU_arch`; the profiles without an operating system (M) have no level here.
fn level(value: u64) -> Option<u8> {
    match value {
        0..=2 => Some(4),
        3..=5 => Some(5),
        6..=9 => Some(6),
        10 => Some(7),
        14 => Some(8),
        22 => Some(9),
        _ => None,
    }
}
