//! Through which proxy a request goes, as Go's programs understand it, Docker and `BuildKit` among them (golang.org/x/net,
//! `http/httpproxy`).

use super::url::Url;
use archwright_model::Registry;
use std::net::IpAddr;

/// What the environment says of proxies.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// `HTTP_PROXY`: for plain HTTP.
    pub http: Option<String>,
    /// `HTTPS_PROXY`: for HTTPS.
    pub https: Option<String>,
    /// `NO_PROXY`: hosts, domains, addresses and ranges of these that are reached without one, separated by commas.
    pub none_for: String,
}

/// Which one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Direct,
    /// Through the proxy for plain HTTP.
    Http,
    /// Through the proxy for HTTPS.
    Https,
}

impl Proxies {
    pub(super) fn way(&self, url: &Url) -> Way {
        let (proxy, way) = if url.is_https() { (&self.https, Way::Https) } else { (&self.http, Way::Http) };
        let is_local = url.host().parse::<Registry>().is_ok_and(|host| host.is_loopback());
        if proxy.is_none() || is_local || self.is_direct(url) { Way::Direct } else { way }
    }

    fn is_direct(&self, url: &Url) -> bool {
        let host = url.host().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        self.none_for.split(',').map(|entry| entry.trim().to_ascii_lowercase()).filter(|entry| !entry.is_empty()).any(|entry| {
            if entry == "*" {
                return true;
            }
            if let Some((network, bits)) = entry.split_once('/') {
                return address.is_some_and(|address| is_within(address, network, bits));
            }
            let (name, port) = match entry.rsplit_once(':') {
                // An IPv6 address without brackets has no port.
                Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, Some(port)),
                Some(_) | None => (entry.as_str(), None),
            };
            let name = name.trim_start_matches('[').trim_end_matches(']');
            let is_port = port.is_none_or(|port| port == url.port().to_string());
            is_port && (name.parse().is_ok_and(|ip: IpAddr| address == Some(ip)) || is_domain_of(name, &host))
        })
    }
}

/// `example.com` is itself and everything below; `.example.com` and `*.example.com` only what is below.
fn is_domain_of(name: &str, host: &str) -> bool {
    let below = |domain: &str| host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.') && rest.len() > 1);
    match name.strip_prefix("*.").or_else(|| name.strip_prefix('.')) {
        Some(domain) => below(domain),
        None => host == name || below(name),
    }
}

fn is_within(address: IpAddr, network: &str, bits: &str) -> bool {
    let (Ok(network), Ok(bits)) = (network.parse::<IpAddr>(), bits.parse::<u32>()) else { return false };
    let (address, network, width) = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => (u128::from(address.to_bits()), u128::from(network.to_bits()), 32),
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits(), network.to_bits(), 128),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
    };
    bits <= width && (bits == 0 || address >> (width - bits) == network >> (width - bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_the_one_that_docker_takes() {
        let none_for =
            "corp.example, .only-below.example,*.star.example,10.0.0.0/8,192.168.1.7,ported.example:5000,[fd00::1]:5000,fe80::/10";
        let proxies = Proxies { http: Some("http://p:1".into()), https: Some("http://p:2".into()), none_for: none_for.into() };
        for (url, way) in [
            ("https://ghcr.io/v2/", Way::Https),
            ("http://ghcr.io/v2/", Way::Http),
            ("http://127.0.0.1:5005/", Way::Direct),
            ("https://registry.localhost/", Way::Direct),
            ("https://corp.example/", Way::Direct),
            ("https://reg.CORP.example:8443/", Way::Direct),
            ("https://notcorp.example/", Way::Https),
            ("https://only-below.example/", Way::Https),
            ("https://a.only-below.example/", Way::Direct),
            ("https://star.example/", Way::Https),
            ("https://a.star.example/", Way::Direct),
            ("https://10.20.30.40/", Way::Direct),
            ("https://11.20.30.40/", Way::Https),
            ("https://192.168.1.7:5000/", Way::Direct),
            ("https://ported.example:5000/", Way::Direct),
            ("https://ported.example/", Way::Https),
            ("https://[fd00::1]:5000/", Way::Direct),
            ("https://[fe80::7]/", Way::Direct),
            ("https://[fd00::2]:5000/", Way::Https),
        ] {
            assert_eq!(proxies.way(&Url::parse(url).unwrap()), way, "{url}");
        }
        let https_only = Proxies { https: Some("http://p:2".into()), ..Proxies::default() };
        assert_eq!(https_only.way(&Url::parse("http://reg.example/").unwrap()), Way::Direct);
        let none = Proxies { none_for: "*".into(), ..proxies };
        assert_eq!(none.way(&Url::parse("https://ghcr.io/").unwrap()), Way::Direct);
    }
}
