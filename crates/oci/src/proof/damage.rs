//! Faults of one file that runs: damage, and a processor that the platform does not promise.

use super::judging::Judging;
use super::view::FileAt;
use crate::code::Elf;
use crate::findings::{CPU_LEVEL, DAMAGED};
use archwright_model::{Arch, Severity};

/// A program.
pub(super) fn judge_program(judging: &mut Judging<'_>, file: &FileAt<'_>, elf: &Elf) {
    judge(judging, file, elf, Part::Program);
}

/// A library of one.
pub(super) fn judge_library(judging: &mut Judging<'_>, file: &FileAt<'_>, elf: &Elf) {
    judge(judging, file, elf, Part::Library);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Program,
    Library,
}

fn judge(judging: &mut Judging<'_>, file: &FileAt<'_>, elf: &Elf, part: Part) {
    if let Some(defect) = &elf.defect {
        judging.find(DAMAGED, file, format!("the ELF file is damaged: {defect}"));
    }
    let platform = judging.platform();
    let promised = platform.variant().map(archwright_model::Variant::level);
    match platform.arch() {
        Arch::Amd64 => {
            // What lies below `glibc-hwcaps` is taken by the loader where the processor has that level.
            let promised = promised.unwrap_or(1);
            if elf.x86_level > promised && !file.path.contains("/glibc-hwcaps/") {
                // Processors without level 2 are older than 64-bit container hosts.
                let severity = if elf.x86_level == 2 { Severity::Warning } else { Severity::Error };
                let message = format!("it needs x86-64-v{}, and {platform} promises v{promised}", elf.x86_level);
                judging.find_as(severity, CPU_LEVEL, file, message);
            }
        }
        Arch::Arm => {
            let needed = elf.arm.and_then(|arm| arm.level).unwrap_or_default();
            let promised = promised.unwrap_or(7);
            if needed > promised {
                // Libraries have code for newer processors that they choose at run time, and say the highest.
                let severity = if part == Part::Program { Severity::Error } else { Severity::Warning };
                judging.find_as(severity, CPU_LEVEL, file, format!("it has ARMv{needed} code, and {platform} promises v{promised}"));
            }
        }
        Arch::Arm64 | Arch::I386 | Arch::Ppc64le | Arch::S390x | Arch::Riscv64 | Arch::Loong64 => {}
    }
}
