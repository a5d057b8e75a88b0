//! What else is in an image: foreign files, base layers, allowances, twins.

use super::*;
use crate::code::{FileCode, Machine, Pe};

const NONE: &str = "{}";

/// An arm64 image with one amd64 library somewhere; what is said of it.
#[track_caller]
fn amd64_at(path: &str, expected: &[&str]) {
    check(&Tree::default().file(path, library(Arch::Amd64, "x")), "linux/arm64", NONE, expected);
}

#[test]
fn foreign_files_are_errors_and_name_layer_and_path() {
    amd64_at("/app/lib/libx.so", &["AW140 error layer 1 /app/lib/libx.so: it is for amd64, not for linux/arm64"]);
    // The directory of a Rust build is no sysroot, and a name alone no excuse.
    for path in [
        "/app/target/x86_64-unknown-linux-gnu/release/server",
        "/app/node_modules/@esbuild/linux-x64/bin/esbuild",
        "/usr/lib/jvm/java-17-openjdk-amd64/lib/libjava.so",
        "/usr/lib/x86_64-linux-gnu/libz.so.1",
    ] {
        amd64_at(path, &[&format!("AW140 error layer 1 {path}: it is for amd64, not for linux/arm64")]);
    }
    let big = Tree::default().file("/app/x", program(Arch::Amd64).but(|elf| elf.os_abi = 9));
    check(&big, "linux/amd64", NONE, &["AW140 error layer 1 /app/x: it is for amd64 with system ABI 9, not for linux/amd64"]);
}

#[test]
fn kinds_that_are_meant_to_be_there_are_notes() {
    for (path, why) in [
        ("/usr/local/go/src/debug/elf/testdata/gcc-amd64-linux-exec", "it is test data"),
        ("/usr/lib/firmware/x.elf", "it is firmware, or starts a machine before any system runs"),
        ("/usr/share/qemu/hppa-firmware.img", "it is firmware, or starts a machine before any system runs"),
        (
            "/lib/modules/6.1.0-9-amd64/vdso/vdso32.so",
            "it belongs to a kernel, which has code for the programs of several machines (`vdso32.so`)",
        ),
        ("/usr/bin/qemu-aarch64-static", "it is a QEMU emulator, which builds on another machine leave behind"),
        ("/usr/x86_64-linux-gnu/lib/libc.so.6", "it is part of a cross toolchain or a sysroot, `x86_64-linux-gnu`"),
        ("/usr/lib/gcc-cross/x86_64-linux-gnu/12/libgcc_s.so.1", "it is part of a cross toolchain or a sysroot, `x86_64-linux-gnu`"),
        (
            "/usr/local/rustup/toolchains/a/lib/rustlib/x86_64-unknown-linux-gnu/lib/libstd.so",
            "it is part of a cross toolchain or a sysroot, `x86_64-unknown-linux-gnu`",
        ),
        ("/opt/sdk/sysroot/usr/lib/libm.so.6", "it is part of a cross toolchain or a sysroot, `sysroot`"),
    ] {
        amd64_at(path, &[&format!("AW141 note layer 1 {path}: {why} (for amd64)")]);
    }
}

