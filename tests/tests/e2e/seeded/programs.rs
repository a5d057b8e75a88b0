//! Programs of several machines, made by a real compiler: no library, no start code, but real headers.

use archwright_tests::engine::{Engine, command::Command};
use camino::{Utf8Path, Utf8PathBuf};
use std::{fs, sync::OnceLock};
use tempfile::TempDir;

const ENDLESS: &str = "void _start(void) { for (;;) {} }\n";

/// Where each program lies, by its name.
pub fn dir() -> &'static Utf8Path {
    static DIR: OnceLock<(TempDir, Utf8PathBuf)> = OnceLock::new();
    let (_, path) = DIR.get_or_init(|| {
        let dir = tempfile::Builder::new().prefix("archwright-programs-").tempdir().expect("a temporary folder");
        let path = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("a UTF-8 path");
        make(&path);
        (dir, path)
    });
    path
}

fn make(dir: &Utf8Path) {
    let write = |name: &str, text: &str| fs::write(dir.join(name), text).expect("a source file");
    write("endless.c", ENDLESS);
    write("mac.c", "int main(void) { return 0; }\n");
    write("future.c", "int future(void) { return 0; }\n");
    write("future.map", "GLIBC_2.99 { global: future; };\n");
    write("needs.c", "int future(void);\nvoid _start(void) { future(); for (;;) {} }\n");
    let compile = |target: &str, args: &[&str]| {
        let all = ["cc", "-target", target, "-nostdlib"];
        Engine::get().docker.on(Command::new("zig").args(all).args(args).dir(dir)).run().exits(0);
    };
    for (arch, loader) in [("x86_64", "/lib64/ld-linux-x86-64.so.2"), ("aarch64", "/lib/ld-linux-aarch64.so.1")] {
        let debian = if arch == "x86_64" { "amd64" } else { "arm64" };
        let (musl, gnu) = (format!("{arch}-linux-musl"), format!("{arch}-linux-gnu"));
        compile(&musl, &["-static", "endless.c", "-o", &format!("static-{debian}")]);
        let dynamic = |loader: &str| format!("-Wl,-dynamic-linker,{loader}");
        let loader_of_musl = format!("/lib/ld-musl-{arch}.so.1");
        let version = ["-Wl,--version-script=future.map"];
        // Stand-ins for the library that each is linked with; without one it would be static, whatever it is told of a loader.
        for (name, soname, loader, more) in
            [("dynamic", "libc.so.6", loader, &[][..]), ("musl", "libc.so", &loader_of_musl, &[]), ("new", "libc.so.6", loader, &version)]
        {
            let library = format!("lib{name}-{debian}.so");
            let args = ["-shared", "-fPIC", &format!("-Wl,-soname,{soname}"), "future.c", "-o", &library];
            compile(&gnu, &[&args[..], more].concat());
            compile(&gnu, &["-pie", "-fPIE", "needs.c", &library, &dynamic(loader), "-o", &format!("{name}-{debian}")]);
        }
    }
    compile("arm-linux-musleabihf", &["-mcpu=cortex_a7", "-static", "endless.c", "-o", "static-armv7"]);
    compile("arm-linux-musleabi", &["-mcpu=arm1176jzf_s", "-static", "endless.c", "-o", "static-armv6"]);
    compile("aarch64-macos", &["-Wl,-e,_main", "mac.c", "-o", "mac"]);
}
