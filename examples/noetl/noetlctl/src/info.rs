//! What this binary is: fixed when it was compiled, so it names the platform that the *binary* is for.

use std::fmt;

/// Version and architecture of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuildInfo {
    pub version: &'static str,
    /// Rust's name for the CPU, which on Linux is `uname -m`'s: `x86_64`, `aarch64`.
    pub arch: &'static str,
}

impl BuildInfo {
    pub const fn current() -> Self {
        Self { version: env!("CARGO_PKG_VERSION"), arch: std::env::consts::ARCH }
    }

    /// What `noetl --version` prints after the name.
    pub fn version_line(self) -> String {
        format!("{} ({})", self.version, self.arch)
    }

    /// One JSON object on one line. Neither value can hold a character that JSON would escape.
    pub fn to_json(self) -> String {
        format!(r#"{{"name":"noetl","version":"{}","arch":"{}"}}"#, self.version, self.arch)
    }
}

impl fmt::Display for BuildInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "version  {}\narch     {}", self.version, self.arch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARM: BuildInfo = BuildInfo { version: "2.4.0", arch: "aarch64" };

    #[test]
    fn every_form_names_version_and_architecture() {
        assert_eq!(ARM.version_line(), "2.4.0 (aarch64)");
        assert_eq!(ARM.to_string(), "version  2.4.0\narch     aarch64");
        assert_eq!(ARM.to_json(), r#"{"name":"noetl","version":"2.4.0","arch":"aarch64"}"#);
    }

    /// The file is read here and not compiled in: a build inside a container may see this folder only.
    #[test]
    fn the_version_is_the_one_in_the_version_file() {
        let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../VERSION")).unwrap();
        assert_eq!(BuildInfo::current().version, file.trim());
    }
}
