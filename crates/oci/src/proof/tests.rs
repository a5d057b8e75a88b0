mod everything_else;
mod hostile;
mod libraries;
mod running;
mod tree;

use super::*;
use archwright_model::Arch;
use tree::{Made, Tree, library, program};

/// What most tests run.
const SERVER: &str = r#"{"Entrypoint":["/app/server"]}"#;
const SUBJECT: &str = "ghcr.io/noetl/server@sha256:0";

/// A Debian-like image of an architecture: loader and C library where Debian has them, `/bin` and `/lib` links into `/usr`.
fn debian(arch: Arch) -> Tree {
    let (loader, tuple) = glibc(arch);
    let name = loader.rsplit('/').next().unwrap();
    let versions = ["GLIBC_2.2.5", "GLIBC_2.17", "GLIBC_2.34", "GLIBC_2.36"];
    let libc = library(arch, "libc.so.6").needs(&[name]).has(&versions).but(|elf| elf.interpreter = Some(loader.into()));
    Tree::default()
        .link("/bin", "usr/bin")
        .link("/lib", "usr/lib")
        .link("/lib64", "usr/lib64")
        .program(&format!("/usr/lib/{tuple}/{name}"), library(arch, name).has(&["GLIBC_2.17"]))
        .link(&loader.replacen("/lib", "/usr/lib", 1), &format!("/usr/lib/{tuple}/{name}"))
        .file(&format!("/usr/lib/{tuple}/libc.so.6"), libc)
        .program("/usr/bin/sh", program(arch).loader(loader).needs(&["libc.so.6"]).wants("libc.so.6", &["GLIBC_2.34"]))
}

fn glibc(arch: Arch) -> (&'static str, &'static str) {
    match arch {
        Arch::Amd64 => ("/lib64/ld-linux-x86-64.so.2", "x86_64-linux-gnu"),
        Arch::Arm64 => ("/lib/ld-linux-aarch64.so.1", "aarch64-linux-gnu"),
        Arch::Arm => ("/lib/ld-linux-armhf.so.3", "arm-linux-gnueabihf"),
        Arch::I386 => ("/lib/ld-linux.so.2", "i386-linux-gnu"),
        Arch::Ppc64le | Arch::S390x | Arch::Riscv64 | Arch::Loong64 => unimplemented!("no test needs it"),
    }
}

/// A program of Debian's, as `gcc` makes it.
fn dynamic(arch: Arch) -> Made {
    program(arch).loader(glibc(arch).0).needs(&["libc.so.6"])
}

/// A Fedora-like one of amd64: what is 64-bit lies in `lib64`.
fn fedora() -> Tree {
    let name = "ld-linux-x86-64.so.2";
    Tree::default()
        .text("/etc/os-release", b"NAME=\"Fedora Linux\"\nID=fedora\nVERSION_ID=41\n")
        .link("/bin", "usr/bin")
        .link("/lib", "usr/lib")
        .link("/lib64", "usr/lib64")
        .program(&format!("/usr/lib64/{name}"), library(Arch::Amd64, name).has(&["GLIBC_2.17"]))
        .file("/usr/lib64/libc.so.6", library(Arch::Amd64, "libc.so.6").has(&["GLIBC_2.2.5", "GLIBC_2.34"]))
        .program("/usr/bin/sh", dynamic(Arch::Amd64))
}

fn alpine() -> Tree {
    Tree::default()
        .program("/lib/ld-musl-x86_64.so.1", library(Arch::Amd64, "libc.musl-x86_64.so.1"))
        .link("/lib/libc.musl-x86_64.so.1", "ld-musl-x86_64.so.1")
}

fn layers() -> Vec<Digest> {
    (1..=9).map(|number| Digest::sha256([number; 32])).collect()
}

/// Which allowances are of no use there.
fn idle(tree: &Tree, platform: &str, policy: &FilePolicy<'_>) -> Vec<usize> {
    let layers = layers();
    let subject = FileSubject { name: SUBJECT, platform: platform.parse().unwrap(), run: None, layers: &layers };
    judge_files(tree, &subject, policy).idle
}

/// Judges, and gives findings as `AW131 error layer 1 /usr/bin/x: message`, a line each.
#[track_caller]
fn judged(tree: &Tree, platform: &str, run: &str, policy: &FilePolicy<'_>) -> Vec<String> {
    let run: RunConfig = serde_json::from_str(run).unwrap();
    let layers = layers();
    let subject = FileSubject { name: SUBJECT, platform: platform.parse().unwrap(), run: Some(&run), layers: &layers };
    let proof = judge_files(tree, &subject, policy);
    assert_eq!(proof, judge_files(tree, &subject, policy));
    proof.findings.iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let layer = finding.layer.as_ref().map_or(String::new(), |layer| format!(" layer {}", layer.number));
    let path = finding.path.as_deref().unwrap_or("-");
    format!("{} {}{layer} {path}: {}", finding.id, finding.severity, finding.message)
}

#[track_caller]
fn check(tree: &Tree, platform: &str, run: &str, expected: &[&str]) {
    assert_eq!(judged(tree, platform, run, &FilePolicy::FULL), expected);
}
