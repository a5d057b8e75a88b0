//! PE: Windows programs, and .NET assemblies, which run wherever a runtime is.

use super::sparse::Sparse;
use object::read::ReadRef;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A PE file (Microsoft's "PE Format").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pe {
    /// `Machine`; of a .NET assembly compiled ahead of time (`ReadyToRun`) without the mask that tells its system.
    pub machine: u16,
    /// Whether it has a CLR header, so that .NET or Mono runs it.
    pub is_managed: bool,
}

/// What `ReadyToRun` adds to the machine by exclusive or, one value per system (dotnet/runtime, `pedecoder.h`): Apple, `FreeBSD`,
/// Linux, `NetBSD`, `SunOS`.
const READY_TO_RUN: [u16; 5] = [0x4644, 0xadc4, 0x7b79, 0x1993, 0x1992];

impl fmt::Display for Pe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.machine {
            0x014c => f.write_str("386"),
            0x8664 => f.write_str("amd64"),
            0xaa64 => f.write_str("arm64"),
            0x01c0 | 0x01c4 => f.write_str("arm"),
            0x5032 | 0x5064 | 0x5128 => f.write_str("riscv"),
            other => write!(f, "PE machine {other:#06x}"),
        }
    }
}

/// `None` for a DOS program, or for text that happens to begin with `MZ`.
pub(super) fn read(file: &Sparse) -> Option<Pe> {
    let short = |at: u64| file.read_bytes_at(at, 2).ok().and_then(|bytes| bytes.try_into().ok()).map(u16::from_le_bytes);
    let word = |at: u64| file.read_bytes_at(at, 4).ok().and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    let header = u64::from(word(0x3c)?);
    if file.read_bytes_at(header, 4).ok()? != b"PE\0\0" {
        return None;
    }
    let machine = short(header + 4)?;
    let optional = header + 24;
    let directories = match short(optional) {
        Some(0x10b) => Some(96),
        Some(0x20b) => Some(112),
        _ => None,
    };
    // The fifteenth entry is the CLR header's place.
    let is_managed = directories.is_some_and(|directories| {
        word(optional + directories - 4).is_some_and(|count| count > 14)
            && word(optional + directories + 14 * 8).is_some_and(|address| address != 0)
            && word(optional + directories + 14 * 8 + 4).is_some_and(|size| size != 0)
    });
    Some(Pe { machine: if is_managed { unmasked(machine) } else { machine }, is_managed })
}

fn unmasked(machine: u16) -> u16 {
    const KNOWN: [u16; 6] = [0x014c, 0x8664, 0xaa64, 0x01c4, 0x6264, 0x5064];
    if KNOWN.contains(&machine) {
        return machine;
    }
    READY_TO_RUN.iter().map(|mask| machine ^ mask).find(|plain| KNOWN.contains(plain)).unwrap_or(machine)
}
