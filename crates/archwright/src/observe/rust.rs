//! The Rust toolchain: which triples it has a standard library for, and which linkers are there.

use crate::runner::Runner;
use archwright_model::{Arch, Command, Libc, Os, Platform, Project, RustTriple, Variant};
use archwright_plan::{Fact, facts::Rust};
use camino::Utf8Path;
use std::{collections::BTreeMap, fs};

pub(super) fn observe(runner: &Runner, project: &Project) -> Fact<Rust> {
    let toolchain = runner.environment().get("ARCHWRIGHT_RUST_TOOLCHAIN").map(str::to_owned);
    let mut command = Command::new("rustc").args(["--print", "sysroot", "--print", "host-tuple"]);
    if let Some(toolchain) = &toolchain {
        command = command.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    let answer = match runner.capture(&command) {
        Err(error) => return Fact::Unknown(error.to_string()),
        Ok(answer) if !answer.exit.is_success() => {
            let said = answer.stderr.lines().next().unwrap_or_default();
            return Fact::Unknown(format!("`rustc --print sysroot` ended with {}: {said}", answer.exit));
        }
        Ok(answer) => answer,
    };
    let mut lines = answer.stdout.lines();
    let (Some(sysroot), Some(host)) = (lines.next(), lines.next()) else {
        return Fact::Unknown("`rustc --print sysroot` printed nothing".into());
    };
    Fact::Known(Rust { toolchain, host: host.to_owned(), targets: targets(Utf8Path::new(sysroot)), linkers: linkers(runner, project) })
}

/// A triple is installed if its folder holds a standard library.
fn targets(sysroot: &Utf8Path) -> Vec<String> {
    let Ok(entries) = sysroot.join("lib/rustlib").read_dir_utf8() else { return Vec::new() };
    let has_std = |dir: &Utf8Path| {
        let Ok(files) = fs::read_dir(dir.join("lib")) else { return false };
        files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
    };
    let mut found: Vec<_> = entries.flatten().filter(|entry| has_std(entry.path())).map(|entry| entry.file_name().to_owned()).collect();
    found.sort();
    found
}

/// Linkers by triple: Cargo's own variable first, then the GNU and musl cross compilers on the PATH.
fn linkers(runner: &Runner, project: &Project) -> BTreeMap<String, String> {
    let environment = runner.environment();
    let every = Arch::ALL.into_iter().map(|arch| (arch, None)).chain([(Arch::Arm, Some(Variant::new(6)))]);
    let every = every.filter_map(|(arch, variant)| Platform::new(Os::Linux, arch, variant).ok());
    let triples =
        every.flat_map(|platform| [Libc::Gnu, Libc::Musl].into_iter().filter_map(move |libc| RustTriple::for_platform(platform, libc)));
    let mut found = BTreeMap::new();
    for triple in triples {
        let set = environment.get(&format!("CARGO_TARGET_{}_LINKER", triple.env_name())).map(str::to_owned);
        let gcc = || Some(format!("{}-gcc", triple.gnu_prefix())).filter(|program| environment.which(program, &project.root).is_some());
        if let Some(linker) = set.or_else(gcc) {
            found.insert(triple.to_string(), linker);
        }
    }
    found
}
