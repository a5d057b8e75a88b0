//! What a builder of ours was made for, written on it, so that a later run can say what differs.

use super::BuildkitdConfig;
use crate::{Facts, facts::Docker};
use archwright_model::Digest;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The driver option that carries the stamp; BuildKit's container gets it as a variable and ignores it.
pub const STAMP_OPTION: &str = "env.ARCHWRIGHT_CONFIG";

/// What a builder of ours is made for, one part per reason to make it anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    registries: String,
    authorities: String,
    server: String,
    network: Network,
}

/// The network of a builder's nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    /// Docker's own for containers.
    Bridge,
    /// The server's: a registry on its loopback is reached in no other way.
    Host,
}

/// Why a builder of ours is not what the run needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// Which registries are mirrored, plain HTTP or signed by whom.
    Registries,
    /// What a `ca-file` holds.
    Authorities,
    /// The Docker server that it runs on.
    Server,
    /// It does not reach the server's loopback.
    Network,
    /// Its stamp cannot be read.
    Version,
}

impl Stamp {
    pub(super) fn new(buildkitd: &BuildkitdConfig, authorities: &[&str], facts: &Facts, network: Network) -> Self {
        let server = facts.docker.known().map_or("", Docker::identity);
        Self { registries: part(&[&buildkitd.text]), authorities: part(authorities), server: part(&[server]), network }
    }

    /// What a builder with that stamp lacks. One that reaches more of the network than it must lacks nothing.
    pub(super) fn differences(&self, found: &str) -> Vec<Difference> {
        let parts: Vec<_> = found.split('.').collect();
        let [registries, authorities, server, network] = parts.as_slice() else { return vec![Difference::Version] };
        let network_lacks = self.network == Network::Host && *network != Network::Host.to_string();
        let all = [
            (Difference::Server, self.server != *server),
            (Difference::Registries, self.registries != *registries),
            (Difference::Authorities, self.authorities != *authorities),
            (Difference::Network, network_lacks),
        ];
        all.into_iter().filter(|(_, differs)| *differs).map(|(difference, _)| difference).collect()
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.registries, self.authorities, self.server, self.network)
    }
}

impl Serialize for Stamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bridge => "bridge",
            Self::Host => "host",
        })
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Registries => "it was made for other registry settings",
            Self::Authorities => "the file of an authority has other contents since",
            Self::Server => "it was made on another Docker server",
            Self::Network => "it does not reach the registry on loopback",
            Self::Version => "it was made by another version of archwright",
        })
    }
}

/// What stands for no text at all.
pub(super) const NONE: &str = "none";

/// Eight hex digits over some texts; `none` for no text at all.
pub(super) fn part(texts: &[&str]) -> String {
    if texts.iter().all(|text| text.is_empty()) {
        return NONE.into();
    }
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text.len().to_le_bytes());
        hasher.update(text);
    }
    Digest::sha256(hasher.finalize().into()).short().chars().take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::{Difference, Network, Stamp};

    fn stamp(network: Network) -> Stamp {
        Stamp { registries: "11".into(), authorities: "none".into(), server: "22".into(), network }
    }

    #[test]
    fn each_part_that_differs_is_told() {
        let ours = stamp(Network::Host);
        let cases: [(&str, &[Difference]); 7] = [
            ("11.none.22.host", &[]),
            ("11.none.22.bridge", &[Difference::Network]),
            ("12.none.22.host", &[Difference::Registries]),
            ("11.33.22.host", &[Difference::Authorities]),
            ("11.none.23.host", &[Difference::Server]),
            ("12.none.23.bridge", &[Difference::Server, Difference::Registries, Difference::Network]),
            ("28d8c0dadf53", &[Difference::Version]),
        ];
        for (found, differences) in cases {
            assert_eq!(ours.differences(found), differences, "{found}");
        }
        assert_eq!(ours.to_string(), "11.none.22.host");
    }

    #[test]
    fn a_builder_that_reaches_more_than_it_must_is_kept() {
        assert_eq!(stamp(Network::Bridge).differences("11.none.22.host"), []);
    }
}
