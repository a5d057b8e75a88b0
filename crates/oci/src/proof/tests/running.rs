//! What runs must fit.

use super::*;
use crate::code::FileCode;
use crate::code::elf::ArmAttributes;

#[test]
fn an_image_that_fits_has_no_finding_and_tells_what_was_proved() {
    let tree = debian(Arch::Arm64).program("/app/server", dynamic(Arch::Arm64)).text("/etc/passwd", b"x");
    check(&tree, "linux/arm64", SERVER, &[]);
    let layers = layers();
    let subject = FileSubject { name: SUBJECT, platform: Platform::LINUX_ARM64, run: None, layers: &layers };
    let proof = judge_files(&tree, &subject, &FilePolicy::FULL);
    assert_eq!(proof.proved, ["5 files, 4 ELF of aarch64, 1 program that can run, loader and 1 library found"]);
    assert_eq!(proof.native, NativeCode::Present);
}

#[test]
fn a_foreign_program_is_told_wherever_it_runs() {
    let at = |path| debian(Arch::Arm64).layer().program(path, program(Arch::Amd64));
    check(
        &at("/app/server"),
        "linux/arm64",
        SERVER,
        &["AW131 error layer 2 /app/server: the entry point cannot run on linux/arm64: it is for amd64, not for linux/arm64"],
    );
    check(
        &at("/app/server"),
        "linux/arm64",
        r#"{"Entrypoint":["/usr/bin/sh","-ec"],"Cmd":["exec /app/server --port 1"]}"#,
        &["AW131 error layer 2 /app/server: the entry point cannot run on linux/arm64: it is for amd64, not for linux/arm64"],
    );
    check(
        &at("/app/server"),
        "linux/arm64",
        r#"{"Cmd":["sh"],"Healthcheck":{"Test":["CMD","/app/server"]}}"#,
        &["AW131 error layer 2 /app/server: the health check cannot run on linux/arm64: it is for amd64, not for linux/arm64"],
    );
    check(
        &at("/usr/local/bin/kubectl"),
        "linux/arm64",
        "{}",
        &["AW131 error layer 2 /usr/local/bin/kubectl: it is for amd64, not for linux/arm64, and lies on `PATH`"],
    );
    let own_path = r#"{"Env":["PATH=/usr/bin:/opt/tools"]}"#;
    check(
        &at("/opt/tools/kubectl"),
        "linux/arm64",
        own_path,
        &["AW131 error layer 2 /opt/tools/kubectl: it is for amd64, not for linux/arm64, and lies on `PATH`"],
    );
}

#[test]
fn macos_and_windows_binaries_are_foreign_programs() {
    let tree = debian(Arch::Amd64).layer().program("/app/server", FileCode::MachO(vec!["arm64".into()]));
    check(
        &tree,
        "linux/amd64",
        SERVER,
        &["AW131 error layer 2 /app/server: the entry point cannot run on linux/amd64: it is a macOS binary (Mach-O)"],
    );
    let tree = debian(Arch::Amd64).layer().program("/usr/bin/tool", FileCode::MachO(vec!["arm64".into()]));
    check(
        &tree,
        "linux/amd64",
        "{}",
        &["AW131 error layer 2 /usr/bin/tool: it is for macOS (arm64), not for linux/amd64, and lies on `PATH`"],
    );
}

