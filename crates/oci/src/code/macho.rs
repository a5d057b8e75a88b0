//! Mach-O: which machines a macOS file is for (`mach-o/loader.h`, `mach-o/fat.h`).

/// The architectures by Apple's names; none where the header is cut off.
pub(super) fn architectures(start: &[u8]) -> Vec<String> {
    let big = |at: usize| word(start, at).map(u32::from_be_bytes);
    match start {
        [0xca, 0xfe, 0xba, last, ..] => {
            let entry = if *last == 0xbf { 32 } else { 20 };
            let count = big(4).unwrap_or_default().min(45) as usize;
            (0..count).map_while(|index| big(8 + index * entry)).map(name).collect()
        }
        [0xfe, ..] => big(4).map(name).into_iter().collect(),
        _ => word(start, 4).map(u32::from_le_bytes).map(name).into_iter().collect(),
    }
}

fn word(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..)?.first_chunk().copied()
}

fn name(cpu: u32) -> String {
    match cpu {
        0x0100_0007 => "x86_64".into(),
        7 => "i386".into(),
        0x0100_000c => "arm64".into(),
        12 => "arm".into(),
        0x0100_0012 => "ppc64".into(),
        18 => "ppc".into(),
        other => format!("CPU {other:#x}"),
    }
}
