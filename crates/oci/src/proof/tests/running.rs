//! What runs must fit.

use super::*;
use crate::code::FileCode;
use crate::code::elf::ArmAttributes;
use crate::proof::search::make_cache as cache;

const SERVER: &str = r#"{"Entrypoint":["/app/server"]}"#;

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

fn alpine() -> Tree {
    Tree::default()
        .program("/lib/ld-musl-x86_64.so.1", library(Arch::Amd64, "libc.musl-x86_64.so.1"))
        .link("/lib/libc.musl-x86_64.so.1", "ld-musl-x86_64.so.1")
}

#[test]
fn libraries_are_found_as_glibc_finds_them() {
    let base = || debian(Arch::Amd64);
    let app = |change: fn(Made) -> Made| base().program("/app/server", change(dynamic(Arch::Amd64).needs(&["libx.so.1", "libc.so.6"])));
    let missing = "AW133 error layer 1 /app/server: it needs `libx.so.1`, and no such file is where the loader looks";
    let libx = || library(Arch::Amd64, "libx.so.1");
    check(&app(|made| made), "linux/amd64", SERVER, &[missing]);
    for path in ["/usr/lib/x86_64-linux-gnu", "/usr/lib", "/usr/lib64"] {
        check(&app(|made| made).file(&format!("{path}/libx.so.1"), libx()), "linux/amd64", SERVER, &[]);
    }
    check(&app(|made| made).file("/usr/local/lib/libx.so.1", libx()), "linux/amd64", SERVER, &[missing]);
    // A link, one that leads nowhere, and a file of another machine.
    check(&app(|made| made).link("/usr/lib/libx.so.1", "libx.so.1.2").file("/usr/lib/libx.so.1.2", libx()), "linux/amd64", SERVER, &[]);
    check(
        &app(|made| made).link("/usr/lib/libx.so.1", "libx.so.1.2"),
        "linux/amd64",
        SERVER,
        &[
            "AW133 error layer 1 /app/server: it needs `libx.so.1`, and `/lib/libx.so.1` leads to `/usr/lib/libx.so.1.2`, which is not there",
        ],
    );
    let both = app(|made| made).file("/usr/lib/x86_64-linux-gnu/libx.so.1", library(Arch::Arm64, "libx.so.1"));
    check(
        &both,
        "linux/amd64",
        SERVER,
        &[
            "AW133 error layer 1 /app/server: it needs `libx.so.1`, and `/usr/lib/x86_64-linux-gnu/libx.so.1` is for arm64",
            "AW140 error layer 1 /usr/lib/x86_64-linux-gnu/libx.so.1: it is for arm64, not for linux/amd64",
        ],
    );
    // RUNPATH and RPATH.
    check(&app(|made| made.runpath("$ORIGIN/../lib")).file("/lib2/libx.so.1", libx()), "linux/amd64", SERVER, &[missing]);
    check(&app(|made| made.runpath("$ORIGIN/lib:/opt/${LIB}")).file("/app/lib/libx.so.1", libx()), "linux/amd64", SERVER, &[]);
    check(&app(|made| made.runpath("/opt/$LIB")).file("/opt/lib/x86_64-linux-gnu/libx.so.1", libx()), "linux/amd64", SERVER, &[]);
    check(&app(|made| made.rpath("/opt/x").runpath("/opt/y")).file("/opt/x/libx.so.1", libx()), "linux/amd64", SERVER, &[missing]);
    // The environment.
    let environment = r#"{"Entrypoint":["/app/server"],"Env":["LD_LIBRARY_PATH=/opt/a:/opt/x"]}"#;
    check(&app(|made| made).file("/opt/x/libx.so.1", libx()), "linux/amd64", environment, &[]);
}

#[test]
fn rpath_is_inherited_and_runpath_is_not() {
    let tree = |main: Made| {
        debian(Arch::Amd64)
            .program("/app/server", main.needs(&["liba.so"]))
            .file("/app/lib/liba.so", library(Arch::Amd64, "liba.so").needs(&["libb.so"]))
            .file("/app/lib/libb.so", library(Arch::Amd64, "libb.so"))
    };
    check(&tree(dynamic(Arch::Amd64).rpath("/app/lib")), "linux/amd64", SERVER, &[]);
    check(
        &tree(dynamic(Arch::Amd64).runpath("/app/lib")),
        "linux/amd64",
        SERVER,
        &[
            "AW133 error layer 1 /app/lib/liba.so: it needs `libb.so`, of which `/app/server` is a part, and no such file is where the loader looks",
        ],
    );
}

