//! What kind of machine this is: architecture, distribution, rights.

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

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
    pub fn native() -> Result<Self> {
        match std::env::consts::ARCH {
            "x86_64" => Ok(Self::Amd64),
            "aarch64" => Ok(Self::Arm64),
            other => bail!("no engine for `{other}`: only x86_64 and aarch64"),
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

/// The distributions that a private engine can be unpacked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distribution {
    /// Debian, with its codename.
    Debian(String),
    /// Ubuntu, with its codename.
    Ubuntu(String),
}

impl Distribution {
    /// Reads `os-release`(5).
    fn parse(os_release: &str) -> Option<Self> {
        let value = |key: &str| {
            os_release.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('=')).map(|value| value.trim_matches('"').to_owned())
        };
        match value("ID")?.as_str() {
            "debian" => Some(Self::Debian(value("VERSION_CODENAME").unwrap_or_else(|| "sid".to_owned()))),
            "ubuntu" => Some(Self::Ubuntu(value("VERSION_CODENAME")?)),
            _ => None,
        }
    }
}

/// Programs that the phases call, and Debian's packages of them. They cannot be unpacked: what unpacks needs them.
const NEEDED: [(&str, &str); 6] =
    [("ip", "iproute2"), ("setsid", "util-linux"), ("mount", "mount"), ("perl", "perl"), ("gzip", "gzip"), ("bash", "bash")];

/// Refuses a machine on which no private engine can be brought up, and says what to install instead.
pub fn can_be_private() -> Result<Distribution> {
    let hint = "install Docker Engine 24 or newer, or Docker Desktop, with the buildx plugin 0.13 or newer, \
                and start it: https://docs.docker.com/engine/install/";
    let os_release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let Some(distribution) = Distribution::parse(&os_release) else {
        return Err(Refusal::machine("a private engine needs Debian or Ubuntu").hint(hint).into());
    };
    let sh = Shell::new()?;
    if cmd!(sh, "id -u").quiet().read()? != "0" {
        return Err(Refusal::machine("a private engine needs root").hint(hint).into());
    }
    let missing = NEEDED.iter().filter(|(program, _)| !on_path(&sh, program));
    let missing: Vec<&str> = missing.map(|(_, package)| *package).collect();
    if !missing.is_empty() {
        return Err(Refusal::machine(format!("a private engine needs {} here", missing.join(", ")))
            .hint(format!("apt-get install {}", missing.join(" ")))
            .into());
    }
    Ok(distribution)
}

/// Is a program of this name on PATH?
pub fn on_path(sh: &Shell, program: &str) -> bool {
    let here = |dir: std::path::PathBuf| dir.join(program).is_file();
    sh.var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(here))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn os_release_names() {
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12\"\nVERSION_CODENAME=bookworm\nID=debian\n";
        assert_eq!(Distribution::parse(debian), Some(Distribution::Debian("bookworm".into())));
        let ubuntu = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n";
        assert_eq!(Distribution::parse(ubuntu), Some(Distribution::Ubuntu("noble".into())));
        assert_eq!(Distribution::parse("ID=fedora\n"), None);
    }
}