#[test]
fn a_counterpart_for_the_platform_speaks_for_a_foreign_file() {
    let pair = |foreign: &str, own: &str| Tree::default().file(foreign, library(Arch::Amd64, "x")).file(own, library(Arch::Arm64, "x"));
    for (foreign, own, beside) in [
        ("/app/prebuilds/linux-x64/node.napi.node", "/app/prebuilds/linux-arm64/node.napi.node", "/app/prebuilds/linux-arm64"),
        ("/app/prebuilds/linux-x64/a.musl.node", "/app/prebuilds/linux-arm64/b.node", "/app/prebuilds/linux-arm64"),
        ("/opt/lib_x86_64.so", "/opt/lib_aarch64.so", "/opt/lib_aarch64.so"),
        ("/n/@esbuild/linux-x64/bin/esbuild", "/n/@esbuild/linux-arm64/bin/esbuild", "/n/@esbuild/linux-arm64"),
        ("/app/prebuilds/linux-x64/a.node", "/app/build/Release/a.node", "/app/build"),
    ] {
        check(
            &pair(foreign, own),
            "linux/arm64",
            NONE,
            &[&format!("AW141 note layer 1 {foreign}: `{beside}` is the same for this platform (for amd64)")],
        );
    }
    // Something else for this platform, and a directory that only says so.
    check(
        &pair("/opt/kubectl-amd64", "/opt/helm-arm64"),
        "linux/arm64",
        NONE,
        &["AW140 error layer 1 /opt/kubectl-amd64: it is for amd64, not for linux/arm64"],
    );
    let lying =
        Tree::default().file("/p/linux-x64/a.node", library(Arch::Amd64, "x")).file("/p/linux-arm64/a.node", library(Arch::Amd64, "x"));
    check(
        &lying,
        "linux/arm64",
        NONE,
        &[
            "AW140 error layer 1 /p/linux-arm64/a.node: it is for amd64, not for linux/arm64",
            "AW140 warning layer 1 /p/linux-x64/a.node: `/p` has the same for other machines, and none for linux/arm64 (for amd64)",
        ],
    );
    // A module of npm that has every machine but this one is one thing to know.
    let mac = FileCode::MachO(vec!["x86_64".into()]);
    let bundle = ["linux-x64/a.node", "linux-x64/a.musl.node"]
        .iter()
        .fold(Tree::default(), |tree, name| tree.file(&format!("/m/prebuilds/{name}"), library(Arch::Amd64, "x")))
        .file("/m/prebuilds/darwin-x64/a.node", mac);
    check(
        &bundle,
        "linux/arm64",
        NONE,
        &[
            "AW140 warning layer 1 /m/prebuilds/darwin-x64/a.node: `/m/prebuilds` has the same for other machines, and none for linux/arm64 (for amd64, for macOS (x86_64)), and 2 other files",
        ],
    );
}

#[test]
fn a_second_architecture_of_the_machine_needs_its_loader() {
    let tree = || debian(Arch::Amd64).file("/opt/steam/lib.so", library(Arch::I386, "x"));
    check(&tree(), "linux/amd64", NONE, &["AW140 error layer 1 /opt/steam/lib.so: it is for 386, not for linux/amd64"]);
    let loader = tree().program("/usr/lib/ld-linux.so.2", library(Arch::I386, "ld-linux.so.2"));
    check(
        &loader,
        "linux/amd64",
        NONE,
        &[
            "AW141 note layer 1 /opt/steam/lib.so: 386 programs run on linux/amd64 too, and their loader is there (for 386), and 1 other file",
        ],
    );
    // Fedora has them beside its own in `lib64`, and no database that says so.
    let fedora = fedora()
        .program("/usr/lib/ld-linux.so.2", library(Arch::I386, "ld-linux.so.2"))
        .file("/usr/lib/libc.so.6", library(Arch::I386, "libc.so.6"))
        .program("/usr/bin/old", dynamic(Arch::I386));
    check(
        &fedora,
        "linux/amd64",
        NONE,
        &["AW141 note layer 1 /usr/bin/old: 386 programs run on linux/amd64 too, and their loader is there (for 386), and 2 other files"],
    );
    // What starts a machine needs no loader.
    check(
        &Tree::default().file("/usr/lib/grub/i386-pc/kernel.img", program(Arch::I386)),
        "linux/amd64",
        NONE,
        &["AW141 note layer 1 /usr/lib/grub/i386-pc/kernel.img: it is firmware, or starts a machine before any system runs (for 386)"],
    );
    let arm = Tree::default().file("/opt/x", dynamic(Arch::Arm));
    check(&arm, "linux/arm64", NONE, &["AW140 error layer 1 /opt/x: it is for arm, not for linux/arm64"]);
}

