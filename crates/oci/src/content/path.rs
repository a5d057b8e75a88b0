//! Paths inside an image: bytes, relative to its root.

use super::fault::LayerFault;
use super::limits::Limits;

/// The longest name of one file that Linux takes.
const NAME_MAX: usize = 255;

/// A path of an archive, cleaned as runtimes clean it: no empty part, no `.`, and `..` undone by the part before it. Empty for the
/// root itself.
///
/// # Errors
/// It leads out of the root, or is longer than Linux takes.
pub(super) fn clean(raw: &[u8], limits: &Limits) -> Result<Box<[u8]>, LayerFault> {
    if raw.len() > limits.path {
        return Err(
            LayerFault::limit(format!("a path has {} bytes; at most {} are read", raw.len(), limits.path)).of(raw.get(..64).unwrap_or(raw))
        );
    }
    let mut clean = Vec::with_capacity(raw.len());
    for part in raw.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." if clean.is_empty() => return Err(LayerFault::entry("the path leads out of the image").of(raw)),
            b".." => clean.truncate(clean.iter().rposition(|byte| *byte == b'/').unwrap_or(0)),
            part if part.len() > NAME_MAX => {
                let why = format!("a name in the path has {} bytes, and Linux takes no more than {NAME_MAX}", part.len());
                return Err(LayerFault::entry(why).of(raw));
            }
            part => {
                if !clean.is_empty() {
                    clean.push(b'/');
                }
                clean.extend_from_slice(part);
            }
        }
    }
    Ok(clean.into_boxed_slice())
}

/// A path as people write it: absolute; what is no printable text is escaped as in a Rust string.
pub fn display(path: &[u8]) -> String {
    let mut text = String::with_capacity(path.len() + 1);
    if path.first() != Some(&b'/') {
        text.push('/');
    }
    for chunk in path.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => text.push_str("\\\\"),
                character if character.is_control() || is_invisible(character) => text.extend(character.escape_default()),
                character => text.push(character),
            }
        }
        for byte in chunk.invalid() {
            text.extend(std::ascii::escape_default(*byte).map(char::from));
        }
    }
    text
}

/// Characters that change how what stands around them is shown.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The parts of a path that name something: no empty ones, no `.`.
pub(super) fn parts(path: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    path.split(|byte| *byte == b'/').filter(|part| !part.is_empty() && *part != b".")
}

/// The directory of a path, and the name in it; the directory is empty for what lies in the root.
pub(super) fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(slash) => (&path[..slash], &path[slash + 1..]),
        None => (b"", path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_and_never_leave_the_root() {
        let limits = Limits::USUAL;
        for (raw, expected) in [
            (&b"./usr//bin/./sh"[..], Some(&b"usr/bin/sh"[..])),
            (b"/etc/passwd/", Some(b"etc/passwd")),
            (b"a/../b", Some(b"b")),
            (b"a/b/../../c", Some(b"c")),
            (b"./", Some(b"")),
            (b"", Some(b"")),
            (b"..", None),
            (b"../etc/passwd", None),
            (b"/../etc", None),
            (b"a/../../etc", None),
            (b"caf\xe9", Some(b"caf\xe9")),
        ] {
            assert_eq!(clean(raw, &limits).ok().as_deref(), expected, "{}", display(raw));
        }
        assert!(clean(&[b'a'; 255], &limits).is_ok());
        assert!(clean(&[b'a'; 256], &limits).is_err());
        assert!(clean(&b"a/".repeat(2048), &limits).is_err());
    }

    #[test]
    fn what_is_no_text_is_shown_escaped() {
        assert_eq!(display(b"usr/bin"), "/usr/bin");
        assert_eq!(display(b"caf\xe9/\x1b[31m\n"), "/caf\\xe9/\\u{1b}[31m\\n");
        assert_eq!(display("a\u{202e}b\\".as_bytes()), "/a\\u{202e}b\\\\");
    }
}
