//! Where Debian's packages come from. Nothing is installed, so Debian's own archive serves Ubuntu as well.

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

use super::context::Context;
use super::distribution::Distribution;

/// Debian's signing keys as Debian ships them.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The same for other systems, whose packages of them are old or absent: the automatic signing keys of bookworm,
/// its security archive and trixie, which sign all suites that we use; good until 2031.
const KEYS: &str = include_str!("keys/debian-archive.asc");

/// Debian's own archive, which answers from a mirror nearby.
const ARCHIVE: &str = "http://deb.debian.org/debian";
const SECURITY: &str = "http://deb.debian.org/debian-security";

/// One configured source: where, and for which suites.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    uri: String,
    suites: Vec<String>,
}

/// The mirror for Debian proper, the one for its security updates where there is one, and the keys that both must
/// be signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    debian: String,
    security: Option<String>,
    keys: Utf8PathBuf,
}

impl Mirror {
    /// The mirror that was asked for, or the machine's as its apt configuration has it, or Debian's own.
    pub fn find(context: &Context) -> Result<Self> {
        let distribution = Distribution::read();
        let keys = keys(context, distribution.as_ref())?;
        Ok(match (&context.mirror, &distribution) {
            (Some(uri), _) => Self { debian: uri.to_owned(), security: None, keys },
            (None, Some(Distribution::Debian(codename))) => choose(&configured(), codename, keys),
            (None, Some(Distribution::Ubuntu(_)) | None) => choose(&[], "", keys),
        })
    }

    /// Where Debian proper is.
    pub fn uri(&self) -> &str {
        &self.debian
    }

    /// `sources.list` of the private apt root. Debian 12 for both architectures, because its libc is old enough
    /// for what we build on; trixie and sid for the machine's own only, because there we take single programs.
    pub fn sources_list(&self, native: &str) -> String {
        let Self { debian, keys, .. } = self;
        let mut lines = self.base_lines();
        lines.extend(["trixie", "sid"].map(|suite| format!("deb [arch={native} signed-by={keys}] {debian} {suite} main")));
        lines.join("\n") + "\n"
    }

    /// The lines that a base image is made from.
    pub fn base_lines(&self) -> Vec<String> {
        let Self { debian, security, keys } = self;
        let mut lines = ["bookworm", "bookworm-updates"].map(|suite| format!("deb [signed-by={keys}] {debian} {suite} main")).to_vec();
        lines.extend(security.iter().map(|uri| format!("deb [signed-by={keys}] {uri} bookworm-security main")));
        lines
    }
}

/// The machine's keys where it is Debian, ours elsewhere.
fn keys(context: &Context, distribution: Option<&Distribution>) -> Result<Utf8PathBuf> {
    let debian = matches!(distribution, Some(Distribution::Debian(_)));
    if debian && Utf8Path::new(KEYRING).exists() {
        return Ok(Utf8PathBuf::from(KEYRING));
    }
    let file = context.shared.join("debian-archive.asc");
    if std::fs::read_to_string(&file).ok().as_deref() != Some(KEYS) {
        std::fs::create_dir_all(&context.shared)?;
        std::fs::write(&file, KEYS).with_context(|| format!("writing `{file}`"))?;
    }
    Ok(file)
}

/// The sources of the machine's apt.
fn configured() -> Vec<Source> {
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
    one_line(&text).into_iter().chain(deb822(&stanzas)).collect()
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

/// The mirror of a release among the machine's sources, which may name it by its codename or its state; else
/// Debian's own.
fn choose(sources: &[Source], codename: &str, keys: Utf8PathBuf) -> Mirror {
    let of = |suite: &str| sources.iter().find(|source| source.suites.iter().any(|name| name == suite)).map(|source| source.uri.clone());
    let by_state = || ["oldstable", "stable", "testing", "unstable", "sid"].into_iter().find_map(|state| Some((of(state)?, state)));
    match of(codename).map(|uri| (uri, codename)).or_else(by_state) {
        Some((debian, suite)) => Mirror { debian, security: of(&format!("{suite}-security")), keys },
        None => Mirror { debian: ARCHIVE.to_owned(), security: Some(SECURITY.to_owned()), keys },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(list: &str, stanzas: &str, expect: (&str, Option<&str>)) {
        let sources: Vec<Source> = one_line(list).into_iter().chain(deb822(stanzas)).collect();
        let got = choose(&sources, "bookworm", "/keys".into());
        assert_eq!((got.debian.as_str(), got.security.as_deref()), expect);
    }

    #[test]
    fn both_formats_of_apt() {
        check(
            "deb [arch=amd64] http://m.example/debian bookworm main contrib\n# deb http://no.example x main\n",
            "Types: deb\nURIs: http://s.example/security\nSuites: bookworm-security\n",
            ("http://m.example/debian", Some("http://s.example/security")),
        );
        check(
            "deb http://other.example/apt vendor-bookworm main\n",
            "Types: deb\n# comment\nURIs: http://m.example/debian\nSuites: bookworm bookworm-updates\n",
            ("http://m.example/debian", None),
        );
        check("deb http://m.example/debian stable main\n", "", ("http://m.example/debian", None));
    }

    #[test]
    fn without_a_debian_mirror_it_is_debians_own() {
        let own = (ARCHIVE, Some(SECURITY));
        check("", "Types: deb\nURIs: http://m.example/node\nSuites: nodistro\n", own);
        let ubuntu = "Types: deb\nURIs: http://archive.example/ubuntu/\nSuites: noble noble-updates noble-backports\n\
                      Components: main universe\nSigned-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg\n";
        check("", ubuntu, own);
        check("", "Types: deb\nEnabled: no\nURIs: http://m.example/debian\nSuites: bookworm\n", own);
    }

    #[test]
    fn every_line_is_bound_to_the_keys() {
        let list = choose(&[], "noble", "/keys".into()).sources_list("amd64");
        assert_eq!(
            list,
            "deb [signed-by=/keys] http://deb.debian.org/debian bookworm main\n\
             deb [signed-by=/keys] http://deb.debian.org/debian bookworm-updates main\n\
             deb [signed-by=/keys] http://deb.debian.org/debian-security bookworm-security main\n\
             deb [arch=amd64 signed-by=/keys] http://deb.debian.org/debian trixie main\n\
             deb [arch=amd64 signed-by=/keys] http://deb.debian.org/debian sid main\n"
        );
    }
}
