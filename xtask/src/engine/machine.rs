//! What kind of machine this is: its architecture, and the programs on its PATH.

use xshell::Shell;

use super::refusal::Refusal;

/// The two architectures that the engine serves, with the names that each tool has for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arch {
    /// `x86_64`.
    Amd64,
    /// `aarch64`.
    Arm64,
}

impl Arch {
    /// Both, in the order that images list them.
    pub const ALL: [Self; 2] = [Self::Amd64, Self::Arm64];

    /// The machine's own, as this program was compiled for.
    ///
    /// # Errors
    /// A machine refusal on any other architecture.
    pub fn native() -> Result<Self, Refusal> {
        Self::named(std::env::consts::ARCH)
    }

    fn named(name: &str) -> Result<Self, Refusal> {
        match name {
            "x86_64" => Ok(Self::Amd64),
            "aarch64" => Ok(Self::Arm64),
            other => {
                Err(Refusal::machine(format!("no engine for `{other}`: only x86_64 and aarch64")).hint("use a machine of one of these"))
            }
        }
    }

    /// The other one.
    pub fn foreign(self) -> Self {
        match self {
            Self::Amd64 => Self::Arm64,
            Self::Arm64 => Self::Amd64,
        }
    }

    /// Debian's name, which is Go's and OCI's too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }

    /// The kernel's, GNU's and QEMU's name.
    pub fn gnu(self) -> &'static str {
        match self {
            Self::Amd64 => "x86_64",
            Self::Arm64 => "aarch64",
        }
    }

    /// The GNU triplet of tools and library folders.
    pub fn triplet(self) -> String {
        format!("{}-linux-gnu", self.gnu())
    }

    /// The Rust target.
    pub fn rust_target(self) -> String {
        format!("{}-unknown-linux-gnu", self.gnu())
    }

    /// ELF magic and mask for `binfmt_misc`, as QEMU's `scripts/qemu-binfmt-conf.sh` has them.
    pub fn elf_magic(self) -> (&'static str, &'static str) {
        match self {
            Self::Amd64 => (
                r"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00",
                r"\xff\xff\xff\xff\xff\xfe\xfe\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff",
            ),
            Self::Arm64 => (
                r"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00",
                r"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff",
            ),
        }
    }
}

/// Is a program of this name on PATH?
pub fn on_path(sh: &Shell, program: &str) -> bool {
    let here = |dir: std::path::PathBuf| dir.join(program).is_file();
    sh.var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(here))
}

#[cfg(test)]
mod tests {
    use super::Arch;

    #[test]
    fn an_unknown_architecture_is_refused_and_never_taken_for_another() {
        let named = |name| Arch::named(name).map_err(|refusal| (refusal.code, refusal.to_string()));
        assert_eq!(named("aarch64"), Ok(Arch::Arm64));
        let refused = "no engine for `riscv64`: only x86_64 and aarch64\n  fix: use a machine of one of these";
        assert_eq!(named("riscv64"), Err((4, refused.to_owned())));
    }
}