#[test]
fn the_package_database_answers_for_its_files() {
    let tree = Tree::default()
        .file("/usr/lib/x86_64-linux-gnu/libz.so.1", library(Arch::Amd64, "libz.so.1"))
        .text("/var/lib/dpkg/info/zlib1g:amd64.list", b"/.\n/lib/x86_64-linux-gnu/libz.so.1\n");
    // A base that is wholly of another platform has a database too.
    let libz = "AW140 error layer 1 /usr/lib/x86_64-linux-gnu/libz.so.1: it is for amd64, not for linux/arm64";
    check(
        &tree.clone().program("/usr/bin/dpkg", program(Arch::Amd64)),
        "linux/arm64",
        NONE,
        &["AW131 error layer 1 /usr/bin/dpkg: it is for amd64, not for linux/arm64, and lies on `PATH`", libz],
    );
    check(&tree, "linux/arm64", NONE, &[libz]);
    let tree = tree.program("/usr/bin/dpkg", program(Arch::Arm64));
    check(
        &tree,
        "linux/arm64",
        NONE,
        &["AW141 note layer 1 /usr/lib/x86_64-linux-gnu/libz.so.1: the package database has it: package `zlib1g:amd64` (for amd64)"],
    );
    // A package of the platform's own that brings foreign code; and a file that a later layer put in a package's place.
    let own = Tree::default()
        .program("/usr/bin/dpkg", program(Arch::Amd64))
        .file("/usr/lib/perf-core/perf-read-vdso32", program(Arch::I386).loader("/lib/ld-linux.so.2"))
        .text("/var/lib/dpkg/info/linux-perf.list", b"/usr/lib/perf-core/perf-read-vdso32\n/usr/bin/perf\n");
    check(
        &own,
        "linux/amd64",
        NONE,
        &["AW141 note layer 1 /usr/lib/perf-core/perf-read-vdso32: the package database has it: package `linux-perf` (for 386)"],
    );
    check(
        &own.layer().program("/usr/bin/perf", program(Arch::Arm64)).file("/x", FileCode::None),
        "linux/amd64",
        NONE,
        &[
            "AW131 error layer 2 /usr/bin/perf: it is for arm64, not for linux/amd64, and lies on `PATH`",
            "AW141 note layer 1 /usr/lib/perf-core/perf-read-vdso32: the package database has it: package `linux-perf` (for 386)",
        ],
    );
    let apk = Tree::default()
        .program("/sbin/apk", program(Arch::Arm64))
        .file("/usr/lib/boot/kernel.elf", program(Arch::Amd64))
        .text("/lib/apk/db/installed", b"C:Q1\nP:boot\nA:aarch64\nF:usr/lib/boot\nR:kernel.elf\n\n");
    check(
        &apk,
        "linux/arm64",
        NONE,
        &["AW141 note layer 1 /usr/lib/boot/kernel.elf: the package database has it: package `boot` (for amd64)"],
    );
}

#[test]
fn the_database_of_rpm_is_said_to_be_unread_where_it_might_answer() {
    let foreign = library(Arch::Arm64, "x");
    for path in ["/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages"] {
        let tree = fedora().text(path, b"SQLite format 3");
        check(&tree, "linux/amd64", NONE, &[]);
        check(
            &tree.file("/opt/x.so", foreign.clone()),
            "linux/amd64",
            NONE,
            &[
                "AW140 error layer 1 /opt/x.so: it is for arm64, not for linux/amd64",
                &format!(
                    "AW144 note layer 1 {path}: it is rpm's package database, which is not read: files of other machines may be a package's own"
                ),
            ],
        );
    }
}

#[test]
fn objects_devices_and_managed_code_are_of_no_machine() {
    let machine = |number| library(Arch::Amd64, "x").but(|elf| elf.machine = Machine(number));
    let tree = Tree::default()
        .file("/lib/modules/x.ko", program(Arch::Amd64).but(|elf| elf.kind = crate::code::ElfKind::Relocatable))
        .file("/x/bpf.o", machine(247))
        .file("/x/kernel.cubin", machine(190))
        .file("/x/kernel.hsaco", machine(224))
        .file("/x/App.dll", FileCode::Pe(Pe { machine: 0x8664, is_managed: true }))
        .file("/x/A.class", FileCode::JavaClass);
    check(&tree, "linux/arm64", NONE, &[]);
    let layers = layers();
    let subject = FileSubject { name: SUBJECT, platform: Platform::LINUX_ARM64, run: None, layers: &layers };
    let proof = judge_files(&tree.without("/lib/modules/x.ko"), &subject, &FilePolicy::FULL);
    assert_eq!((proof.native, proof.proved), (NativeCode::Absent, vec!["5 files".into()]));
}

