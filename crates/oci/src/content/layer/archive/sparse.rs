//! Sparse files in the three forms that extended headers tell (GNU tar manual, "Storing Sparse Files"). The old form, with a type
//! flag of its own, is none that a runtime unpacks.

use super::header::BLOCK;
use super::pax::{self, Extended};
use super::{Archive, Header, SPECIAL};
use crate::content::fault::LayerFault;
use std::io::BufRead;

/// The longest map that is read.
const PIECES: usize = 64 * 1024;

/// A file with holes.
pub(in super::super) struct Sparse {
    /// Its size, holes and all.
    pub size: u64,
    /// What is stored of it, in rising order.
    pub pieces: Vec<Piece>,
}

/// A part of a file that is stored.
#[derive(Clone, Copy)]
pub(in super::super) struct Piece {
    pub offset: u64,
    pub length: u64,
}

impl Sparse {
    /// Whether the pieces rise, lie in the file, and are together what is stored.
    pub(super) fn fits(&self, stored: u64) -> bool {
        let (mut end, mut total) = (0_u64, 0_u64);
        for piece in &self.pieces {
            let (Some(next), Some(sum)) = (piece.offset.checked_add(piece.length), total.checked_add(piece.length)) else { return false };
            if piece.offset < end || next > self.size {
                return false;
            }
            (end, total) = (next, sum);
        }
        total == stored
    }
}

/// Gives zeros away.
pub(super) fn zeros(mut count: u64, sink: &mut impl FnMut(&[u8])) {
    static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];
    while count > 0 {
        let most = usize::try_from(count).map_or(ZEROS.len(), |count| count.min(ZEROS.len()));
        sink(&ZEROS[..most]);
        count -= most as u64;
    }
}

impl<R: BufRead> Archive<'_, '_, R> {
    /// The map that extended headers tell, or announce before the data.
    pub(super) fn sparse(&mut self, extended: &Extended, header: &mut Header) -> Result<Option<Sparse>, LayerFault> {
        let records = &extended.sparse;
        let in_data = match (records.major.as_slice(), records.minor.as_slice()) {
            (b"1", b"0") => true,
            (b"0", b"0" | b"1") => false,
            (b"", b"") if records.map.as_ref().is_some_and(|map| !map.is_empty()) => false,
            // Not sparse, or in a format that Go takes for a plain file too.
            _ => return Ok(None),
        };
        if !records.name.is_empty() {
            header.name.clone_from(&records.name);
        }
        let size = records.size.or(records.real_size).unwrap_or(header.size);
        let pieces = if in_data { self.map_in_data()? } else { extended.pieces().map_err(LayerFault::undecodable)? };
        Ok(Some(Sparse { size, pieces }))
    }

    /// Format 1.0: lines of decimal numbers, filled up to a block.
    fn map_in_data(&mut self) -> Result<Vec<Piece>, LayerFault> {
        let mut lines = Lines { text: Vec::new(), at: 0 };
        let count = lines.number(self)?;
        let mut pieces = Vec::new();
        for _ in 0..count {
            if pieces.len() >= PIECES {
                return Err(LayerFault::limit(format!("a sparse file of more than {PIECES} pieces")));
            }
            pieces.push(Piece { offset: lines.number(self)?, length: lines.number(self)? });
        }
        Ok(pieces)
    }
}

/// The text of a map, read block by block.
struct Lines {
    text: Vec<u8>,
    at: usize,
}

impl Lines {
    fn number<R: BufRead>(&mut self, archive: &mut Archive<'_, '_, R>) -> Result<u64, LayerFault> {
        loop {
            if let Some(length) = self.text[self.at..].iter().position(|byte| *byte == b'\n') {
                let line = &self.text[self.at..self.at + length];
                self.at += length + 1;
                return pax::number(line).map_err(LayerFault::undecodable);
            }
            if self.text.len() as u64 > SPECIAL {
                return Err(LayerFault::limit("the map of a sparse file has no end"));
            }
            let mut left = BLOCK as u64;
            while left > 0 {
                let taken = archive.take(left)?;
                left -= taken.len() as u64;
                self.text.extend_from_slice(taken);
            }
        }
    }
}
