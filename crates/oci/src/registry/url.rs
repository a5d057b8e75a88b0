//! Addresses: whether two are of one origin, and how a redirect changes one.

use ureq::http::Uri;

/// An absolute address of the web, without fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url(Uri);

impl Url {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.split('#').next().unwrap_or(text).parse().ok()?;
        let known = matches!(uri.scheme_str(), Some("http" | "https"));
        // A user in an address would be sent as a credential.
        let plain = uri.authority().is_some_and(|authority| !authority.as_str().contains('@') && !authority.host().is_empty());
        (known && plain).then_some(Self(uri))
    }

    pub(super) fn as_uri(&self) -> &Uri {
        &self.0
    }

    pub(super) fn is_https(&self) -> bool {
        self.0.scheme_str() == Some("https")
    }

    pub(super) fn host(&self) -> &str {
        self.0.host().unwrap_or_default()
    }

    pub(super) fn port(&self) -> u16 {
        self.0.port_u16().unwrap_or(if self.is_https() { 443 } else { 80 })
    }

    /// Same scheme, host and port: only then may a credential go along.
    pub(super) fn same_origin(&self, other: &Self) -> bool {
        self.0.scheme() == other.0.scheme() && self.host().eq_ignore_ascii_case(other.host()) && self.port() == other.port()
    }

    /// Where a `Location` leads, which may be relative (RFC 9110, section 10.2.2).
    pub(super) fn join(&self, location: &str) -> Option<Self> {
        let scheme = self.0.scheme_str()?;
        let authority = self.0.authority()?;
        if location.contains("://") {
            return Self::parse(location);
        }
        if let Some(rest) = location.strip_prefix("//") {
            return Self::parse(&format!("{scheme}://{rest}"));
        }
        if location.starts_with('/') {
            return Self::parse(&format!("{scheme}://{authority}{location}"));
        }
        let directory = self.0.path().rsplit_once('/').map_or("", |(directory, _)| directory);
        Self::parse(&format!("{scheme}://{authority}{directory}/{location}"))
    }

    /// With more query parameters; values are percent-encoded.
    pub(super) fn with_query(&self, parameters: &[(&str, &str)]) -> Option<Self> {
        let text = self.0.to_string();
        let separator = if self.0.query().is_some() { '&' } else { '?' };
        Self::parse(&format!("{text}{separator}{}", form(parameters)))
    }
}

/// `application/x-www-form-urlencoded`, as queries and `OAuth2` forms want it.
pub(super) fn form(parameters: &[(&str, &str)]) -> String {
    let pairs: Vec<_> = parameters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        // `:`, `/` and `,` may stand in a query, and token servers' logs are easier to read with them.
        if byte.is_ascii_alphanumeric() || b"-._~:/,".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.extend([byte >> 4, byte & 15].map(|nibble| char::from(b"0123456789ABCDEF"[usize::from(nibble)])));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_resolve_and_origins_differ_by_port_and_scheme() {
        let base = Url::parse("https://reg.example/v2/a/blobs/x?y=1").unwrap();
        for (location, expected) in [
            ("/b", Some("https://reg.example/b")),
            ("c?z=2", Some("https://reg.example/v2/a/blobs/c?z=2")),
            ("//cdn.example/d", Some("https://cdn.example/d")),
            ("http://reg.example/e#f", Some("http://reg.example/e")),
            ("https://user@cdn.example/", None),
            ("ftp://x/y", None),
        ] {
            assert_eq!(base.join(location), expected.map(|url| Url::parse(url).unwrap()), "{location}");
        }
        assert!(base.same_origin(&Url::parse("https://REG.example:443/").unwrap()));
        assert!(!base.same_origin(&Url::parse("https://reg.example:8443/").unwrap()));
        assert!(!base.same_origin(&Url::parse("http://reg.example/").unwrap()));
    }

    #[test]
    fn query_values_are_encoded() {
        let url = Url::parse("https://auth.example/token?a=1").unwrap();
        let url = url.with_query(&[("scope", "repository:a/b:pull,push"), ("service", "a b&c")]).unwrap();
        assert_eq!(url.as_uri().to_string(), "https://auth.example/token?a=1&scope=repository:a/b:pull,push&service=a%20b%26c");
    }
}
