use super::*;

/// A cache with these names and paths.
pub(in super::super::super) fn make(entries: &[(&str, &str)]) -> Vec<u8> {
    let strings_at = HEADER + entries.len() * ENTRY;
    let (mut table, mut strings) = (Vec::new(), Vec::new());
    for (key, value) in entries {
        let mut place = |text: &str| {
            let at = u32::try_from(strings_at + strings.len()).unwrap();
            strings.extend_from_slice(text.as_bytes());
            strings.push(0);
            at.to_le_bytes()
        };
        table.extend([[3, 3, 0, 0], place(key), place(value), [0; 4], [0; 4], [0; 4]].concat());
    }
    let mut cache = MAGIC.to_vec();
    cache.extend(u32::try_from(entries.len()).unwrap().to_le_bytes());
    cache.extend(u32::try_from(strings.len()).unwrap().to_le_bytes());
    cache.push(2);
    cache.resize(HEADER, 0);
    [cache, table, strings].concat()
}

#[test]
fn the_cache_of_this_machine_and_a_made_one_are_read() {
    let made = make(&[("libc.so.6", "/lib/libc.so.6"), ("libz.so.1", "/a/libz.so.1"), ("libz.so.1", "/b/libz.so.1")]);
    assert_eq!(parse(&made).unwrap()["libz.so.1"], ["/a/libz.so.1", "/b/libz.so.1"]);
    // An older one stands in front.
    let old = [OLD_MAGIC, &[0], &0_u32.to_le_bytes(), &made].concat();
    assert_eq!(parse(&old).unwrap().len(), 2);
    if let Ok(own) = std::fs::read("/etc/ld.so.cache") {
        assert!(parse(&own).unwrap().contains_key("libc.so.6"));
    }
}

#[test]
fn a_broken_cache_is_none() {
    let made = make(&[("libc.so.6", "/lib/libc.so.6")]);
    for length in 0..made.len() {
        assert_eq!(parse(&made[..length]), None, "{length}");
    }
    assert_eq!(parse(b"something else"), None);
}
