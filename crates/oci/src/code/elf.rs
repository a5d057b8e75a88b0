//! ELF files, as far as the kernel and a loader look at them (System V ABI, "Object Files" and "Dynamic Linking").

mod arm;
mod dynamic;
mod header;
mod notes;
mod ranges;

pub use arm::ArmAttributes;

pub(super) use header::read;
pub(super) use ranges::ranges;

use super::Machine;
use archwright_model::Arch;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an ELF file says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Elf {
    /// `e_machine`.
    pub machine: Machine,
    /// `EI_CLASS`.
    pub class: Class,
    /// `EI_DATA`.
    pub order: ByteOrder,
    /// `EI_OSABI`: 0 and 3 are Linux, 9 is FreeBSD.
    pub os_abi: u8,
    /// `e_type`, and what tells a program from a library where that does not.
    pub kind: ElfKind,
    /// `e_flags`.
    pub flags: u32,
    /// What an Arm file says of the processor that it needs.
    pub arm: Option<ArmAttributes>,
    /// The x86-64 level that it says it needs: 2, 3 or 4; 0 where it says nothing.
    pub x86_level: u8,
    /// The loader that `PT_INTERP` names.
    pub interpreter: Option<String>,
    /// What it says of libraries, if it has a dynamic section.
    pub dynamic: Option<Dynamic>,
    /// Go's linker made it.
    pub is_go: bool,
    /// It is Android's: its C library is bionic.
    pub is_android: bool,
    /// What it says of libraries lies too deep in a large file for any of it to be kept, and is not known.
    #[serde(default)]
    pub is_partial: bool,
    /// What cannot be read behind the header: a cut file, a table that points nowhere.
    pub defect: Option<String>,
}

/// What a dynamic section says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Dynamic {
    /// `DT_SONAME`.
    pub soname: Option<String>,
    /// `DT_NEEDED`, in order.
    pub needed: Vec<String>,
    /// `DT_RPATH`.
    pub rpath: Option<String>,
    /// `DT_RUNPATH`.
    pub runpath: Option<String>,
    /// The symbol versions that it needs, by library.
    pub version_needs: Vec<VersionNeed>,
    /// The symbol versions that it has.
    pub version_definitions: Vec<String>,
    /// `DF_1_PIE`: a program, at any address.
    pub is_pie: bool,
    /// `DF_1_NODEFLIB`: the default folders are not looked into.
    pub no_default_libraries: bool,
}

/// The symbol versions that a file needs of one library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct VersionNeed {
    /// The library, as in `DT_NEEDED`.
    pub library: String,
    /// Versions without which the loader refuses it: `GLIBC_2.34`.
    pub versions: Vec<String>,
}

/// `EI_CLASS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// 32-bit.
    Bits32,
    /// 64-bit.
    Bits64,
}

/// `EI_DATA`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ByteOrder {
    /// The lowest byte first.
    Little,
    /// The highest byte first.
    Big,
}

/// What kind of ELF file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ElfKind {
    /// For a linker, or the kernel's module loader.
    Relocatable,
    /// A program.
    Executable,
    /// A library.
    Shared,
    /// The memory of a process that died.
    Core,
    /// Something else; its `e_type`.
    Other(u16),
}

impl Elf {
    /// The architecture, if it is one of ours; the 32-bit forms of 64-bit machines (x32) have none.
    pub fn arch(&self) -> Option<Arch> {
        self.machine.arch().filter(|arch| shape(*arch) == (self.class, self.order))
    }

    /// Whether it needs no loader and no library.
    pub fn is_static(&self) -> bool {
        self.kind == ElfKind::Executable && self.interpreter.is_none() && self.needed().is_empty()
    }

    /// `DT_NEEDED`, in order.
    pub fn needed(&self) -> &[String] {
        self.dynamic.as_ref().map_or(&[], |dynamic| &dynamic.needed)
    }

    /// `DT_SONAME`.
    pub fn soname(&self) -> Option<&str> {
        self.dynamic.as_ref()?.soname.as_deref()
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bits32 => "32-bit",
            Self::Bits64 => "64-bit",
        })
    }
}

impl fmt::Display for ByteOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Little => "little-endian",
            Self::Big => "big-endian",
        })
    }
}

/// The class and the byte order that Linux has for an architecture.
pub(super) fn shape(arch: Arch) -> (Class, ByteOrder) {
    match arch {
        Arch::Amd64 | Arch::Arm64 | Arch::Ppc64le | Arch::Riscv64 | Arch::Loong64 => (Class::Bits64, ByteOrder::Little),
        Arch::Arm | Arch::I386 => (Class::Bits32, ByteOrder::Little),
        Arch::S390x => (Class::Bits64, ByteOrder::Big),
    }
}
