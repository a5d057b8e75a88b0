//! Facts that no file has, and names that no one gives.

use super::*;
use crate::code::elf::ArmAttributes;
use crate::code::{ElfKind, FileCode, Machine, Script};

const NAMES: [&str; 16] = [
    "",
    "/",
    "//",
    ".",
    "..",
    "$ORIGIN",
    "${ORIGIN}/${LIB}:$LIB:",
    "libc.so.6",
    "libx.so",
    "../../../libx.so",
    "/app/server",
    "ld-linux-x86-64.so.2",
    "\u{202e}\0\r\n",
    "ü-x64",
    "/lib/ld-musl-x86_64.so.1",
    "/lib64/ld-linux-x86-64.so.2",
];

/// The same numbers in every run (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn name(&mut self) -> String {
        NAMES[self.below(NAMES.len())].repeat(1 + self.below(3))
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) == 0).then(|| make(self))
    }

    fn code(&mut self) -> FileCode {
        match self.below(10) {
            0 => FileCode::BadElf(self.name()),
            1 => FileCode::MachO(vec![self.name()]),
            2 => FileCode::Script(Script { interpreter: self.name(), argument: self.maybe(Self::name) }),
            3 => FileCode::Archive,
            _ => {
                let arch = Arch::ALL[self.below(Arch::ALL.len())];
                let arch = if self.below(2) == 0 { arch } else { Arch::Amd64 };
                let mut made = library(arch, "x")
                    .needs(&[&self.name(), &self.name(), &self.name()])
                    .wants(&self.name(), &[&self.name(), "GLIBC_2.99"])
                    .has(&["_", "GLIBC_", "GLIBC_2.x", &self.name()]);
                let dynamic = made.0.dynamic.as_mut().unwrap();
                (dynamic.soname, dynamic.rpath, dynamic.runpath) = (self.maybe(Self::name), self.maybe(Self::name), self.maybe(Self::name));
                made.0.interpreter = self.maybe(Self::name);
                made.0.kind = [ElfKind::Executable, ElfKind::Shared, ElfKind::Other(9)][self.below(3)];
                made.0.x86_level = u8::try_from(self.below(256)).unwrap();
                made.0.arm = self.maybe(|dice| ArmAttributes { level: Some(u8::try_from(dice.below(256)).unwrap()), hard_float: None });
                if self.below(5) == 0 {
                    made.0.machine = Machine(u16::try_from(self.below(1 << 16)).unwrap());
                }
                made.into()
            }
        }
    }
}

/// Judging ends, says the same twice, and never panics.
#[test]
fn no_facts_break_the_judgement() {
    let places = [
        "/app/server",
        "/lib64/ld-linux-x86-64.so.2",
        "/lib/ld-musl-x86_64.so.1",
        "/lib/libc.so.6",
        "/usr/bin/tool",
        "/usr/bin/env",
        "/app/libx.so",
        "/p/linux-x64/a.node",
        "/p/linux-arm64/a.node",
        "/usr/x86_64-linux-gnu/lib/x.so",
        "/bin/sh",
    ];
    let mut dice = Dice(42);
    for _ in 0..600 {
        let mut tree = Tree::default();
        for place in places {
            if dice.below(3) > 0 {
                tree = tree.program(place, dice.code());
            }
        }
        for place in ["/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld-musl-x86_64.path", "/etc/ld.so.preload"] {
            let name = dice.name();
            tree = if dice.below(4) == 0 { tree.link(place, &name) } else { tree.text(place, name.as_bytes()) };
        }
        let run = format!(
            r#"{{"Entrypoint":["/app/server",{name:?}],"Env":["LD_LIBRARY_PATH=/x:{0}","PATH=/usr/bin:{0}"]}}"#,
            dice.below(9),
            name = "/bin/sh"
        );
        let allowed = [AllowForeign { path: dice.name(), why: String::new() }];
        let policy = FilePolicy { base: BaseLayers::Notes { layers: 1, view: &tree }, allow_foreign: &allowed };
        judged(&tree, ["linux/amd64", "linux/arm64", "linux/arm/v6"][dice.below(3)], &run, &policy);
    }
}
