//! Libraries, looked for as loaders do.

use super::*;
use crate::proof::search::make_cache as cache;

#[test]
fn libraries_are_found_as_glibc_finds_them() {
    let base = || debian(Arch::Amd64);
    let app = |change: fn(Made) -> Made| base().program("/app/server", change(dynamic(Arch::Amd64).needs(&["libx.so.1", "libc.so.6"])));
    let missing = "AW133 error layer 1 /app/server: it needs `libx.so.1`, and no such file is where the loader looks";
    let libx = || library(Arch::Amd64, "libx.so.1");
    check(&app(|made| made), "linux/amd64", SERVER, &[missing]);
    for path in ["/usr/lib/x86_64-linux-gnu", "/usr/lib"] {
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
fn default_directories_are_those_of_the_loaders_distribution() {
    let needs = || dynamic(Arch::Amd64).needs(&["libx.so.1", "libc.so.6"]);
    let with = |tree: Tree, path: &str| tree.program("/app/server", needs()).file(path, library(Arch::Amd64, "libx.so.1"));
    let missing = ["AW133 error layer 1 /app/server: it needs `libx.so.1`, and no such file is where the loader looks"];
    check(&with(debian(Arch::Amd64), "/usr/lib64/libx.so.1"), "linux/amd64", SERVER, &missing);
    check(&with(fedora(), "/usr/lib64/libx.so.1"), "linux/amd64", SERVER, &[]);
    for path in ["/usr/lib/libx.so.1", "/usr/lib/x86_64-linux-gnu/libx.so.1"] {
        check(&with(fedora(), path), "linux/amd64", SERVER, &missing);
    }
    let lib =
        |tree: Tree, path: &str| tree.program("/app/server", needs().runpath("/opt/$LIB")).file(path, library(Arch::Amd64, "libx.so.1"));
    check(&lib(fedora(), "/opt/lib64/libx.so.1"), "linux/amd64", SERVER, &[]);
    check(&lib(fedora(), "/opt/lib/libx.so.1"), "linux/amd64", SERVER, &missing);
    // A loader that was copied alone says nothing.
    let alone = || {
        let name = "ld-linux-x86-64.so.2";
        let libc = library(Arch::Amd64, "libc.so.6");
        Tree::default().program(&format!("/lib64/{name}"), library(Arch::Amd64, name)).file("/lib/libc.so.6", libc)
    };
    for path in ["/usr/lib/libx.so.1", "/lib64/libx.so.1", "/lib/x86_64-linux-gnu/libx.so.1"] {
        check(&with(alone(), path), "linux/amd64", SERVER, &[]);
    }
}

#[test]
fn libraries_for_newer_processors_count_from_the_platforms_level_on() {
    let app = || debian(Arch::Amd64).program("/app/server", dynamic(Arch::Amd64).needs(&["libx.so.1"]).runpath("/opt/lib"));
    let missing = ["AW133 error layer 1 /app/server: it needs `libx.so.1`, and no such file is where the loader looks"];
    let libx = || library(Arch::Amd64, "libx.so.1");
    for directory in ["/opt/lib", "/usr/lib/x86_64-linux-gnu"] {
        let tree = app().file(&format!("{directory}/glibc-hwcaps/x86-64-v3/libx.so.1"), libx().but(|elf| elf.x86_level = 3));
        check(&tree, "linux/amd64", SERVER, &missing);
        check(&tree, "linux/amd64/v2", SERVER, &missing);
        check(&tree, "linux/amd64/v3", SERVER, &[]);
        check(&tree, "linux/amd64/v4", SERVER, &[]);
    }
    // The one of the platform's level is taken before the plain one: what it needs is needed.
    let both = app().file("/opt/lib/libx.so.1", libx()).file("/opt/lib/glibc-hwcaps/x86-64-v2/libx.so.1", libx().needs(&["liby.so.1"]));
    let note = "AW139 note layer 1 /opt/lib/glibc-hwcaps/x86-64-v2/libx.so.1: it needs `liby.so.1`, which is nowhere in the image; nothing that is known to run loads it";
    check(&both, "linux/amd64", SERVER, &[note]);
    check(
        &both,
        "linux/amd64/v2",
        SERVER,
        &[
            "AW133 error layer 1 /opt/lib/glibc-hwcaps/x86-64-v2/libx.so.1: it needs `liby.so.1`, of which `/app/server` is a part, and no such file is where the loader looks",
        ],
    );
    // The loader's cache has both.
    let path = "/opt/x/glibc-hwcaps/x86-64-v3/libx.so.1";
    let cached = app().file(path, libx()).text("/etc/ld.so.cache", &cache(&[("libx.so.1", path)]));
    check(&cached, "linux/amd64", SERVER, &missing);
    check(&cached, "linux/amd64/v3", SERVER, &[]);
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

#[test]
fn programs_of_a_second_abi_have_its_directories() {
    let needs = |arch| dynamic(arch).needs(&["libx.so.1", "libc.so.6"]);
    let missing = "AW133 error layer 1 /app/server: it needs `libx.so.1`, and no such file is where the loader looks";
    let known = |arch: &str, platform: &str, files: usize| {
        format!(
            "AW141 note layer 1 /app/server: {arch} programs run on {platform} too, and their loader is there (for {arch}), and {files} other files"
        )
    };
    // As Debian's multiarch packages, its `libc6-i386` and Fedora have them.
    for (own, arch, base, directory, elsewhere) in [
        (Arch::Amd64, Arch::I386, debian(Arch::Amd64), "/usr/lib/i386-linux-gnu", "/usr/lib/x86_64-linux-gnu"),
        (Arch::Amd64, Arch::I386, debian(Arch::Amd64), "/usr/lib32", "/usr/lib64"),
        (Arch::Amd64, Arch::I386, fedora(), "/usr/lib", "/usr/lib64"),
        (Arch::Arm64, Arch::Arm, debian(Arch::Arm64), "/usr/lib/arm-linux-gnueabihf", "/usr/lib/aarch64-linux-gnu"),
    ] {
        let (loader, platform) = (glibc(arch).0, format!("linux/{own}"));
        let name = loader.rsplit('/').next().unwrap();
        let base = base
            .program(&format!("{directory}/{name}"), library(arch, name))
            .file(&format!("{directory}/libc.so.6"), library(arch, "libc.so.6"))
            .link("/lib32", "usr/lib32")
            .program("/app/server", needs(arch));
        let base = if directory == "/usr/lib" { base } else { base.link(&format!("/usr{loader}"), &format!("{directory}/{name}")) };
        let name = arch.to_string();
        check(&base, &platform, SERVER, &[missing, &known(&name, &platform, 2)]);
        let there = base.clone().file(&format!("{directory}/libx.so.1"), library(arch, "libx.so.1"));
        check(&there, &platform, SERVER, &[&known(&name, &platform, 3)]);
        let wrong = base.file(&format!("{elsewhere}/libx.so.1"), library(arch, "libx.so.1"));
        check(&wrong, &platform, SERVER, &[missing, &known(&name, &platform, 3)]);
    }
    // What the loader of another C library starts.
    let musl = program(Arch::I386).loader("/lib/ld-musl-i386.so.1");
    let tree = debian(Arch::Amd64).program("/usr/lib/ld-linux.so.2", library(Arch::I386, "ld-linux.so.2")).program("/usr/bin/old", musl);
    let found = judged(&tree, "linux/amd64", "{}", &FilePolicy::FULL);
    assert!(found[0].starts_with("AW132 error layer 1 /usr/bin/old: its loader `/lib/ld-musl-i386.so.1` is not there"), "{found:#?}");
}
