//! glibc's `/etc/ld.so.cache` (glibc, `sysdeps/generic/dl-cache.h`).

use std::collections::HashMap;

/// The form since glibc 2.2; it may follow the older one, which nobody needs any more.
const MAGIC: &[u8] = b"glibc-ld.so.cache1.1";
const OLD_MAGIC: &[u8] = b"ld.so-1.7.0";
const HEADER: usize = 48;
const ENTRY: usize = 24;
const OLD_HEADER: usize = 16;
const OLD_ENTRY: usize = 12;

/// The paths of each name, in the order in which the loader tries them; `None` if this is no cache.
pub(super) fn parse(bytes: &[u8]) -> Option<HashMap<String, Vec<String>>> {
    let cache = start(bytes)?;
    let is_big = match cache.get(28)? & 3 {
        2 => false,
        3 => true,
        // Before glibc 2.33 nothing said it; a number of libraries that fits the file does.
        _ => word(cache, 20, false)? as usize > cache.len() / ENTRY,
    };
    let number = word(cache, 20, is_big)? as usize;
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    let end = number.checked_mul(ENTRY)?.checked_add(HEADER)?;
    for entry in cache.get(HEADER..end)?.chunks_exact(ENTRY) {
        let key = text(cache, word(entry, 4, is_big)?)?;
        let value = text(cache, word(entry, 8, is_big)?)?;
        names.entry(key).or_default().push(value);
    }
    Some(names)
}

fn start(bytes: &[u8]) -> Option<&[u8]> {
    if bytes.starts_with(MAGIC) {
        return Some(bytes);
    }
    if !bytes.starts_with(OLD_MAGIC) {
        return None;
    }
    let starts = [false, true].into_iter().filter_map(|is_big| {
        let number = word(bytes, 12, is_big)? as usize;
        let end = OLD_HEADER.checked_add(number.checked_mul(OLD_ENTRY)?)?;
        bytes.get(end.checked_next_multiple_of(8)?..)
    });
    starts.into_iter().find(|rest| rest.starts_with(MAGIC))
}

fn word(bytes: &[u8], at: usize, is_big: bool) -> Option<u32> {
    let bytes = *bytes.get(at..)?.first_chunk()?;
    Some(if is_big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
}

fn text(cache: &[u8], at: u32) -> Option<String> {
    let rest = cache.get(at as usize..)?;
    let end = rest.iter().take(4096).position(|byte| *byte == 0)?;
    Some(String::from_utf8_lossy(&rest[..end]).into_owned())
}

#[cfg(test)]
pub(super) mod tests;
