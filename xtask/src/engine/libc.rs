//! The machine's C library, on which Debian's programs run unpacked.
//!
//! The bounds are the highest symbol versions that the programs ask for (`objdump -T`, Engine 28.5.2).

use xshell::{Shell, cmd};

/// A version of the GNU C library.
pub type Version = (u32, u32);

/// What Engine, containerd, buildx and runc need: Debian 12, Ubuntu 22.04.
pub const ENGINE: Version = (2, 34);

/// What Debian 12's cross compiler and LLVM need: Debian 12, Ubuntu 24.04.
pub const TOOLCHAIN: Version = (2, 36);

/// This machine's, if its C library is GNU's.
pub fn version(sh: &Shell) -> Option<Version> {
    parse(&cmd!(sh, "getconf GNU_LIBC_VERSION").quiet().ignore_stderr().read().ok()?)
}

/// Reads `glibc 2.36`.
fn parse(text: &str) -> Option<Version> {
    let (major, minor) = text.trim().strip_prefix("glibc ")?.split_once('.')?;
    let minor = minor.split('.').next()?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    #[test]
    fn versions() {
        assert_eq!(super::parse("glibc 2.36\n"), Some((2, 36)));
        assert_eq!(super::parse("glibc 2.3.1"), Some((2, 3)));
        assert_eq!(super::parse("musl"), None);
        assert!(super::parse("glibc 2.35").is_some_and(|jammy| jammy >= super::ENGINE && jammy < super::TOOLCHAIN));
    }
}