#[test]
fn a_loader_must_be_there_and_of_the_platform() {
    let musl = program(Arch::Amd64).loader("/lib/ld-musl-x86_64.so.1").needs(&["libc.musl-x86_64.so.1"]);
    check(
        &debian(Arch::Amd64).program("/app/server", musl.clone()),
        "linux/amd64",
        SERVER,
        &[
            "AW132 error layer 1 /app/server: its loader `/lib/ld-musl-x86_64.so.1` is not there; it is built for musl, and the image has glibc's loader `/lib64/ld-linux-x86-64.so.2`",
        ],
    );
    check(
        &alpine().program("/app/server", dynamic(Arch::Amd64)),
        "linux/amd64",
        SERVER,
        &[
            "AW132 error layer 1 /app/server: its loader `/lib64/ld-linux-x86-64.so.2` is not there; it is built for glibc, and the image has musl's loader `/lib/ld-musl-x86_64.so.1`",
        ],
    );
    check(
        &Tree::default().program("/app/server", dynamic(Arch::Amd64)),
        "linux/amd64",
        SERVER,
        &["AW132 error layer 1 /app/server: its loader `/lib64/ld-linux-x86-64.so.2` is not there; the image has no loader at all"],
    );
    let wrong =
        Tree::default().program("/app/server", dynamic(Arch::Arm64)).program("/lib/ld-linux-aarch64.so.1", library(Arch::Amd64, "ld"));
    check(
        &wrong,
        "linux/arm64",
        SERVER,
        &[
            "AW132 error layer 1 /app/server: its loader `/lib/ld-linux-aarch64.so.1` is for amd64",
            "AW140 error layer 1 /lib/ld-linux-aarch64.so.1: it is for amd64, not for linux/arm64",
        ],
    );
    check(&alpine().program("/app/server", musl), "linux/amd64", SERVER, &[]);
    // Static, static-pie and Go need none.
    check(&Tree::default().program("/app/server", program(Arch::Amd64)), "linux/amd64", SERVER, &[]);
    check(
        &Tree::default().program("/app/server", library(Arch::Amd64, "x").but(|elf| elf.dynamic.as_mut().unwrap().soname = None)),
        "linux/amd64",
        SERVER,
        &[],
    );
}

#[test]
fn a_program_of_which_too_little_is_kept_is_a_note() {
    let tree = debian(Arch::Amd64).program("/app/server", dynamic(Arch::Amd64).but(|elf| (elf.is_partial, elf.dynamic) = (true, None)));
    check(
        &tree,
        "linux/amd64",
        SERVER,
        &["AW144 note layer 1 /app/server: what it needs of libraries lies too deep in it to be looked at"],
    );
}

#[test]
fn levels_of_processors_are_compared_with_the_platform() {
    let amd64 = |level| Tree::default().program("/app/server", program(Arch::Amd64).but(|elf| elf.x86_level = level));
    check(&amd64(3), "linux/amd64", SERVER, &["AW136 error layer 1 /app/server: it needs x86-64-v3, and linux/amd64 promises v1"]);
    check(&amd64(2), "linux/amd64", SERVER, &["AW136 warning layer 1 /app/server: it needs x86-64-v2, and linux/amd64 promises v1"]);
    check(&amd64(4), "linux/amd64/v3", SERVER, &["AW136 error layer 1 /app/server: it needs x86-64-v4, and linux/amd64/v3 promises v3"]);
    check(&amd64(3), "linux/amd64/v3", SERVER, &[]);
    let arm = |level| {
        let attributes = ArmAttributes { level: Some(level), hard_float: Some(true) };
        Tree::default().program("/app/server", program(Arch::Arm).but(|elf| elf.arm = Some(attributes)))
    };
    check(&arm(7), "linux/arm/v6", SERVER, &["AW136 error layer 1 /app/server: it has ARMv7 code, and linux/arm/v6 promises v6"]);
    check(&arm(7), "linux/arm/v7", SERVER, &[]);
    check(&arm(6), "linux/arm/v6", SERVER, &[]);
}

