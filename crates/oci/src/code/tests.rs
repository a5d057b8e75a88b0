use super::*;
use archwright_model::Platform;

/// A minimal ELF file: header, one `PT_INTERP` if there is a loader, nothing else.
fn elf(class: u8, little: bool, machine: u16, os_abi: u8, interpreter: Option<&str>) -> Vec<u8> {
    let wide = class == 2;
    let word = |value: u64, size: usize| -> Vec<u8> {
        if little { value.to_le_bytes()[..size].to_vec() } else { value.to_be_bytes()[8 - size..].to_vec() }
    };
    let (header, segment, address) = if wide { (64, 56, 8) } else { (52, 32, 4) };
    let name = interpreter.map(|name| format!("{name}\0")).unwrap_or_default();
    let mut file = vec![0x7f, b'E', b'L', b'F', class, if little { 1 } else { 2 }, 1, os_abi, 0, 0, 0, 0, 0, 0, 0, 0];
    for (value, size) in [(2, 2), (u64::from(machine), 2), (1, 4), (0, address), (header, address), (0, address), (0, 4)] {
        file.extend(word(value, size));
    }
    for value in [header, segment, 1, 0, 0, 0] {
        file.extend(word(value, 2));
    }
    let kind = if interpreter.is_some() { 3 } else { 1 };
    let (offset, size) = (header + segment, name.len() as u64);
    let fields: &[(u64, usize)] = if wide {
        &[(kind, 4), (4, 4), (offset, 8), (0, 8), (0, 8), (size, 8), (size, 8), (1, 8)]
    } else {
        &[(kind, 4), (offset, 4), (0, 4), (0, 4), (size, 4), (size, 4), (4, 4), (1, 4)]
    };
    for (value, size) in fields {
        file.extend(word(*value, *size));
    }
    file.extend(name.bytes());
    file
}

#[track_caller]
fn check(file: &[u8], platform: &str, expected: &str) {
    let platform: Platform = platform.parse().unwrap();
    let got = fits(&identify(file), platform).map_or_else(|error| error, |()| "fits".into());
    assert_eq!(got, expected);
}

#[test]
fn elf_files_are_told_by_machine_class_order_and_system() {
    let glibc = Some("/lib64/ld-linux-x86-64.so.2");
    check(&elf(2, true, 62, 0, glibc), "linux/amd64", "fits");
    check(&elf(2, true, 62, 3, None), "linux/amd64/v3", "fits");
    check(&elf(2, true, 62, 0, glibc), "linux/arm64", "it is for amd64, not for linux/arm64");
    check(&elf(2, true, 183, 0, None), "linux/arm64", "fits");
    check(&elf(1, true, 40, 0, None), "linux/arm/v6", "fits");
    check(&elf(1, true, 3, 0, None), "linux/amd64", "it is for 386, not for linux/amd64");
    check(&elf(1, true, 62, 0, None), "linux/amd64", "it is 32-bit little-endian, and linux/amd64 is 64-bit little-endian");
    check(&elf(2, false, 21, 0, None), "linux/ppc64le", "it is 64-bit big-endian, and linux/ppc64le is 64-bit little-endian");
    check(&elf(2, false, 22, 0, None), "linux/s390x", "fits");
    check(&elf(2, true, 62, 9, None), "linux/amd64", "its ELF system ABI is 9, not Linux");
    check(&elf(2, true, 247, 0, None), "linux/amd64", "it is for ELF machine 247, not for linux/amd64");
    check(&elf(2, true, 62, 0, None), "darwin/amd64", "it is an ELF binary, which darwin does not run");
}

#[test]
fn other_files_are_called_by_their_name() {
    check(b"\xcf\xfa\xed\xfe\x0c\0\0\x01", "linux/arm64", "it is a macOS binary (Mach-O), not one for linux/arm64");
    check(b"\xca\xfe\xba\xbe\0\0\0\x02", "linux/arm64", "it is a macOS binary (Mach-O), not one for linux/arm64");
    check(b"\xca\xfe\xba\xbe\0\0\0\x34", "linux/arm64", "it is no binary at all, let alone one for linux/arm64");
    check(b"MZ\x90\0", "linux/amd64", "it is a Windows binary (PE), not one for linux/amd64");
    check(b"#! /usr/bin/env python3\nx", "linux/amd64", "it is a script for `/usr/bin/env`, not a binary for linux/amd64");
    check(b"", "linux/amd64", "it is no binary at all, let alone one for linux/amd64");
    check(b"\x7fELF", "linux/amd64", "it is a broken ELF file: its class is neither 32 nor 64 bit");
    check(b"\x7fELF\x02\x01\x01\0", "linux/amd64", "it is a broken ELF file: Invalid ELF header size or alignment");
}

#[test]
fn the_loader_is_read_in_both_classes_and_orders() {
    for (class, little, machine) in [(2, true, 183), (1, true, 40), (2, false, 22), (1, false, 8)] {
        let FileKind::Elf(with) = identify(&elf(class, little, machine, 0, Some("/lib/ld.so"))) else { panic!("an ELF file") };
        assert_eq!((with.interpreter.as_deref(), with.is_static), (Some("/lib/ld.so"), false));
        let FileKind::Elf(without) = identify(&elf(class, little, machine, 0, None)) else { panic!("an ELF file") };
        let shifted = [b"x".to_vec(), elf(class, little, machine, 0, None)].concat();
        assert_eq!(identify(&shifted[1..]), FileKind::Elf(without.clone()));
        assert_eq!((without.interpreter, without.is_static, without.machine), (None, true, machine));
    }
}

#[test]
fn no_prefix_of_an_elf_file_breaks_the_reader() {
    let whole = elf(2, true, 62, 0, Some("/lib64/ld-linux-x86-64.so.2"));
    for length in 0..whole.len() {
        let mut cut = whole[..length].to_vec();
        identify(&cut);
        // The same bytes at an odd address.
        identify(&[b"x", &whole[..length]].concat()[1..]);
        // Every single byte flipped.
        for position in 0..cut.len() {
            cut[position] ^= 0xff;
            identify(&cut);
            cut[position] ^= 0xff;
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn this_test_itself_fits_where_it_runs() {
    let own = camino::Utf8PathBuf::from_path_buf(std::env::current_exe().unwrap()).unwrap();
    let kind = identify_file(&own).unwrap();
    let host: Platform = std::env::consts::ARCH.parse().unwrap();
    assert_eq!(fits(&kind, host), Ok(()));
}
