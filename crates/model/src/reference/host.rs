//! A host with an optional port, as it stands in a reference.

use std::net::IpAddr;

/// Host and port, an IPv6 address without its brackets; or why the text is neither.
pub(super) fn host_and_port(text: &str) -> Result<(&str, Option<&str>), &'static str> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (address, behind) = rest.split_once(']').ok_or("its `[` is not closed")?;
            if !matches!(address.parse(), Ok(IpAddr::V6(_))) {
                return Err("its brackets hold no IPv6 address");
            }
            let port = match behind {
                "" => None,
                behind => Some(behind.strip_prefix(':').ok_or("only a port may stand behind its `]`")?),
            };
            (address, port)
        }
        None => match text.rsplit_once(':') {
            Some((host, _)) if host.contains(':') => return Err("an IPv6 address stands in brackets"),
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    if port.is_some_and(|port| !is_port(port)) {
        return Err("its port is not a number from 1 to 65535");
    }
    if host.parse::<IpAddr>().is_err() && !host.split('.').all(is_label) {
        return Err("it is not a host name");
    }
    Ok((host, port))
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !text.is_empty() && text.bytes().all(is_inner) && !text.starts_with('-') && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::host_and_port;

    #[test]
    fn hosts_and_ports() {
        for (text, parts) in [
            ("ghcr.io", Ok(("ghcr.io", None))),
            ("reg:5000", Ok(("reg", Some("5000")))),
            ("127.0.0.1:5000", Ok(("127.0.0.1", Some("5000")))),
            ("[::1]", Ok(("::1", None))),
            ("[::1]:5000", Ok(("::1", Some("5000")))),
            ("[::1]junk", Err("only a port may stand behind its `]`")),
            ("[::1]5000", Err("only a port may stand behind its `]`")),
            ("[::1", Err("its `[` is not closed")),
            ("[nohost]:5000", Err("its brackets hold no IPv6 address")),
            ("[127.0.0.1]:5000", Err("its brackets hold no IPv6 address")),
            ("fe80::1:5000", Err("an IPv6 address stands in brackets")),
            ("reg:+5000", Err("its port is not a number from 1 to 65535")),
            ("reg:", Err("its port is not a number from 1 to 65535")),
            ("reg:70000", Err("its port is not a number from 1 to 65535")),
            ("-reg", Err("it is not a host name")),
        ] {
            assert_eq!(host_and_port(text), parts, "{text}");
        }
    }
}
