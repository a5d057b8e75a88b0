//! What is told of programs, by programs that compilers of this machine make: dynamic, static, static-pie, for other machines.

use archwright::oci::code::{ElfKind, FileCode, fits, identify_file};
use archwright_tests::engine::{command::Command, variable};
use camino::{Utf8Path, Utf8PathBuf};
use std::fs;
use tempfile::TempDir;

/// A compiler, if this machine has it.
fn tool(name: &str) -> Option<String> {
    let path = variable("PATH")?;
    let found = path.split(':').map(|directory| Utf8Path::new(directory).join(name)).find(|file| file.is_file());
    found.map(Utf8PathBuf::into_string)
}

struct Workshop {
    _held: TempDir,
    dir: Utf8PathBuf,
}

impl Workshop {
    fn new() -> Self {
        let held = TempDir::new().unwrap();
        let dir = Utf8PathBuf::from_path_buf(held.path().to_owned()).unwrap();
        fs::write(dir.join("main.c"), "#include <stdio.h>\nint twice(int);\nint main(void) { return printf(\"%d\\n\", twice(1)); }\n")
            .unwrap();
        fs::write(dir.join("twice.c"), "int twice(int x) { return 2 * x; }\n").unwrap();
        fs::write(dir.join("versions"), "TWICE_1.0 { global: twice; local: *; };\n").unwrap();
        fs::write(dir.join("go.mod"), "module hello\n").unwrap();
        fs::write(dir.join("main.go"), "package main\n\nfunc main() { println(1) }\n").unwrap();
        fs::write(dir.join("main.rs"), "fn main() { println!(\"1\") }\n").unwrap();
        Self { _held: held, dir }
    }

    #[track_caller]
    fn made(&self, program: &str, args: &str, variables: &[(&str, &str)]) -> FileCode {
        let command = Command::new(program).args(args.split(' ')).dir(&self.dir);
        let command =
            command.env("GOCACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/go")).env("GOTOOLCHAIN", "local").env("CGO_ENABLED", "0");
        variables.iter().fold(command, |command, (name, value)| command.env(name, value)).run().exits(0);
        let made = args.split(' ').skip_while(|word| *word != "-o").nth(1).unwrap();
        identify_file(&self.dir.join(made)).unwrap()
    }
}

#[test]
fn what_a_c_compiler_makes() {
    let Some(cc) = tool("gcc") else { return };
    let workshop = Workshop::new();
    let host = std::env::consts::ARCH.parse().unwrap();
    let library = workshop.made(&cc, "-shared -fPIC twice.c -o libtwice.so -Wl,-soname,libtwice.so.1 -Wl,--version-script,versions", &[]);
    assert_eq!(fits(&library, host), Ok(()));
    let elf = library.elf().unwrap();
    assert_eq!((elf.kind, elf.soname()), (ElfKind::Shared, Some("libtwice.so.1")));
    assert!(elf.dynamic.as_ref().unwrap().version_definitions.contains(&"TWICE_1.0".into()));

    for (flags, runpath, rpath) in
        [("-Wl,--enable-new-dtags", Some("$ORIGIN/lib"), None), ("-Wl,--disable-new-dtags", None, Some("$ORIGIN/lib"))]
    {
        let program = workshop.made(&cc, &format!("main.c libtwice.so -o dynamic -Wl,-rpath,$ORIGIN/lib {flags}"), &[]);
        let elf = program.elf().unwrap();
        let dynamic = elf.dynamic.as_ref().unwrap();
        assert_eq!((elf.kind, elf.is_static(), &elf.defect), (ElfKind::Executable, false, &None));
        assert!(elf.interpreter.as_ref().unwrap().starts_with("/lib"), "{elf:?}");
        assert_eq!((dynamic.runpath.as_deref(), dynamic.rpath.as_deref()), (runpath, rpath));
        assert_eq!(dynamic.needed, ["libtwice.so.1", "libc.so.6"]);
        let need = |library: &str| dynamic.version_needs.iter().find(|need| need.library == library).unwrap();
        assert_eq!(need("libtwice.so.1").versions, ["TWICE_1.0"]);
        assert!(need("libc.so.6").versions.iter().any(|version| version.starts_with("GLIBC_2.")));
    }
    for flags in ["-static", "-static-pie -fPIE"] {
        let program = workshop.made(&cc, &format!("main.c twice.c -o static {flags}"), &[]);
        assert!(program.elf().unwrap().is_static(), "{flags}: {program:?}");
    }
    let object = workshop.made(&cc, "-c twice.c -o twice.o", &[]);
    assert_eq!(object.elf().unwrap().kind, ElfKind::Relocatable);
    if std::env::consts::ARCH == "x86_64" {
        let newer = workshop.made(&cc, "-shared -fPIC twice.c -o newer.so -Wl,-z,x86-64-v3", &[]);
        assert_eq!((newer.elf().unwrap().x86_level, elf.x86_level), (3, 0));
    }
    // Cut in the middle, it is damaged and still of its machine.
    let bytes = fs::read(workshop.dir.join("static")).unwrap();
    fs::write(workshop.dir.join("cut"), &bytes[..bytes.len() / 2]).unwrap();
    let cut = identify_file(&workshop.dir.join("cut")).unwrap();
    assert!(cut.elf().unwrap().defect.as_ref().unwrap().starts_with("it is cut off"), "{cut:?}");
}

#[test]
fn what_rustc_makes() {
    let Some(rustc) = tool("rustc") else { return };
    let program = Workshop::new().made(&rustc, "main.rs -o rust", &[]);
    assert_eq!(fits(&program, std::env::consts::ARCH.parse().unwrap()), Ok(()));
    assert_eq!(program.elf().map(|elf| elf.kind), Some(ElfKind::Executable));
}

#[test]
fn what_go_makes_for_other_machines_and_systems() {
    let Some(go) = tool("go") else { return };
    let workshop = Workshop::new();
    let made = |os: &str, arch: &str, more: (&str, &str)| workshop.made(&go, "build -o made .", &[("GOOS", os), ("GOARCH", arch), more]);
    for (arch, more, platform) in [("arm64", ("GOFLAGS", ""), "linux/arm64"), ("arm", ("GOARM", "6"), "linux/arm/v6")] {
        let code = made("linux", arch, more);
        assert_eq!(fits(&code, platform.parse().unwrap()), Ok(()), "{platform}");
        let elf = code.elf().unwrap();
        assert!(elf.is_static() && elf.is_go && elf.defect.is_none(), "{platform}: {elf:?}");
    }
    assert_eq!(made("darwin", "arm64", ("GOFLAGS", "")), FileCode::MachO(vec!["arm64".into()]));
}
