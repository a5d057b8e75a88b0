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

/// A minimal PE file: both headers and an optional header with its sixteen directories.
fn pe(machine: u16, managed: bool) -> Vec<u8> {
    let mut file = [b"MZ".to_vec(), vec![0; 0x3a], 0x40_u32.to_le_bytes().to_vec(), b"PE\0\0".to_vec()].concat();
    file.extend(machine.to_le_bytes());
    file.resize(0x40 + 24, 0);
    let mut optional = [0x20b_u16.to_le_bytes().to_vec(), vec![0; 106], 16_u32.to_le_bytes().to_vec(), vec![0; 128]].concat();
    if managed {
        optional[112 + 14 * 8] = 8;
        optional[112 + 14 * 8 + 4] = 72;
    }
    file.extend(optional);
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
    check(&elf(2, true, 247, 0, None), "linux/amd64", "it is for BPF, not for linux/amd64");
    check(&elf(2, true, 62, 0, None), "darwin/amd64", "it is an ELF binary, which darwin does not run");
}

#[test]
fn other_files_are_called_by_their_name() {
    check(b"\xcf\xfa\xed\xfe\x0c\0\0\x01", "linux/arm64", "it is a macOS binary (Mach-O), not one for linux/arm64");
    check(b"\xca\xfe\xba\xbe\0\0\0\x02", "linux/arm64", "it is a macOS binary (Mach-O), not one for linux/arm64");
    check(b"\xca\xfe\xba\xbe\0\0\0\x34", "linux/arm64", "it is no binary at all, let alone one for linux/arm64");
    check(&pe(0x8664, false), "linux/amd64", "it is a Windows binary (PE), not one for linux/amd64");
    check(b"MZ\x90\0", "linux/amd64", "it is no binary at all, let alone one for linux/amd64");
    check(b"#! /usr/bin/env python3\nx", "linux/amd64", "it is a script for `/usr/bin/env`, not a binary for linux/amd64");
    check(b"", "linux/amd64", "it is no binary at all, let alone one for linux/amd64");
    check(b"\x7fELF", "linux/amd64", "it is a broken ELF file: its class is neither 32 nor 64 bit");
    check(b"\x7fELF\x02\x01\x01\0", "linux/amd64", "it is a broken ELF file: Invalid ELF header size or alignment");
}

