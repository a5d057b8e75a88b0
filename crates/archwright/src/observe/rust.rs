//! The Rust toolchain: which triples it has a standard library for, and which linkers are there.

mod config;
mod flags;
mod settings;

use super::Environment;
use crate::runner::Runner;
use archwright_model::{Arch, Command, Libc, Os, Platform, Project, RustTriple, Variant};
use archwright_plan::{Fact, facts::Rust};
use camino::Utf8Path;
use config::ConfigFile;
use std::{collections::BTreeMap, fs, thread};

/// Names the toolchain, or its folder.
const TOOLCHAIN: &str = "ARCHWRIGHT_RUST_TOOLCHAIN";

pub(super) fn observe(runner: &Runner, project: &Project) -> Fact<Rust> {
    let toolchain = runner.environment().get(TOOLCHAIN).map(str::to_owned);
    let rustc = |args: &[&str]| ask(runner, toolchain.as_deref(), args);
    // Two questions, for `--print host-tuple` needs Rust 1.84; rustup makes each slow, so side by side.
    let (version, sysroot) = thread::scope(|scope| {
        let version = scope.spawn(|| rustc(&["-vV"]));
        let sysroot = rustc(&["--print", "sysroot"]);
        (version.join().unwrap_or_else(|_| Err("the observer failed".into())), sysroot)
    });
    let known = sysroot.and_then(|sysroot| {
        let host = host(&version?).ok_or("`rustc -vV` names no host")?.to_owned();
        let environment = runner.environment();
        let files = config::read(environment, &project.root);
        Ok(Rust {
            host,
            targets: targets(Utf8Path::new(sysroot.trim_end())),
            linkers: linkers(environment, project, &files),
            flags: flags::observe(environment, &files),
            settings: settings::observe(environment, &files),
            toolchain: toolchain.clone(),
        })
    });
    known.map_or_else(Fact::Unknown, Fact::Known)
}

/// What rustc answers, or why it does not.
fn ask(runner: &Runner, toolchain: Option<&str>, args: &[&str]) -> Result<String, String> {
    let command = Command::new("rustc").args(args.iter().copied());
    let command = toolchain.into_iter().fold(command, |command, toolchain| command.env("RUSTUP_TOOLCHAIN", toolchain));
    let answer = runner.capture(&command).map_err(|error| error.to_string())?;
    if answer.exit.is_success() {
        return Ok(answer.stdout);
    }
    let said = answer.stderr.lines().next().unwrap_or_default();
    let named = toolchain.map(|toolchain| format!("{TOOLCHAIN} is `{toolchain}`: ")).unwrap_or_default();
    Err(format!("{named}`rustc {}` ended with {}: {said}", args.join(" "), answer.exit))
}

/// The triple that a toolchain runs on, by its `-vV`.
fn host(version: &str) -> Option<&str> {
    version.lines().find_map(|line| line.strip_prefix("host: ")).map(str::trim)
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

/// Linkers by triple: Cargo's own variable first, then Cargo's configuration, then the cross compilers on the PATH.
fn linkers(environment: &Environment, project: &Project, files: &[ConfigFile]) -> BTreeMap<String, String> {
    let every = Arch::ALL.into_iter().map(|arch| (arch, None)).chain([(Arch::Arm, Some(Variant::new(6)))]);
    let every = every.filter_map(|(arch, variant)| Platform::new(Os::Linux, arch, variant).ok());
    let triples =
        every.flat_map(|platform| [Libc::Gnu, Libc::Musl].into_iter().filter_map(move |libc| RustTriple::for_platform(platform, libc)));
    let named = project.clis.iter().flat_map(|cli| cli.targets.iter().cloned());
    let mut found = BTreeMap::new();
    for triple in triples.chain(named) {
        let set = environment.get(&format!("CARGO_TARGET_{}_LINKER", triple.env_name())).map(str::to_owned);
        let configured = || files.iter().find_map(|file| file.linker(triple.as_str()));
        let on_path = || cross_compiler(&triple).filter(|program| environment.which(program, &project.root).is_some());
        if let Some(linker) = set.or_else(configured).or_else(on_path) {
            found.insert(triple.to_string(), linker);
        }
    }
    found
}

/// What links for a triple, by its usual name; none for Apple's and Microsoft's, whose linkers stay at home.
fn cross_compiler(triple: &RustTriple) -> Option<String> {
    let prefix = triple.gnu_prefix();
    match triple.platform()?.os() {
        Os::Linux => Some(format!("{prefix}-gcc")),
        Os::Windows if triple.as_str().ends_with("-gnu") => Some(format!("{prefix}-gcc")),
        Os::Windows if triple.as_str().ends_with("-gnullvm") => Some(format!("{prefix}-clang")),
        Os::Windows | Os::Darwin => None,
    }
}

#[cfg(test)]
mod tests {
    use super::host;

    /// As rustc 1.56 and 1.95 print it, the second with lines that the first lacks.
    #[test]
    fn the_host_is_read_from_the_long_version() {
        let old = "rustc 1.56.0 (09c42c458 2021-10-18)\nbinary: rustc\nhost: aarch64-apple-darwin\nrelease: 1.56.0\nLLVM version: 13.0.0\n";
        assert_eq!(host(old), Some("aarch64-apple-darwin"));
        let new = "rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\ncommit-hash: 59807616e1fa2540724bfbac14d7976d7e4a3860\ncommit-date: 2026-04-14\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0\nLLVM version: 22.1.2\n";
        assert_eq!(host(new), Some("x86_64-unknown-linux-gnu"));
        assert_eq!(host("rustc 1.95.0\n"), None);
    }
}
