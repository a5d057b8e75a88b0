//! What Docker on this machine knows of registries: mirrors, those without proper TLS, and private authorities.

use super::{Reach, ReachOrigin, Registries, Transport, host_of};
use crate::{
    Fact,
    facts::{Authorities, Docker},
};
use archwright_model::Registry;
use std::net::IpAddr;

pub(super) fn inherited(docker: &Fact<Docker>, authorities: &Authorities, targets: &[&Registry]) -> Registries {
    let mut table = Registries::default();
    let mut add = |registry: Registry, reach| table.0.entry(registry).or_default().add(reach);
    if let Some(server) = docker.known().and_then(|docker| docker.server.known()) {
        for mirror in &server.mirrors {
            let (scheme, rest) = mirror.split_once("://").unwrap_or(("https", mirror));
            let name = rest.trim_end_matches('/').to_owned();
            let Some(host) = host_of(&name) else { continue };
            let transport = if scheme == "http" { Transport::Http } else { Transport::Tls };
            let origin = ReachOrigin::ServersMirror(name.clone());
            add(host, Reach { transport, origins: vec![ReachOrigin::IsServersMirror], ..Reach::default() });
            add(Registry::docker_hub(), Reach { mirrors: vec![name], origins: vec![origin], ..Reach::default() });
        }
        for insecure in &server.insecure_registries {
            // Ranges of addresses are no names.
            if let Ok(registry) = insecure.parse() {
                add(registry, Reach::insecure(ReachOrigin::ServersInsecure));
            }
        }
    }
    for target in targets.iter().filter_map(|target| in_insecure_range(docker, Some(target))) {
        add(target.clone(), Reach::insecure(ReachOrigin::ServersInsecure));
    }
    for (registry, files) in authorities {
        for file in files {
            let origins = vec![ReachOrigin::Authority(file.clone())];
            add(registry.clone(), Reach { authorities: vec![file.clone()], origins, ..Reach::default() });
        }
    }
    table
}

/// The registry that the images go to, if it is an address in a range that the server has for insecure.
pub(crate) fn in_insecure_range<'a>(docker: &Fact<Docker>, target: Option<&'a Registry>) -> Option<&'a Registry> {
    let server = docker.known()?.server.known()?;
    let mut ranges = server.insecure_registries.iter().filter_map(|range| range.split_once('/'));
    target.filter(|target| ranges.any(|(network, bits)| is_in(target, network, bits)))
}

/// Whether a registry is an address in a range; loopback has rules of its own.
fn is_in(registry: &Registry, network: &str, bits: &str) -> bool {
    let address = registry.name().parse();
    let (Ok(address), Ok(network), Ok(bits)) = (address, network.parse(), bits.parse::<u32>()) else { return false };
    let same = |one: u128, other: u128, width: u32| bits <= width && (bits == 0 || (one ^ other) >> (width - bits) == 0);
    !registry.is_loopback()
        && match (address, network) {
            (IpAddr::V4(one), IpAddr::V4(other)) => same(u32::from(one).into(), u32::from(other).into(), 32),
            (IpAddr::V6(one), IpAddr::V6(other)) => same(one.into(), other.into(), 128),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn address_ranges() {
        for (registry, network, bits, is) in [
            ("10.1.2.3:5000", "10.0.0.0", "8", true),
            ("11.1.2.3:5000", "10.0.0.0", "8", false),
            ("10.1.2.3", "0.0.0.0", "0", true),
            ("[fd00::1]:5000", "fd00::", "8", true),
            ("[fd00::1]:5000", "10.0.0.0", "8", false),
            ("ghcr.io", "10.0.0.0", "8", false),
            ("127.0.0.1:5000", "127.0.0.0", "8", false),
        ] {
            assert_eq!(is_in(&registry.parse().unwrap(), network, bits), is, "{registry} in {network}/{bits}");
        }
    }
}