#[test]
fn scripts_need_their_interpreters() {
    let tree = |line: &str| debian(Arch::Amd64).script("/app/server", line);
    check(&tree("#!/bin/sh -e\n"), "linux/amd64", SERVER, &[]);
    check(
        &tree("#!/bin/bash\n"),
        "linux/amd64",
        SERVER,
        &["AW137 error layer 1 /app/server: the entry point is a script, and `/bin/bash` is not there"],
    );
    check(
        &tree("#!/bin/sh\r\n"),
        "linux/amd64",
        SERVER,
        &["AW137 error layer 1 /app/server: the entry point is a script with Windows line ends: `/bin/sh\\r` is not there"],
    );
    let env = |line| tree(line).program("/usr/bin/env", dynamic(Arch::Amd64));
    check(
        &env("#!/usr/bin/env -S A=1 python3 -u\n"),
        "linux/amd64",
        SERVER,
        &[
            "AW137 error layer 1 /app/server: the entry point is a script, and no `python3` is on `PATH` (/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)",
        ],
    );
    check(&env("#!/usr/bin/env python3\n").program("/usr/bin/python3", dynamic(Arch::Amd64)), "linux/amd64", SERVER, &[]);
    // The interpreter is judged like any program.
    check(
        &env("#!/usr/bin/env python3\n").layer().program("/usr/local/bin/python3", program(Arch::Arm64)),
        "linux/amd64",
        SERVER,
        &["AW131 error layer 2 /usr/local/bin/python3: the entry point cannot run on linux/amd64: it is for arm64, not for linux/amd64"],
    );
    // Nobody is known to run those on `PATH`.
    let idle = debian(Arch::Amd64).script("/usr/bin/a", "#!/usr/bin/perl\n").script("/usr/bin/b", "#!/usr/bin/perl\n");
    check(
        &idle,
        "linux/amd64",
        "{}",
        &["AW137 note layer 1 /usr/bin/a: it is a script on `PATH`, and `/usr/bin/perl` is not there; so it is with 1 other script"],
    );
}

#[test]
fn what_the_config_names_must_be_there_and_run() {
    let tree = debian(Arch::Amd64).text("/app/data", b"x").script("/app/bare", "echo hello\n");
    check(
        &tree,
        "linux/amd64",
        SERVER,
        &["AW130 error /app/server: the entry point `/app/server` cannot start: `/app/server` is not there"],
    );
    check(
        &tree,
        "linux/amd64",
        r#"{"Entrypoint":["./data"],"WorkingDir":"/app"}"#,
        &["AW130 error /app/./data: the entry point `./data` cannot start: `/app/./data` is not executable"],
    );
    check(
        &tree,
        "linux/amd64",
        r#"{"Cmd":["serve"]}"#,
        &[
            "AW130 error -: the command `serve` cannot start: no `serve` is on `PATH` (/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)",
        ],
    );
    check(
        &tree,
        "linux/amd64",
        r#"{"Cmd":["/app/bare"]}"#,
        &["AW130 error layer 1 /app/bare: the command is neither a program nor a script that begins with `#!`: `exec format error`"],
    );
    // A shell reads it, whoever calls it from there.
    check(&tree, "linux/amd64", r#"{"Cmd":["/bin/sh","-ec","/app/bare"]}"#, &[]);
    check(
        &tree,
        "linux/amd64",
        r#"{"Cmd":["/bin/sh","-ec","serve --now"]}"#,
        &[
            "AW130 warning -: the command starts a shell with `serve`: no `serve` is on `PATH` (/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)",
        ],
    );
    check(
        &Tree::default().program("/x", program(Arch::Amd64)),
        "linux/amd64",
        r#"{"Cmd":["/bin/sh","-ec","/x"]}"#,
        &["AW130 error /bin/sh: the command `/bin/sh` cannot start: `/bin/sh` is not there"],
    );
    let object = Tree::default().program("/app/server", program(Arch::Amd64).but(|elf| elf.kind = crate::code::ElfKind::Relocatable));
    check(
        &object,
        "linux/amd64",
        SERVER,
        &["AW130 error layer 1 /app/server: the entry point is an ELF file for a linker or a debugger, not a program"],
    );
}

#[test]
fn damaged_files_that_run_are_told_and_others_are_not() {
    let cut = || program(Arch::Amd64).but(|elf| elf.defect = Some("it is cut off".into()));
    let tree = Tree::default().program("/app/server", cut()).file("/data/x", cut()).file("/data/y", FileCode::BadElf("z".into()));
    check(&tree, "linux/amd64", SERVER, &["AW138 error layer 1 /app/server: the ELF file is damaged: it is cut off"]);
    let tree = Tree::default().program("/app/server", FileCode::BadElf("its class is neither 32 nor 64 bit".into()));
    check(&tree, "linux/amd64", SERVER, &["AW138 error layer 1 /app/server: the ELF file is damaged: its class is neither 32 nor 64 bit"]);
}
