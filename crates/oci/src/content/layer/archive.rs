//! The archive in a layer: tar in all its forms, read as Go's `archive/tar` does, which every container runtime unpacks with
//! (read in Go 1.24).

mod header;
mod pax;
mod sparse;

use super::stream::Stream;
use crate::content::fault::LayerFault;
use crate::content::limits::Limits;
use header::{BLOCK, Block, RawHeader};
use pax::Extended;
pub(super) use sparse::Sparse;
use std::io::BufRead;

/// The largest header that speaks of another one; Go's limit.
const SPECIAL: u64 = 1 << 20;

/// Headers and data of an archive, in turn.
pub(super) struct Archive<'s, 'a, R> {
    stream: &'s mut Stream<R>,
    limits: &'a Limits,
    headers: u64,
    /// The holes of all sparse files.
    holes: u64,
    /// What of the entry's data and padding was not read.
    data: u64,
    padding: u64,
}

/// One entry.
pub(super) struct Header {
    pub name: Vec<u8>,
    pub link: Vec<u8>,
    /// The type flag; a directory by its name has that of a directory.
    pub flag: u8,
    pub mode: u16,
    /// The bytes of its content.
    pub size: u64,
    /// Where these lie, if there are holes.
    pub sparse: Option<Sparse>,
}

impl<'s, 'a, R: BufRead> Archive<'s, 'a, R> {
    pub(super) fn new(stream: &'s mut Stream<R>, limits: &'a Limits) -> Self {
        Self { stream, limits, headers: 0, holes: 0, data: 0, padding: 0 }
    }

    /// The next entry; `None` behind the last.
    pub(super) fn next(&mut self) -> Result<Option<Header>, LayerFault> {
        let mut extended = Extended::default();
        let (mut long_name, mut long_link) = (None, None);
        loop {
            self.skip()?;
            let at = self.stream.position();
            let broken = |why: &str| LayerFault::undecodable(format!("the archive is broken at byte {at}: {why}"));
            let Some(block) = self.block()? else { return Ok(None) };
            let raw = RawHeader::parse(&block).map_err(broken)?;
            self.headers += 1;
            if self.headers > self.limits.entries {
                return Err(LayerFault::limit(format!("more than {} entries", self.limits.entries)));
            }
            self.begin(raw.flag, raw.size);
            match raw.flag {
                b'x' => extended = Extended::parse(&self.special()?).map_err(broken)?,
                // Runtimes read past it: it changes no entry (containerd, `pkg/archive/tar.go`).
                b'g' => drop(Extended::parse(&self.special()?).map_err(broken)?),
                b'L' => long_name = Some(header::string(&self.special()?).to_vec()),
                b'K' => long_link = Some(header::string(&self.special()?).to_vec()),
                _ => return self.entry(raw, &extended, long_name, long_link).map(Some),
            }
        }
    }

    /// Gives the content of the entry that came last, piece by piece, holes as zeros.
    pub(super) fn content(&mut self, header: &Header, mut sink: impl FnMut(&[u8])) -> Result<(), LayerFault> {
        match &header.sparse {
            None => {
                while self.data > 0 {
                    sink(self.take(self.data)?);
                }
                Ok(())
            }
            Some(sparse) => {
                let mut at = 0;
                for piece in &sparse.pieces {
                    sparse::zeros(piece.offset - at, &mut sink);
                    let mut left = piece.length;
                    while left > 0 {
                        let taken = self.take(left)?;
                        left -= taken.len() as u64;
                        sink(taken);
                    }
                    at = piece.offset + piece.length;
                }
                sparse::zeros(header.size - at, &mut sink);
                Ok(())
            }
        }
    }

    fn entry(
        &mut self,
        raw: RawHeader,
        extended: &Extended,
        long_name: Option<Vec<u8>>,
        long_link: Option<Vec<u8>>,
    ) -> Result<Header, LayerFault> {
        let at = self.stream.position();
        let broken = |why: &str| LayerFault::undecodable(format!("the archive is broken before byte {at}: {why}"));
        let filled = |name: Option<Vec<u8>>| name.filter(|name| !name.is_empty());
        let name = filled(long_name).or_else(|| filled(extended.path.clone())).unwrap_or(raw.name);
        let link = filled(long_link).or_else(|| filled(extended.link.clone())).unwrap_or(raw.link);
        let flag = match raw.flag {
            0 if name.ends_with(b"/") => b'5',
            0 => b'0',
            flag => flag,
        };
        let size = extended.size.unwrap_or(raw.size);
        self.begin(flag, size);
        let mut header = Header { name, link, flag, mode: raw.mode, size, sparse: None };
        if let Some(sparse) = self.sparse(extended, &mut header)? {
            header.size = sparse.size;
            if !header::has_data(flag) || !sparse.fits(self.data) {
                return Err(broken("the map of a sparse file is not that of its data"));
            }
            self.holes = self.holes.saturating_add(header.size - self.data);
            let size = self.holes.saturating_add(self.data);
            if size > self.limits.bytes.saturating_sub(self.stream.position()) {
                return Err(LayerFault::limit(format!("sparse files of {size} bytes")).of(&header.name));
            }
            header.sparse = Some(sparse);
        }
        Ok(header)
    }

    fn begin(&mut self, flag: u8, size: u64) {
        self.data = if header::has_data(flag) { size } else { 0 };
        self.padding = self.data.wrapping_neg() % BLOCK as u64;
    }

    /// Passes over what is left of an entry. Padding may be missing at the end.
    fn skip(&mut self) -> Result<(), LayerFault> {
        while self.data > 0 {
            self.take(self.data)?;
        }
        while self.padding > 0 {
            match self.stream.take(self.padding)?.len() as u64 {
                0 => self.padding = 0,
                taken => self.padding -= taken,
            }
        }
        Ok(())
    }

    /// A piece of the entry's data.
    fn take(&mut self, most: u64) -> Result<&[u8], LayerFault> {
        let taken = self.stream.take(most.min(self.data))?;
        if taken.is_empty() {
            return Err(LayerFault::undecodable(format!("the archive ends {} bytes before its last file does", self.data)));
        }
        self.data -= taken.len() as u64;
        Ok(taken)
    }

    /// The data of a header that speaks of another.
    fn special(&mut self) -> Result<Vec<u8>, LayerFault> {
        if self.data > SPECIAL {
            return Err(LayerFault::limit(format!("a header of {} bytes", self.data)));
        }
        let mut bytes = Vec::new();
        while self.data > 0 {
            bytes.extend_from_slice(self.take(self.data)?);
        }
        Ok(bytes)
    }

    /// The next block of headers. The archive ends with its bytes, or with two blocks of zeros; one at the end of its bytes will do.
    fn block(&mut self) -> Result<Option<Block>, LayerFault> {
        let at = self.stream.position();
        let Some(block) = self.any_block()? else { return Ok(None) };
        if !is_zero(&block) {
            return Ok(Some(block));
        }
        match self.any_block()? {
            Some(block) if !is_zero(&block) => {
                Err(LayerFault::undecodable(format!("the archive is broken at byte {at}: a single block of zeros before more entries")))
            }
            _ => Ok(None),
        }
    }

    fn any_block(&mut self) -> Result<Option<Block>, LayerFault> {
        let mut block = [0; BLOCK];
        match self.stream.read(&mut block)? {
            0 => Ok(None),
            BLOCK => Ok(Some(block)),
            read => Err(LayerFault::undecodable(format!("the archive ends {read} bytes into a header"))),
        }
    }
}

fn is_zero(block: &Block) -> bool {
    block.iter().all(|byte| *byte == 0)
}