#[test]
fn other_systems_do_harm_where_linux_would_load_them() {
    let mac = || FileCode::MachO(vec!["arm64".into()]);
    let tree = Tree::default()
        .file("/app/node_modules/bcrypt/build/Release/bcrypt.node", mac())
        .file("/app/lib/libx.dylib", mac())
        .file("/app/notes", mac())
        .program("/app/tool", mac())
        .file("/usr/lib/python3/setuptools/gui.exe", FileCode::Pe(Pe { machine: 0x14c, is_managed: false }));
    check(
        &tree,
        "linux/arm64",
        NONE,
        &[
            "AW140 error layer 1 /app/node_modules/bcrypt/build/Release/bcrypt.node: it is for macOS (arm64), not for linux/arm64",
            "AW140 error layer 1 /app/tool: it is for macOS (arm64), not for linux/arm64",
            "AW141 note layer 1 /app/notes: it is neither executable nor a library, so that nothing on Linux loads it (for macOS (arm64))",
            "AW141 note layer 1 /app/lib/libx.dylib: its name says that it is another system's, and nothing on Linux loads it (for Windows (386), for macOS (arm64)), and 1 other file",
        ],
    );
}

#[test]
fn archives_are_told_once() {
    let tree = Tree::default().file("/a.jar", FileCode::Archive).file("/b.whl", FileCode::Archive);
    check(
        &tree,
        "linux/arm64",
        NONE,
        &["AW144 note layer 1 /a.jar: it is an archive (zip, jar, wheel), which is not looked into, and 1 other file"],
    );
}

#[test]
fn libraries_that_only_an_optional_part_needs_are_notes() {
    let tree = debian(Arch::Amd64)
        .file("/usr/lib/python3/lib-dynload/_tkinter.so", library(Arch::Amd64, "x").needs(&["libtk8.6.so", "libc.so.6"]))
        .file("/app/libs/liba.so", library(Arch::Amd64, "liba.so").needs(&["libb.so"]))
        .file("/app/libs/libb.so", library(Arch::Amd64, "libb.so"));
    check(
        &tree,
        "linux/amd64",
        NONE,
        &[
            "AW139 note layer 1 /usr/lib/python3/lib-dynload/_tkinter.so: it needs `libtk8.6.so`, which is nowhere in the image; nothing that is known to run loads it",
        ],
    );
}

#[test]
fn many_of_one_layer_are_counted() {
    let tree = (0..25).fold(Tree::default(), |tree, number| tree.file(&format!("/app/{number:02}.so"), library(Arch::Amd64, "x")));
    let found = judged(&tree, "linux/arm64", NONE, &FilePolicy::FULL);
    assert_eq!(found.len(), 21);
    assert_eq!(found[20], "AW140 error layer 1 /: 5 files more of this layer are for amd64");
}

#[test]
fn what_is_allowed_is_a_note_and_an_unused_allowance_a_warning() {
    let allow = |path: &str| AllowForeign { path: path.into(), why: "sent to other machines".into() };
    let tree = Tree::default().file("/srv/agents/amd64/agent", program(Arch::Amd64)).program("/usr/bin/x", program(Arch::Amd64));
    let allowed = [allow("/srv/agents/*"), allow("/usr/bin/x"), allow("/opt/**/old")];
    let policy = FilePolicy { base: BaseLayers::Full, allow_foreign: &allowed };
    assert_eq!(
        judged(&tree, "linux/arm64", NONE, &policy),
        [
            "AW142 note layer 1 /srv/agents/amd64/agent: 1 file of another machine allowed by `/srv/agents/*`: sent to other machines",
            "AW142 note layer 1 /usr/bin/x: 1 file of another machine allowed by `/usr/bin/x`: sent to other machines",
        ]
    );
    // What lies on no platform is told once, by those who know all of them.
    let unused = |idle: &[&[usize]]| judge_allowances(SUBJECT, &allowed, idle.iter().copied()).iter().map(line).collect::<Vec<_>>();
    assert_eq!(idle(&tree, "linux/arm64", &policy), [2]);
    assert_eq!(
        unused(&[&[2], &[1, 2]]),
        ["AW143 warning -: `allow-foreign` has `/opt/**/old` (sent to other machines), and no file with code is there on any platform"]
    );
    assert!(unused(&[&[2], &[0, 1]]).is_empty() && unused(&[]).is_empty());
    // Its own on this platform, foreign on another.
    assert!(
        judged(
            &Tree::default().program("/usr/bin/x", program(Arch::Arm64)),
            "linux/arm64",
            NONE,
            &FilePolicy { allow_foreign: &allowed[1..2], ..policy }
        )
        .is_empty()
    );
    // Even what runs, if somebody says so.
    let policy = FilePolicy { base: BaseLayers::Full, allow_foreign: &allowed[1..2] };
    let run = r#"{"Cmd":["x"]}"#;
    let only = Tree::default().program("/usr/bin/x", program(Arch::Amd64));
    assert_eq!(judged(&only, "linux/arm64", run, &policy).len(), 1);
}

