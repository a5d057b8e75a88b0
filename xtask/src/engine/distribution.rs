//! The distributions that a private engine can be unpacked on.

/// The distributions that a private engine can be unpacked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distribution {
    /// Debian, with its codename.
    Debian(String),
    /// Ubuntu, with its codename.
    Ubuntu(String),
}

impl Distribution {
    /// This machine's, if it is one of them.
    pub fn read() -> Option<Self> {
        Self::parse(&std::fs::read_to_string("/etc/os-release").unwrap_or_default())
    }

    /// Reads `os-release`(5).
    fn parse(os_release: &str) -> Option<Self> {
        let value = |key: &str| {
            let line = os_release.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.map(|value| value.trim_matches(['"', '\'']).to_owned())
        };
        match value("ID")?.as_str() {
            // Debian's testing and sid name no codename of their own.
            "debian" => Some(Self::Debian(value("VERSION_CODENAME").unwrap_or_else(|| "sid".to_owned()))),
            "ubuntu" => Some(Self::Ubuntu(value("VERSION_CODENAME").unwrap_or_default())),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Distribution;

    #[test]
    fn os_release_names() {
        let debian = "PRETTY_NAME=\"Debian GNU/Linux 12\"\nVERSION_CODENAME=bookworm\nID=debian\n";
        assert_eq!(Distribution::parse(debian), Some(Distribution::Debian("bookworm".into())));
        let ubuntu = "PRETTY_NAME=\"Ubuntu 24.04.3 LTS\"\nVERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\nUBUNTU_CODENAME=noble\n";
        assert_eq!(Distribution::parse(ubuntu), Some(Distribution::Ubuntu("noble".into())));
        assert_eq!(Distribution::parse("ID='ubuntu'\nVERSION_CODENAME=jammy\n"), Some(Distribution::Ubuntu("jammy".into())));
        assert_eq!(Distribution::parse("ID=debian\n"), Some(Distribution::Debian("sid".into())));
        assert_eq!(Distribution::parse("ID=fedora\nID_LIKE=debian\n"), None);
    }
}
