//! One header of 512 bytes (POSIX.1-1988 ustar, and the forms of GNU, Sun and star).

/// The size of headers and of the steps in which data comes.
pub(super) const BLOCK: usize = 512;

/// A header as it is stored.
pub(super) type Block = [u8; BLOCK];

/// The fields that matter.
pub(super) struct RawHeader {
    pub name: Vec<u8>,
    pub link: Vec<u8>,
    pub flag: u8,
    pub mode: u16,
    pub size: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    V7,
    Ustar,
    Star,
    Gnu,
}

impl RawHeader {
    /// What a header says; it fails where Go's reader does.
    pub(super) fn parse(block: &Block) -> Result<Self, &'static str> {
        check_sum(block)?;
        let form = form(block);
        let mut name = string(&block[..100]).to_vec();
        let mode = numeric(&block[100..108])?;
        let size = numeric(&block[124..136])?;
        // Owners and times are not kept; what cannot be read as a number ends every unpacking.
        for field in [108..116, 116..124, 136..148] {
            numeric(&block[field])?;
        }
        if form != Form::V7 {
            numeric(&block[329..337])?;
            numeric(&block[337..345])?;
        }
        let prefix = match form {
            Form::Ustar => string(&block[345..500]),
            Form::Star => string(&block[345..476]),
            // Go before 1.8 wrote a prefix where GNU has times (golang/go, issue 12594).
            Form::Gnu if !is_time(&block[345..357]) || !is_time(&block[357..369]) => {
                Some(string(&block[345..500])).filter(|prefix| prefix.is_ascii()).unwrap_or_default()
            }
            Form::V7 | Form::Gnu => b"",
        };
        if !prefix.is_empty() {
            name = [prefix, b"/", &name].concat();
        }
        let flag = block[156];
        let size = match u64::try_from(size) {
            Ok(size) => size,
            Err(_) if has_data(flag) => return Err("a file has a negative size"),
            Err(_) => 0,
        };
        let mode = u16::try_from(mode & 0o7777).unwrap_or_default();
        Ok(Self { name, link: string(&block[157..257]).to_vec(), flag, mode, size })
    }
}

/// Whether data follows a header, whatever size it tells: links, devices, directories and pipes have none.
pub(super) fn has_data(flag: u8) -> bool {
    !matches!(flag, b'1'..=b'6')
}

fn form(block: &Block) -> Form {
    match (&block[257..263], &block[263..265]) {
        (b"ustar\0", _) if &block[508..512] == b"tar\0" => Form::Star,
        (b"ustar\0", _) => Form::Ustar,
        (b"ustar ", b" \0") => Form::Gnu,
        _ => Form::V7,
    }
}

/// Sums of all bytes, the field of the sum itself as spaces: unsigned, or signed as Sun's tar had it.
fn check_sum(block: &Block) -> Result<(), &'static str> {
    const SPACES: i64 = 8 * b' ' as i64;
    let said = octal(&block[148..156])?;
    let sum = |of: fn(u8) -> i64| -> i64 { block[..148].iter().chain(&block[156..]).fold(SPACES, |sum, byte| sum + of(*byte)) };
    if said == sum(i64::from) || said == sum(|byte| byte.cast_signed().into()) {
        return Ok(());
    }
    Err("what stands there is no header: its checksum is wrong")
}

/// Text up to the first NUL.
pub(super) fn string(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// A number: octal digits, or GNU's two's complement of which the first bit is the mark.
fn numeric(field: &[u8]) -> Result<i64, &'static str> {
    match field.first() {
        Some(first) if first & 0x80 != 0 => binary(field),
        _ => octal(field),
    }
}

fn binary(field: &[u8]) -> Result<i64, &'static str> {
    let inverted = if field[0] & 0x40 == 0 { 0 } else { 0xff };
    let mut number = 0_u64;
    for (position, byte) in field.iter().enumerate() {
        let byte = if position == 0 { (byte ^ inverted) & 0x7f } else { byte ^ inverted };
        if number >> 56 > 0 {
            return Err("a number is too large");
        }
        number = number << 8 | u64::from(byte);
    }
    let number = i64::try_from(number).map_err(|_| "a number is too large")?;
    Ok(if inverted == 0 { number } else { !number })
}

fn octal(field: &[u8]) -> Result<i64, &'static str> {
    let padding = |byte: &u8| matches!(byte, b' ' | 0);
    let start = field.iter().position(|byte| !padding(byte)).unwrap_or(field.len());
    let end = field.iter().rposition(|byte| !padding(byte)).map_or(start, |last| last + 1);
    let mut number = 0_i64;
    for byte in string(&field[start..end]) {
        if !matches!(byte, b'0'..=b'7') {
            return Err("a number is not octal");
        }
        number = number.checked_mul(8).ok_or("a number is too large")? + i64::from(byte - b'0');
    }
    Ok(number)
}

/// A time of GNU's, or none.
fn is_time(field: &[u8]) -> bool {
    field[0] == 0 || numeric(field).is_ok()
}
