//! The Debian mirror that this machine is configured for: no host is ever written into the code.

use anyhow::Result;

use super::machine::Distribution;
use super::refusal::Refusal;

/// Debian's signing keys as Debian and Ubuntu ship them.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// One configured source: where, and for which suites.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    uri: String,
    suites: Vec<String>,
}

/// The mirror for Debian proper, and the one for its security updates where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    debian: String,
    security: Option<String>,
}

impl Mirror {
    /// The mirror that was asked for, or the machine's as its apt configuration has it.
    ///
    /// # Errors
    /// A machine refusal when there is none: on Ubuntu, say, whose mirrors have no Debian.
    pub fn find(asked: Option<&str>, distribution: &Distribution) -> Result<Self> {
        if !std::path::Path::new(KEYRING).exists() {
            return Err(Refusal::machine("Debian's signing keys are not on this machine")
                .hint("apt-get install debian-archive-keyring")
                .into());
        }
        match (asked, distribution) {
            (Some(uri), _) => Ok(Self { debian: uri.to_owned(), security: None }),
            (None, Distribution::Debian(codename)) => Self::configured(codename),
            (None, Distribution::Ubuntu(_)) => Err(Refusal::machine("a private engine is made of Debian packages")
                .hint("apt-get install docker.io docker-buildx, or set ARCHWRIGHT_DEBIAN_MIRROR")
                .into()),
        }
    }

    fn configured(codename: &str) -> Result<Self> {
        let mut text = std::fs::read_to_string("/etc/apt/sources.list").unwrap_or_default();
        let mut stanzas = String::new();
        for entry in std::fs::read_dir("/etc/apt/sources.list.d").into_iter().flatten().flatten() {
            let content = std::fs::read_to_string(entry.path()).unwrap_or_default();
            match entry.path().extension().and_then(|extension| extension.to_str()) {
                Some("list") => text = format!("{text}\n{content}\n"),
                Some("sources") => stanzas = format!("{stanzas}\n\n{content}\n"),
                _ => {}
            }
        }
        let sources: Vec<Source> = one_line(&text).into_iter().chain(deb822(&stanzas)).collect();
        choose(&sources, codename).ok_or_else(|| {
            Refusal::machine(format!("apt has no Debian mirror configured for `{codename}`"))
                .hint("install Docker Engine and its buildx plugin: apt-get install docker.io docker-buildx")
                .into()
        })
    }

    /// `sources.list` of the private apt root. Debian 12 for both architectures, because its libc is old enough
    /// for what we build on; trixie and sid for the machine's own only, because there we take single programs.
    pub fn sources_list(&self, native: &str) -> String {
        let debian = &self.debian;
        let mut list = format!(
            "deb [signed-by={KEYRING}] {debian} bookworm main\n\
             deb [signed-by={KEYRING}] {debian} bookworm-updates main\n\
             deb [arch={native} signed-by={KEYRING}] {debian} trixie main\n\
             deb [arch={native} signed-by={KEYRING}] {debian} sid main\n"
        );
        if let Some(security) = &self.security {
            list = format!("{list}deb [signed-by={KEYRING}] {security} bookworm-security main\n");
        }
        list
    }

    /// The lines that a base image is made from.
    pub fn base_lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!("deb [signed-by={KEYRING}] {} bookworm main", self.debian),
            format!("deb [signed-by={KEYRING}] {} bookworm-updates main", self.debian),
        ];
        lines.extend(self.security.iter().map(|uri| format!("deb [signed-by={KEYRING}] {uri} bookworm-security main")));
        lines
    }
}

/// `deb [options] uri suite component…`, the format of `sources.list`(5).
fn one_line(text: &str) -> Vec<Source> {
    text.lines()
        .filter_map(|line| {
            let rest = line.trim().strip_prefix("deb ")?.trim_start();
            let rest = match rest.strip_prefix('[') {
                Some(options) => options.split_once(']')?.1,
                None => rest,
            };
            let mut words = rest.split_whitespace();
            Some(Source { uri: words.next()?.to_owned(), suites: vec![words.next()?.to_owned()] })
        })
        .collect()
}

/// The stanzas of `*.sources` files; folded lines are not needed for the two keys that we read.
fn deb822(text: &str) -> Vec<Source> {
    text.split("\n\n")
        .flat_map(|stanza| {
            let value = |key: &str| stanza.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':')).unwrap_or_default();
            let words = |key: &str| value(key).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let suites = words("Suites");
            let wanted = words("Types").iter().any(|kind| kind == "deb") && value("Enabled").trim() != "no";
            let uris = if wanted { words("URIs") } else { Vec::new() };
            uris.into_iter().map(move |uri| Source { uri, suites: suites.clone() }).collect::<Vec<_>>()
        })
        .collect()
}

fn choose(sources: &[Source], codename: &str) -> Option<Mirror> {
    let of = |suite: &str| sources.iter().find(|source| source.suites.iter().any(|name| name == suite)).map(|source| source.uri.clone());
    Some(Mirror { debian: of(codename)?, security: of(&format!("{codename}-security")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(list: &str, stanzas: &str, expect: Option<(&str, Option<&str>)>) {
        let sources: Vec<Source> = one_line(list).into_iter().chain(deb822(stanzas)).collect();
        let got = choose(&sources, "bookworm");
        let expect = expect.map(|(debian, security)| Mirror { debian: debian.to_owned(), security: security.map(str::to_owned) });
        assert_eq!(got, expect);
    }

    #[test]
    fn both_formats_of_apt() {
        check(
            "deb [arch=amd64] http://m.example/debian bookworm main contrib\n# deb http://no.example x main\n",
            "Types: deb\nURIs: http://s.example/security\nSuites: bookworm-security\n",
            Some(("http://m.example/debian", Some("http://s.example/security"))),
        );
        check(
            "deb http://other.example/apt vendor-bookworm main\n",
            "Types: deb\n# comment\nURIs: http://m.example/debian\nSuites: bookworm bookworm-updates\n",
            Some(("http://m.example/debian", None)),
        );
        check("", "Types: deb\nURIs: http://m.example/node\nSuites: nodistro\n", None);
    }
}