#[test]
fn patterns_stay_within_names_unless_they_say_so() {
    let covers = |pattern: &str, path: &str| AllowForeign { path: pattern.into(), why: String::new() }.covers(path);
    assert!(covers("/opt/*.so", "/opt/a.so") && !covers("/opt/*.so", "/opt/a/b.so"));
    assert!(covers("/opt/**/*.so", "/opt/a/b/c.so") && covers("/opt/**/*.so", "/opt/c.so"));
    assert!(covers("/opt", "/opt/a/b") && covers("opt/", "/opt/a") && !covers("/opt/a", "/opt/ab"));
    assert!(covers("/opt/v?/x", "/opt/v1/x") && !covers("/opt/v?/x", "/opt/v12/x"));
    assert!(!covers("", "/opt") && !covers("/", "/opt"));
    // Nothing that a pattern says takes long.
    assert!(!covers(&"/**".repeat(500), "") && !covers(&format!("/{}b", "*a".repeat(2000)), &format!("/{}", "a".repeat(4000))));
}

#[test]
fn the_base_images_own_faults_are_notes_when_publishing() {
    let base = debian(Arch::Amd64)
        .program("/usr/bin/old", program(Arch::Arm64))
        .program("/usr/bin/tool", dynamic(Arch::Amd64).needs(&["libx.so"]));
    let base = base.file("/usr/lib/libx.so", library(Arch::Amd64, "libx.so"));
    let own = base.clone().layer().without("/usr/lib/libx.so").program("/usr/bin/new", program(Arch::Arm64));
    let policy = FilePolicy { base: BaseLayers::Notes { layers: 1, view: &base }, allow_foreign: &[] };
    let found = [
        "AW133 error layer 1 /usr/bin/tool: it needs `libx.so`, and no such file is where the loader looks",
        "AW131 error layer 2 /usr/bin/new: it is for arm64, not for linux/amd64, and lies on `PATH`",
    ];
    let note =
        "AW131 note layer 1 /usr/bin/old: it is for arm64, not for linux/amd64, and lies on `PATH`; it is so in the base image already";
    assert_eq!(judged(&own, "linux/amd64", NONE, &policy), [found[0], found[1], note]);
    let full = note.replace(" note ", " error ").replace("; it is so in the base image already", "");
    check(&own, "linux/amd64", NONE, &[found[0], found[1], &full]);
}

#[test]
fn two_platforms_with_the_same_layers_are_told_unless_nothing_in_them_is_native() {
    let layers = layers();
    let twin = |platform: &str, layers, native| Twin { platform: platform.parse().unwrap(), layers, native };
    let told = |one: Twin<'_>, two: Twin<'_>| judge_twins(SUBJECT, &[one, two]).iter().map(line).collect::<Vec<_>>();
    let (present, absent) = (NativeCode::Present, NativeCode::Absent);
    assert_eq!(
        told(twin("linux/amd64", &layers[..2], present), twin("linux/arm64", &layers[..2], present)),
        ["AW145 error -: its layers are those of linux/amd64, and they hold native code",]
    );
    assert!(told(twin("linux/amd64", &layers[..2], absent), twin("linux/arm64", &layers[..2], absent)).is_empty());
    // Files of Windows are not looked at, and these layers have been.
    assert!(told(twin("linux/riscv64", &layers[..2], absent), twin("windows/amd64", &layers[..2], present)).is_empty());
    assert!(told(twin("linux/amd64", &layers[..2], present), twin("linux/arm64", &layers[1..3], present)).is_empty());
    assert!(told(twin("linux/arm/v6", &layers[..2], present), twin("linux/arm/v7", &layers[..2], present)).is_empty());
}

#[test]
fn images_of_windows_are_not_judged() {
    let tree = Tree::default().program("/x", program(Arch::Amd64));
    check(&tree, "windows/amd64", r#"{"Cmd":["cmd"]}"#, &[]);
}
