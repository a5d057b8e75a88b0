//! Emulators that the kernel knows, from `binfmt_misc`.

use archwright_model::{Arch, Os, Platform, Platforms};
use archwright_plan::Fact;
use camino::Utf8Path;
use std::fs;

/// Where the kernel lists its formats (`Documentation/admin-guide/binfmt-misc.rst`).
const BINFMT: &str = "/proc/sys/fs/binfmt_misc";

pub(super) fn observe() -> Fact<Platforms> {
    if !cfg!(target_os = "linux") {
        return Fact::Unknown("emulators run inside the Docker server's virtual machine".into());
    }
    let dir = Utf8Path::new(BINFMT);
    if !dir.join("status").exists() {
        return Fact::Known(Platforms::default());
    }
    let enabled = |arch: &Arch| fs::read_to_string(dir.join(format!("qemu-{}", arch.qemu()))).is_ok_and(|text| text.starts_with("enabled"));
    let found = Arch::ALL.into_iter().filter(enabled).flat_map(platforms_of);
    Fact::Known(found.collect())
}

/// What one emulator runs: QEMU's `arm` does every level.
fn platforms_of(arch: Arch) -> Vec<Platform> {
    let levels: &[Option<u8>] = if arch == Arch::Arm { &[Some(7), Some(6), Some(5)] } else { &[None] };
    levels.iter().filter_map(|level| Platform::new(Os::Linux, arch, level.map(archwright_model::Variant::new)).ok()).collect()
}
