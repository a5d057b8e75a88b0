//! `e_machine`: whom an ELF file is for.

use archwright_model::Arch;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An ELF header's `e_machine` (System V ABI, and the registry of machine numbers kept with it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Machine(pub u16);

impl Machine {
    /// Programs for the kernel's own virtual machine.
    pub const BPF: Self = Self(247);
    /// NVIDIA's graphics processors.
    pub const CUDA: Self = Self(190);
    /// AMD's graphics processors.
    pub const AMDGPU: Self = Self(224);

    /// The architecture whose number it is, if it is one of ours; class and byte order may still be another's.
    pub fn arch(self) -> Option<Arch> {
        Arch::from_elf_machine(self.0)
    }

    /// Whether its code is loaded by a kernel or a driver into something that is not the machine's own processor.
    pub fn is_device(self) -> bool {
        [Self::BPF, Self::CUDA, Self::AMDGPU].contains(&self)
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(arch) = self.arch() {
            return arch.fmt(f);
        }
        let name = match *self {
            Self(2 | 18) => "sparc",
            Self(43) => "sparc64",
            Self(4) => "m68k",
            Self(8) => "mips",
            Self(15) => "parisc",
            Self(20) => "ppc",
            Self(42) => "sh4",
            Self(50) => "ia64",
            Self(83) => "avr",
            Self(94) => "xtensa",
            Self(105) => "msp430",
            Self(164) => "hexagon",
            Self::CUDA => "CUDA",
            Self::AMDGPU => "AMD GPU",
            Self::BPF => "BPF",
            Self(0x9026) => "alpha",
            Self(other) => return write!(f, "ELF machine {other}"),
        };
        f.write_str(name)
    }
}