#[test]
fn the_loader_is_read_in_both_classes_and_orders() {
    for (class, little, machine) in [(2, true, 183), (1, true, 40), (2, false, 22), (1, false, 8)] {
        let FileCode::Elf(with) = identify(&elf(class, little, machine, 0, Some("/lib/ld.so"))) else { panic!("an ELF file") };
        assert_eq!((with.interpreter.as_deref(), with.is_static()), (Some("/lib/ld.so"), false));
        let FileCode::Elf(without) = identify(&elf(class, little, machine, 0, None)) else { panic!("an ELF file") };
        let shifted = [b"x".to_vec(), elf(class, little, machine, 0, None)].concat();
        assert_eq!(identify(&shifted[1..]), FileCode::Elf(without.clone()));
        assert_eq!((without.interpreter.as_deref(), without.is_static(), without.machine.0), (None, true, machine));
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

/// What is kept of large files must be enough: as large ones this machine's libraries and this test itself.
#[cfg(target_os = "linux")]
#[test]
fn parts_of_a_large_file_tell_what_the_whole_one_does() {
    let directories = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
    let listed = directories.iter().filter_map(|directory| std::fs::read_dir(directory).ok()).flatten().flatten().map(|entry| entry.path());
    let large = |path: &std::path::PathBuf| path.metadata().is_ok_and(|file| file.is_file() && (2 << 20..64 << 20).contains(&file.len()));
    let files = std::iter::once(std::env::current_exe().unwrap()).chain(listed.filter(large).take(25));
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let mut whole = Inspector::keeping_all(bytes.len() as u64);
        whole.feed(&bytes);
        let mut parts = Inspector::new(bytes.len() as u64);
        bytes.chunks(100_003).for_each(|part| parts.feed(part));
        assert_eq!(parts.finish(), whole.finish(), "{}", path.display());
    }
}

/// As Go's linker lays out a program that needs C: the names lie in the middle of the read-only data, megabytes into the file, and the
/// dynamic section behind them.
fn like_go(names_at: u64) -> Vec<u8> {
    let (read_only, writable) = (0x20_0000_u64, names_at + 0x1_0000);
    let base = 0x40_0000;
    let dynamic: Vec<u8> = [(1_u64, 1_u64), (5, base + names_at), (10, 16), (0, 0)]
        .iter()
        .flat_map(|(tag, value)| [tag.to_le_bytes(), value.to_le_bytes()].concat())
        .collect();
    let segment = |kind: u32, flags: u32, offset: u64, size: u64| {
        let words = [offset, base + offset, base + offset, size, size, 0x1000].map(u64::to_le_bytes).concat();
        [&kind.to_le_bytes()[..], &flags.to_le_bytes(), &words].concat()
    };
    let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0\x01\0\0\0".to_vec();
    file.extend([base, 64, 0].map(u64::to_le_bytes).concat());
    file.extend([0_u16, 0, 64, 56, 4, 64, 0, 0].map(u16::to_le_bytes).concat());
    file.extend(segment(1, 5, 0, read_only));
    file.extend(segment(1, 4, read_only, writable - read_only));
    file.extend(segment(1, 6, writable, 0x1000));
    file.extend(segment(2, 6, writable, dynamic.len() as u64));
    file.resize(usize::try_from(writable + 0x1000).unwrap(), 0);
    let mut put = |at: u64, bytes: &[u8]| file[usize::try_from(at).unwrap()..][..bytes.len()].copy_from_slice(bytes);
    put(names_at, b"\0libc.so.6\0");
    put(writable, &dynamic);
    file
}

#[test]
fn the_names_of_a_go_program_are_found_deep_in_its_data_and_their_lack_is_no_damage() {
    let read = |names_at| match identify(&like_go(names_at)) {
        FileCode::Elf(elf) => *elf,
        other => panic!("{other:?}"),
    };
    let go = read(8 << 20);
    assert_eq!((go.needed(), go.is_partial, go.defect.as_deref()), (&["libc.so.6".to_owned()][..], false, None));
    let huge = read(64 << 20);
    assert_eq!((huge.dynamic, huge.is_partial, huge.defect), (None, true, None));
    // A name outside the file is damage.
    let mut broken = like_go(8 << 20);
    let names = broken.windows(8).rposition(|word| word == (0x40_0000_u64 + (8 << 20)).to_le_bytes()).unwrap();
    broken[names + 3] = 0x7f;
    let FileCode::Elf(elf) = identify(&broken) else { panic!("an ELF file") };
    assert!(!elf.is_partial && elf.defect.is_some(), "{elf:?}");
}

/// A table of 16,000 names, each of which is the same 60,000 bytes: a gigabyte, if it were believed.
#[test]
fn one_name_is_not_read_for_ever() {
    let name = [&b"\0"[..], &vec![b'a'; 60_000], b"\0"].concat();
    let dynamic_at = 64 + 2 * 56;
    let entries = [(5_u64, 0_u64), (10, name.len() as u64)].into_iter().chain(std::iter::repeat_n((1, 1), 16_000)).chain([(0, 0)]);
    let mut dynamic: Vec<u8> = entries.flat_map(|(tag, value)| [tag.to_le_bytes(), value.to_le_bytes()].concat()).collect();
    let names_at = dynamic_at + dynamic.len() as u64;
    dynamic[8..16].copy_from_slice(&names_at.to_le_bytes());
    let size = names_at + name.len() as u64;
    let segment = |kind: u32, offset: u64, size: u64| {
        let words = [offset, offset, offset, size, size, 8].map(u64::to_le_bytes).concat();
        [&kind.to_le_bytes()[..], &4_u32.to_le_bytes(), &words].concat()
    };
    let mut file = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\x01\0\0\0".to_vec();
    file.extend([0, 64, 0].map(u64::to_le_bytes).concat());
    file.extend([0_u16, 0, 64, 56, 2, 64, 0, 0].map(u16::to_le_bytes).concat());
    file.extend([segment(1, 0, size), segment(2, dynamic_at, dynamic.len() as u64), dynamic, name].concat());
    let FileCode::Elf(elf) = identify(&file) else { panic!("an ELF file") };
    assert_eq!((elf.dynamic, elf.defect.as_deref()), (None, Some("it has longer names than any file does")));
}

/// No header of a large file makes the reader panic, or keep more than it may.
#[cfg(target_os = "linux")]
#[test]
fn a_large_file_with_any_header_is_read_to_its_end() {
    let mut bytes = std::fs::read(std::env::current_exe().unwrap()).unwrap();
    bytes.truncate(3 << 20);
    for position in (0..64).chain((64..64 + 56 * 8).step_by(5)) {
        for flip in [0x01, 0xff] {
            bytes[position] ^= flip;
            identify(&bytes);
            bytes[position] ^= flip;
        }
    }
}

#[test]
fn other_formats_tell_their_machines() {
    let mut fat = b"\xca\xfe\xba\xbe\0\0\0\x02".to_vec();
    for cpu in [0x0100_0007_u32, 0x0100_000c] {
        fat.extend(cpu.to_be_bytes());
        fat.extend([0; 16]);
    }
    assert_eq!(identify(&fat), FileCode::MachO(vec!["x86_64".into(), "arm64".into()]));
    assert_eq!(identify(b"\xcf\xfa\xed\xfe\x0c\0\0\x01"), FileCode::MachO(vec!["arm64".into()]));
    assert_eq!(identify(b"\xca\xfe\xba\xbe\0\0\0\x34"), FileCode::JavaClass);
    assert_eq!(identify(b"PK\x03\x04rest"), FileCode::Archive);
    // ReadyToRun for Linux: the machine is masked.
    assert_eq!(identify(&pe(0x8664 ^ 0x7b79, true)), FileCode::Pe(Pe { machine: 0x8664, is_managed: true }));
    assert_eq!(identify(&pe(0xaa64, false)), FileCode::Pe(Pe { machine: 0xaa64, is_managed: false }));
}
