//! The architectures, and what Docker, Debian, `uname -m` and ELF call each.

use std::fmt;

/// A processor architecture, as Go and OCI name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Arch {
    /// 64-bit x86.
    Amd64,
    /// 64-bit Arm.
    Arm64,
    /// 32-bit Arm.
    Arm,
    /// 32-bit x86.
    I386,
    /// 64-bit little-endian Power.
    Ppc64le,
    /// IBM Z.
    S390x,
    /// 64-bit RISC-V.
    Riscv64,
    /// 64-bit LoongArch.
    Loong64,
}

impl Arch {
    /// Every architecture we know.
    pub const ALL: [Self; 8] = [Self::Amd64, Self::Arm64, Self::Arm, Self::I386, Self::Ppc64le, Self::S390x, Self::Riscv64, Self::Loong64];

    /// The OCI and Docker name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
            Self::Arm => "arm",
            Self::I386 => "386",
            Self::Ppc64le => "ppc64le",
            Self::S390x => "s390x",
            Self::Riscv64 => "riscv64",
            Self::Loong64 => "loong64",
        }
    }

    /// What `uname -m` prints on such a machine (Linux).
    pub fn uname(self) -> &'static str {
        match self {
            Self::Amd64 => "x86_64",
            Self::Arm64 => "aarch64",
            Self::Arm => "armv7l",
            Self::I386 => "i686",
            Self::Ppc64le => "ppc64le",
            Self::S390x => "s390x",
            Self::Riscv64 => "riscv64",
            Self::Loong64 => "loongarch64",
        }
    }

    /// Debian's name (`dpkg --print-architecture`).
    pub fn debian(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
            Self::Arm => "armhf",
            Self::I386 => "i386",
            Self::Ppc64le => "ppc64el",
            Self::S390x => "s390x",
            Self::Riscv64 => "riscv64",
            Self::Loong64 => "loong64",
        }
    }

    /// QEMU's name, as in `qemu-aarch64` and the binfmt entry of that name.
    pub fn qemu(self) -> &'static str {
        match self {
            Self::Amd64 => "x86_64",
            Self::Arm64 => "aarch64",
            Self::Arm => "arm",
            Self::I386 => "i386",
            Self::Ppc64le => "ppc64le",
            Self::S390x => "s390x",
            Self::Riscv64 => "riscv64",
            Self::Loong64 => "loongarch64",
        }
    }

    /// The ELF header's `e_machine` (System V ABI and its processor supplements).
    pub fn elf_machine(self) -> u16 {
        match self {
            Self::Amd64 => 62,
            Self::Arm64 => 183,
            Self::Arm => 40,
            Self::I386 => 3,
            Self::Ppc64le => 21,
            Self::S390x => 22,
            Self::Riscv64 => 243,
            Self::Loong64 => 258,
        }
    }

    /// The architecture of an ELF `e_machine`, if it is one of ours.
    pub fn from_elf_machine(machine: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|arch| arch.elf_machine() == machine)
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