#[test]
fn the_loaders_cache_counts_and_its_configuration_does_not() {
    let app = || {
        debian(Arch::Amd64)
            .program("/app/server", dynamic(Arch::Amd64).needs(&["libx.so.1"]))
            .file("/usr/local/lib/libx.so.1", library(Arch::Amd64, "libx.so.1"))
            .text("/etc/ld.so.conf", b"include /etc/ld.so.conf.d/*.conf\n")
            .text("/etc/ld.so.conf.d/libc.conf", b"# local\n/usr/local/lib\n")
    };
    check(&app().text("/etc/ld.so.cache", &cache(&[("libx.so.1", "/usr/local/lib/libx.so.1")])), "linux/amd64", SERVER, &[]);
    let stale = [
        "AW133 error layer 1 /app/server: it needs `libx.so.1`, and the loader does not find `/usr/local/lib/libx.so.1`, because `/etc/ld.so.cache` does not have it: run `ldconfig` behind what brings it",
    ];
    check(&app().text("/etc/ld.so.cache", &cache(&[("libc.so.6", "/lib/libc.so.6")])), "linux/amd64", SERVER, &stale);
    check(&app(), "linux/amd64", SERVER, &stale);
    // A cache that was not kept says nothing against it.
    check(&app().text("/etc/ld.so.cache", b""), "linux/amd64", SERVER, &[]);
}

#[test]
fn musl_has_names_of_its_own_and_a_path_file() {
    let app = |needs: &[&str]| alpine().program("/app/server", program(Arch::Amd64).loader("/lib/ld-musl-x86_64.so.1").needs(needs));
    check(&app(&["libc.so", "libpthread.so.0", "libm.so.6", "libc.musl-x86_64.so.1"]), "linux/amd64", SERVER, &[]);
    let missing = "AW133 error layer 1 /app/server: it needs `libz.so.1`, and no such file is where the loader looks";
    check(&app(&["libz.so.1"]), "linux/amd64", SERVER, &[missing]);
    let libz = || library(Arch::Amd64, "libz.so.1");
    check(&app(&["libz.so.1"]).file("/usr/local/lib/libz.so.1", libz()), "linux/amd64", SERVER, &[]);
    check(
        &app(&["libz.so.1"]).text("/etc/ld-musl-x86_64.path", b"/lib\n/opt/lib\n").file("/usr/lib/libz.so.1", libz()),
        "linux/amd64",
        SERVER,
        &[missing],
    );
    check(
        &app(&["libz.so.1"]).text("/etc/ld-musl-x86_64.path", b"/lib:/opt/lib").file("/opt/lib/libz.so.1", libz()),
        "linux/amd64",
        SERVER,
        &[],
    );
}

#[test]
fn libraries_made_for_glibc_are_told_under_musl() {
    let tree = alpine()
        .program("/app/server", program(Arch::Amd64).loader("/lib/ld-musl-x86_64.so.1").needs(&["libx.so"]))
        .file("/usr/lib/libx.so", library(Arch::Amd64, "libx.so").needs(&["libc.so.6"]).wants("libc.so.6", &["GLIBC_2.14"]));
    check(
        &tree,
        "linux/amd64",
        SERVER,
        &["AW135 warning layer 1 /usr/lib/libx.so: it is built for glibc (GLIBC_2.14), and its loader is musl's"],
    );
    check(&tree.file("/lib/libgcompat.so.0", library(Arch::Amd64, "libgcompat.so.0")), "linux/amd64", SERVER, &[]);
}

#[test]
fn versions_that_a_library_has_not_are_named() {
    let app = |versions: &[&str]| debian(Arch::Arm64).program("/app/server", dynamic(Arch::Arm64).wants("libc.so.6", versions));
    check(&app(&["GLIBC_2.17", "GLIBC_2.36"]), "linux/arm64", SERVER, &[]);
    check(
        &app(&["GLIBC_2.17", "GLIBC_2.38", "GLIBC_2.9"]),
        "linux/arm64",
        SERVER,
        &[
            "AW134 error layer 1 /app/server: it needs GLIBC_2.38 of `libc.so.6`, and the image has `/usr/lib/aarch64-linux-gnu/libc.so.6`, whose newest is GLIBC_2.36",
        ],
    );
    // The loader only warns of a library without any.
    let bare = debian(Arch::Arm64)
        .program("/app/server", dynamic(Arch::Arm64).needs(&["libx.so"]).wants("libx.so", &["X_1"]))
        .file("/usr/lib/libx.so", library(Arch::Arm64, "libx.so"));
    check(&bare, "linux/arm64", SERVER, &[]);
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

#[test]
fn the_drivers_libraries_come_at_run_time_and_a_wrong_preload_is_told() {
    let tree = debian(Arch::Amd64).program("/app/server", dynamic(Arch::Amd64).needs(&["libcuda.so.1", "libnvidia-ml.so.1"]));
    check(&tree, "linux/amd64", SERVER, &[]);
    check(
        &tree,
        "linux/amd64",
        r#"{"Env":["LD_PRELOAD=/usr/lib/aarch64-linux-gnu/libjemalloc.so.2"]}"#,
        &[
            "AW133 warning /usr/lib/aarch64-linux-gnu/libjemalloc.so.2: `LD_PRELOAD` or `/etc/ld.so.preload` names `/usr/lib/aarch64-linux-gnu/libjemalloc.so.2`, which is not there",
        ],
    );
}
