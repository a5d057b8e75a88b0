//! Zip archives (PKWARE's APPNOTE 6.3): deflated files with Unix permissions, no larger than 4 GiB, in UTC.

use super::Packed;
use flate2::{Compression, Crc, write::DeflateEncoder};
use std::io::{self, Write as _};

/// An archive that is written.
pub(super) struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
    /// Of every file, as MS-DOS writes it: date and time.
    stamp: (u16, u16),
}

/// "Version needed": 2.0, deflate.
const NEEDED: u16 = 20;
/// "Version made by": 2.0 on Unix, which is why the permissions count.
const MADE_BY: u16 = 3 << 8 | NEEDED;
/// General purpose flag 11: names are UTF-8.
const UTF8: u16 = 1 << 11;
const DEFLATED: u16 = 8;

impl Zip {
    /// An empty archive whose files have that time, in seconds since 1970; one before 1980 is 1980.
    pub(super) fn new(time: u64) -> Self {
        Self { bytes: Vec::new(), directory: Vec::new(), entries: 0, stamp: dos(time) }
    }

    pub(super) fn add(&mut self, file: &Packed<'_>) -> io::Result<()> {
        let mut crc = Crc::new();
        crc.update(&file.contents);
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::best());
        deflate.write_all(&file.contents)?;
        let deflated = deflate.finish()?;
        let word = |length: usize| u32::try_from(length).map_err(|_| io::Error::other("a zip archive holds no more than 4 GiB"));
        let (packed, whole, at) = (word(deflated.len())?, word(file.contents.len())?, word(self.bytes.len())?);
        let name_length = u16::try_from(file.name.len()).map_err(io::Error::other)?;
        let mut common = Vec::new();
        for half in [NEEDED, UTF8, DEFLATED, self.stamp.1, self.stamp.0] {
            common.extend(half.to_le_bytes());
        }
        for word in [crc.sum(), packed, whole] {
            common.extend(word.to_le_bytes());
        }
        // The name's length, and that of no extra field.
        common.extend(name_length.to_le_bytes());
        common.extend([0; 2]);

        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&common);
        self.bytes.extend(file.name.as_bytes());
        self.bytes.extend(deflated);

        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(MADE_BY.to_le_bytes());
        self.directory.extend(&common);
        // No comment, the first disk, no internal attributes.
        self.directory.extend([0; 6]);
        // A regular file with its permissions, as Unix has them.
        self.directory.extend(((0o100_000 | file.mode) << 16).to_le_bytes());
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(file.name.as_bytes());
        self.entries = self.entries.checked_add(1).ok_or_else(|| io::Error::other("a zip archive holds no more files"))?;
        Ok(())
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let Self { mut bytes, directory, entries, .. } = self;
        let word = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
        let (at, length) = (word(bytes.len()), word(directory.len()));
        bytes.extend(directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        for count in [entries, entries] {
            bytes.extend(count.to_le_bytes());
        }
        bytes.extend(length);
        bytes.extend(at);
        bytes.extend([0; 2]);
        bytes
    }
}

/// 1980-01-01, which stands for every time that MS-DOS does not know.
const FIRST: (u16, u16) = (1 << 5 | 1, 0);

/// Date and time of MS-DOS, in steps of two seconds from 1980 to 2107.
fn dos(time: u64) -> (u16, u16) {
    const DAY: u64 = 86_400;
    // The first second of 2108.
    const END: u64 = 4_354_819_200;
    if time >= END {
        return FIRST;
    }
    let (days, seconds) = (time / DAY, time % DAY);
    let (mut year, mut left) = (1970, days);
    let length = |year: u64| if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) { 366 } else { 365 };
    while left >= length(year) {
        left -= length(year);
        year += 1;
    }
    if year < 1980 {
        return FIRST;
    }
    let february = length(year) - 337;
    let mut month = 1;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < days {
            break;
        }
        left -= days;
        month += 1;
    }
    let half = |value: u64| u16::try_from(value).unwrap_or(0);
    (half((year - 1980) << 9 | month << 5 | (left + 1)), half((seconds / 3600) << 11 | (seconds / 60 % 60) << 5 | (seconds % 60 / 2)))
}

#[cfg(test)]
mod tests {
    use super::dos;

    #[test]
    fn times_of_ms_dos() {
        for (time, year, month, day, clock) in [
            (0, 1980, 1, 1, (0, 0, 0)),
            (u64::MAX, 1980, 1, 1, (0, 0, 0)),
            (4_354_819_199, 2107, 12, 31, (23, 59, 58)),
            (315_532_800, 1980, 1, 1, (0, 0, 0)),
            (951_782_400, 2000, 2, 29, (0, 0, 0)),
            (1_735_689_599, 2024, 12, 31, (23, 59, 58)),
            (1_795_269_612, 2026, 11, 21, (14, 0, 12)),
        ] {
            let (date, at) = dos(time);
            assert_eq!((1980 + (date >> 9), date >> 5 & 15, date & 31), (year, month, day), "{time}");
            assert_eq!((at >> 11, at >> 5 & 63, (at & 31) * 2), clock, "{time}");
        }
    }
}
