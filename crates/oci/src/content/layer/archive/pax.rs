//! Extended headers: `LENGTH KEY=VALUE\n`, each (POSIX.1-2001 pax).

use super::sparse::Piece;

/// What an extended header says of the entry behind it.
#[derive(Default)]
pub(super) struct Extended {
    pub path: Option<Vec<u8>>,
    pub link: Option<Vec<u8>>,
    pub size: Option<u64>,
    pub sparse: SparseRecords,
}

/// The records of GNU's sparse files, whose formats 0.0, 0.1 and 1.0 all use them.
#[derive(Default)]
pub(super) struct SparseRecords {
    pub major: Vec<u8>,
    pub minor: Vec<u8>,
    pub name: Vec<u8>,
    pub size: Option<u64>,
    pub real_size: Option<u64>,
    pub blocks: Option<u64>,
    /// `GNU.sparse.map`, or the numbers of 0.0 in their order.
    pub map: Option<Vec<u64>>,
}

impl Extended {
    pub(super) fn parse(mut bytes: &[u8]) -> Result<Self, &'static str> {
        let mut extended = Self::default();
        while !bytes.is_empty() {
            let Record { key, value, rest } = record(bytes)?;
            bytes = rest;
            extended.set(key, value)?;
        }
        if extended.sparse.map.as_ref().is_some_and(|map| map.len() % 2 == 1) {
            return Err("the map of a sparse file has half a piece");
        }
        Ok(extended)
    }

    /// The pieces of a sparse file that stand in the header.
    pub(super) fn pieces(&self) -> Result<Vec<Piece>, &'static str> {
        let map = self.sparse.map.as_deref().unwrap_or_default();
        if self.sparse.blocks != Some((map.len() / 2) as u64) {
            return Err("the map of a sparse file has another number of pieces than it says");
        }
        Ok(map.chunks_exact(2).map(|pair| Piece { offset: pair[0], length: pair[1] }).collect())
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> Result<(), &'static str> {
        let text = matches!(key, b"path" | b"linkpath" | b"uname" | b"gname");
        if key.contains(&0) || text && value.contains(&0) {
            return Err("an extended header has a NUL where none may be");
        }
        let sparse = &mut self.sparse;
        match key {
            // A number that no rule reads ends every unpacking, owners too.
            b"uid" | b"gid" if !value.is_empty() => drop(signed(value)?),
            b"mtime" | b"atime" | b"ctime" if !value.is_empty() => time(value)?,
            b"path" => self.path = Some(value.to_vec()),
            b"linkpath" => self.link = Some(value.to_vec()),
            b"size" => self.size = optional(value)?,
            b"GNU.sparse.major" => sparse.major = value.to_vec(),
            b"GNU.sparse.minor" => sparse.minor = value.to_vec(),
            b"GNU.sparse.name" => sparse.name = value.to_vec(),
            b"GNU.sparse.size" => sparse.size = optional(value)?,
            b"GNU.sparse.realsize" => sparse.real_size = optional(value)?,
            b"GNU.sparse.numblocks" => sparse.blocks = optional(value)?,
            b"GNU.sparse.map" if value.is_empty() => sparse.map = Some(Vec::new()),
            b"GNU.sparse.map" => sparse.map = Some(value.split(|byte| *byte == b',').map(number).collect::<Result<_, _>>()?),
            b"GNU.sparse.offset" | b"GNU.sparse.numbytes" => {
                let map = sparse.map.get_or_insert_default();
                if map.len().is_multiple_of(2) != (key == b"GNU.sparse.offset") {
                    return Err("the map of a sparse file is out of order");
                }
                map.push(number(value)?);
            }
            _ => {}
        }
        Ok(())
    }
}

struct Record<'a> {
    key: &'a [u8],
    value: &'a [u8],
    rest: &'a [u8],
}

/// The first record, and what is behind it.
fn record(bytes: &[u8]) -> Result<Record<'_>, &'static str> {
    const BAD: &str = "an extended header is broken";
    let space = bytes.iter().position(|byte| *byte == b' ').ok_or(BAD)?;
    let length = usize::try_from(number(&bytes[..space])?).map_err(|_| BAD)?;
    if length < 5 || length > bytes.len() || length <= space + 1 || bytes[length - 1] != b'\n' {
        return Err(BAD);
    }
    let record = &bytes[space + 1..length - 1];
    let equals = record.iter().position(|byte| *byte == b'=').ok_or(BAD)?;
    Ok(Record { key: &record[..equals], value: &record[equals + 1..], rest: &bytes[length..] })
}

fn optional(value: &[u8]) -> Result<Option<u64>, &'static str> {
    if value.is_empty() { Ok(None) } else { number(value).map(Some) }
}

/// A decimal number of Go's `int64` that is not negative.
pub(super) fn number(digits: &[u8]) -> Result<u64, &'static str> {
    signed(digits).and_then(|number| u64::try_from(number).map_err(|_| "a number of an extended header is negative"))
}

fn signed(digits: &[u8]) -> Result<i64, &'static str> {
    let text = std::str::from_utf8(digits).ok();
    text.and_then(|text| text.parse().ok()).ok_or("a number of an extended header is none")
}

/// Seconds and their fraction.
fn time(value: &[u8]) -> Result<(), &'static str> {
    let (seconds, fraction) = match value.iter().position(|byte| *byte == b'.') {
        Some(point) => (&value[..point], &value[point + 1..]),
        None => (value, &b""[..]),
    };
    signed(seconds)?;
    if fraction.iter().all(u8::is_ascii_digit) { Ok(()) } else { Err("a time of an extended header is none") }
}
