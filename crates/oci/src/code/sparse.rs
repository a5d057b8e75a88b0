//! A file of which some ranges are kept.

use object::read::ReadRef;
use std::cell::Cell;
use std::ops::Range;

/// The ranges of a file that were worth keeping, as far as they were read.
#[derive(Debug, Default)]
pub(super) struct Sparse {
    size: u64,
    position: u64,
    parts: Vec<Part>,
    /// Whether something was asked for that the file has and that was not kept.
    missed: Cell<bool>,
}

#[derive(Debug)]
struct Part {
    range: Range<u64>,
    bytes: Vec<u8>,
}

impl Sparse {
    /// A file of that size, of which nothing is kept yet.
    pub fn new(size: u64) -> Self {
        Self { size, ..Self::default() }
    }

    /// Keeps these ranges too, as far as they are still to come; ranges may overlap.
    pub fn keep(&mut self, mut ranges: Vec<Range<u64>>) {
        ranges.retain(|range| range.start < range.end);
        ranges.sort_by_key(|range| range.start);
        for range in ranges {
            let end = range.end.min(self.size);
            let known = self.parts.last().map_or(0, |part| part.range.end).max(self.position);
            match self.parts.last_mut() {
                // What follows right behind a part becomes more of it, so that a read may cross from one to the other.
                Some(last) if range.start <= last.range.end && last.range.end >= self.position => last.range.end = last.range.end.max(end),
                _ if range.start.max(known) < end => self.parts.push(Part { range: range.start.max(known)..end, bytes: Vec::new() }),
                _ => {}
            }
        }
    }

    /// The next bytes of the file.
    pub fn feed(&mut self, bytes: &[u8]) {
        let begin = self.position;
        self.position = begin.saturating_add(bytes.len() as u64);
        let first = self.parts.partition_point(|part| part.range.end <= begin);
        for part in self.parts[first..].iter_mut().take_while(|part| part.range.start < self.position) {
            let from = part.range.start.max(begin) - begin;
            let to = part.range.end.min(self.position) - begin;
            if let (Ok(from), Ok(to)) = (usize::try_from(from), usize::try_from(to)) {
                part.bytes.extend_from_slice(bytes.get(from..to).unwrap_or_default());
            }
        }
    }

    /// How much was read.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// How large the file is said to be.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The last byte that is to be kept.
    pub fn end(&self) -> u64 {
        self.parts.last().map_or(0, |part| part.range.end)
    }

    /// Whether something was asked for, since this was asked last, that lies in the file and was not kept: what cannot be read then is
    /// no fault of the file.
    pub fn missed(&self) -> bool {
        self.missed.take()
    }

    fn miss(&self, end: u64) {
        self.missed.set(self.missed.get() || end <= self.size);
    }

    /// What is kept from an offset on.
    pub fn from(&self, offset: u64) -> Option<&[u8]> {
        let after = self.parts.partition_point(|part| part.range.start <= offset);
        let part = self.parts.get(after.checked_sub(1)?)?;
        part.bytes.get(usize::try_from(offset - part.range.start).ok()?..)
    }
}

impl<'a> ReadRef<'a> for &'a Sparse {
    fn len(self) -> Result<u64, ()> {
        Ok(self.size)
    }

    fn read_bytes_at(self, offset: u64, size: u64) -> Result<&'a [u8], ()> {
        if size == 0 {
            return Ok(&[]);
        }
        let found = self.from(offset).and_then(|bytes| bytes.get(..usize::try_from(size).ok()?));
        found.ok_or_else(|| self.miss(offset.saturating_add(size)))
    }

    fn read_bytes_at_until(self, range: Range<u64>, delimiter: u8) -> Result<&'a [u8], ()> {
        let bytes = self.from(range.start).ok_or_else(|| self.miss(range.start.saturating_add(1)))?;
        let length = usize::try_from(range.end.checked_sub(range.start).ok_or(())?).unwrap_or(usize::MAX);
        let within = &bytes[..bytes.len().min(length)];
        let end = within.iter().position(|byte| *byte == delimiter);
        end.map(|at| &within[..at]).ok_or_else(|| {
            if bytes.len() < length {
                self.miss(range.start.saturating_add(bytes.len() as u64 + 1));
            }
        })
    }
}
