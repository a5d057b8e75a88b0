//! The dynamic section: libraries, where they are looked for, and the symbol versions that are needed of them.

use super::super::sparse::Sparse;
use super::header::Segment;
use super::{Dynamic, VersionNeed};
use object::Endianness;
use object::elf;
use object::read::ReadRef;
use object::read::elf::{Dyn, FileHeader};
use std::cell::Cell;

/// No linker makes more of any of these; a file that says so is broken, or made to keep us busy.
const MOST: usize = 16 * 1024;
/// Nor a longer name.
const LONGEST: usize = 64 * 1024;
/// Nor names that are longer together: many may stand at one place.
const NAMES: usize = 1024 * 1024;

/// `VER_FLG_WEAK`: the loader only warns where that version is missing.
const WEAK: u16 = 2;

pub(super) fn read<File: FileHeader<Endian = Endianness>>(
    entries: &[File::Dyn],
    endian: Endianness,
    file: &Sparse,
    segments: &[Segment],
) -> Result<Dynamic, String> {
    let entries: Vec<_> =
        entries.iter().map(|entry| (entry.tag(endian), entry.val(endian))).take_while(|(tag, _)| *tag != elf::DT_NULL).collect();
    let value = |wanted: elf::DynamicTag| entries.iter().rev().find(|(tag, _)| *tag == wanted).map(|(_, value)| *value);
    let strings = value(elf::DT_STRTAB).zip(value(elf::DT_STRSZ));
    let tables = Tables { file, segments, endian, strings, left: Cell::new(NAMES) };
    let string = |tag| value(tag).map(|at| tables.string(at)).transpose();
    let needed = entries.iter().filter(|(tag, _)| *tag == elf::DT_NEEDED);
    let flags = value(elf::DT_FLAGS_1).unwrap_or_default();
    Ok(Dynamic {
        soname: string(elf::DT_SONAME)?,
        needed: needed.take(MOST).map(|(_, at)| tables.string(*at)).collect::<Result<_, _>>()?,
        rpath: string(elf::DT_RPATH)?,
        runpath: string(elf::DT_RUNPATH)?,
        version_needs: value(elf::DT_VERNEED).map(|at| tables.needs(at)).transpose()?.unwrap_or_default(),
        version_definitions: value(elf::DT_VERDEF).map(|at| tables.definitions(at)).transpose()?.unwrap_or_default(),
        is_pie: flags & elf::DF_1_PIE.0 != 0,
        no_default_libraries: flags & elf::DF_1_NODEFLIB.0 != 0,
    })
}

struct Tables<'a> {
    file: &'a Sparse,
    segments: &'a [Segment],
    endian: Endianness,
    strings: Option<(u64, u64)>,
    /// How many bytes of names may still be read.
    left: Cell<usize>,
}

impl Tables<'_> {
    /// Where in the file an address lies.
    fn offset(&self, address: u64) -> Result<u64, String> {
        self.segments
            .iter()
            .filter(|segment| segment.kind == elf::PT_LOAD)
            .find_map(|segment| {
                let within = address.checked_sub(segment.address).filter(|within| *within < segment.size)?;
                segment.offset.checked_add(within)
            })
            .ok_or_else(|| "its dynamic section points to what is not loaded".into())
    }

    fn string(&self, at: u64) -> Result<String, String> {
        let (table, size) = self.strings.ok_or("its dynamic section has no strings")?;
        if at >= size {
            return Err("a name lies outside its strings".into());
        }
        let start = self.offset(table.checked_add(at).ok_or("a name lies nowhere")?)?;
        let end = start.saturating_add((size - at).min(LONGEST as u64));
        let name = self.file.read_bytes_at_until(start..end, 0).map_err(|()| "a name of its dynamic section cannot be read")?;
        self.left.set(self.left.get().checked_sub(name.len()).ok_or("it has longer names than any file does")?);
        Ok(String::from_utf8_lossy(name).into_owned())
    }

    fn needs(&self, address: u64) -> Result<Vec<VersionNeed>, String> {
        let bad = |()| "its table of needed versions cannot be read".to_owned();
        let mut needs = Vec::new();
        let (mut at, mut left) = (self.offset(address)?, MOST);
        loop {
            let entry: &elf::Verneed<Endianness> = self.file.read_at(at).map_err(bad)?;
            let mut need = VersionNeed { library: self.string(entry.vn_file.get(self.endian).into())?, versions: Vec::new() };
            let mut next = u64::from(entry.vn_aux.get(self.endian));
            let mut version_at = at;
            for _ in 0..entry.vn_cnt.get(self.endian) {
                left = left.checked_sub(1).ok_or("it needs more versions than any file does")?;
                version_at = version_at.saturating_add(next);
                let version: &elf::Vernaux<Endianness> = self.file.read_at(version_at).map_err(bad)?;
                if version.vna_flags.get(self.endian).0 & WEAK == 0 {
                    need.versions.push(self.string(version.vna_name.get(self.endian).into())?);
                }
                next = u64::from(version.vna_next.get(self.endian));
            }
            needs.push(need);
            left = left.checked_sub(1).ok_or("it needs more versions than any file does")?;
            match entry.vn_next.get(self.endian) {
                0 => return Ok(needs),
                next => at = at.saturating_add(next.into()),
            }
        }
    }

    fn definitions(&self, address: u64) -> Result<Vec<String>, String> {
        let bad = |()| "its table of versions cannot be read".to_owned();
        let mut names = Vec::new();
        let mut at = self.offset(address)?;
        for _ in 0..MOST {
            let entry: &elf::Verdef<Endianness> = self.file.read_at(at).map_err(bad)?;
            // The first names the version, further ones those that it inherits.
            let name: &elf::Verdaux<Endianness> =
                self.file.read_at(at.saturating_add(entry.vd_aux.get(self.endian).into())).map_err(bad)?;
            names.push(self.string(name.vda_name.get(self.endian).into())?);
            match entry.vd_next.get(self.endian) {
                0 => return Ok(names),
                next => at = at.saturating_add(next.into()),
            }
        }
        Err("it has more versions than any file does".into())
    }
}
