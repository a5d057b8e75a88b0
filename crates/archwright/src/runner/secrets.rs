//! What a run knows to be secret, and the same text without it.

use crate::observe::Environment;
use archwright_model::{Arg, Command};
use camino::Utf8Path;
use std::{
    borrow::Cow,
    fmt,
    sync::{Arc, RwLock, RwLockReadGuard},
};

/// Stands for a secret, as it does in a [`Command`] that is shown.
const MASK: &str = "***";

/// Shorter texts are too likely to be something else, and hide nothing.
const SHORTEST: usize = 4;

/// Texts that are never shown. Clones share them.
#[derive(Clone, Default)]
pub struct Secrets(Arc<RwLock<Vec<String>>>);

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.known().len())
    }
}

impl Secrets {
    /// Those of an environment: variables whose name says so, and passwords in URLs, as proxies and Git have them.
    pub fn of(environment: &Environment) -> Self {
        let secrets = Self::default();
        for (name, value) in environment.iter() {
            let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
            if is_secret(&name) && is_random(&value) {
                secrets.learn(&value);
            }
            for place in passwords(&value) {
                secrets.learn(&value[place.clone()]);
                secrets.learn(&decoded(&value[place]));
            }
        }
        secrets
    }

    /// Never shows that text from now on; each line of it for itself, because what is shown comes in lines.
    pub fn learn(&self, text: &str) {
        for line in text.lines().map(str::trim).filter(|line| line.len() >= SHORTEST) {
            let mut known = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            if !known.iter().any(|other| other == line) {
                known.push(line.to_owned());
                // One secret may be part of another.
                known.sort_by_key(|text| std::cmp::Reverse(text.len()));
            }
        }
    }

    /// Learns what a command's own arguments and variables keep secret.
    pub(super) fn learn_from(&self, command: &Command) {
        for arg in command.args.iter().chain(command.env.iter().map(|(_, value)| value)) {
            if let Arg::Secret(text) = arg {
                self.learn(text);
            }
        }
    }

    /// The text without any of them, and without passwords in URLs.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut masked = Cow::Borrowed(text);
        for secret in self.known().iter() {
            if masked.contains(secret.as_str()) {
                masked = Cow::Owned(masked.replace(secret.as_str(), MASK));
            }
        }
        let places = passwords(&masked);
        for place in places.into_iter().rev() {
            masked.to_mut().replace_range(place, MASK);
        }
        masked
    }

    fn known(&self) -> RwLockReadGuard<'_, Vec<String>> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Whether a variable's name says that its value is secret, as `NPM_TOKEN` and `AWS_SECRET_ACCESS_KEY` do.
fn is_secret(name: &str) -> bool {
    const WORDS: [&str; 8] = ["TOKEN", "PASSWORD", "PASSWD", "SECRET", "CREDENTIAL", "APIKEY", "API_KEY", "PRIVATE_KEY"];
    let name = name.to_ascii_uppercase();
    let elsewhere = ["_FILE", "_PATH", "_DIR", "_URL", "_NAME", "_ID"].iter().any(|end| name.ends_with(end));
    !elsewhere && WORDS.iter().any(|word| name.contains(word))
}

/// A plain word (`postgres`, `disabled`) stands in too many lines to be hidden wherever it does; a file is where a secret is kept.
fn is_random(value: &str) -> bool {
    let is_file = value.starts_with('/') && Utf8Path::new(value).exists();
    value.len() >= 8 && !is_file && !value.chars().all(|c| c.is_ascii_lowercase())
}

/// Where the passwords of URLs stand; a token may stand alone, in the place of the user.
fn passwords(text: &str) -> Vec<std::ops::Range<usize>> {
    /// GitHub's and GitLab's tokens are longer than any user's name is likely to be.
    const TOKEN: usize = 20;
    let mut found = Vec::new();
    for (at, _) in text.match_indices("://") {
        let begin = at + 3;
        let authority = text[begin..].split(|c: char| c.is_whitespace() || "/?#\"'`<>".contains(c)).next().unwrap_or_default();
        let Some(end) = authority.rfind('@') else { continue };
        let start = match authority[..end].split_once(':') {
            Some((user, _)) => user.len() + 1,
            None if end >= TOKEN => 0,
            None => continue,
        };
        if start < end && &authority[start..end] != MASK {
            found.push(begin + start..begin + end);
        }
    }
    found
}

/// With `%40` and the like as the characters that they stand for.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let escaped = (*first == b'%').then(|| behind.get(..2)).flatten();
        let value = escaped.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(value.unwrap_or(*first));
        rest = if value.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_environment_keeps_secret() {
        let secrets = Secrets::of(&Environment::of([
            ("NPM_TOKEN", "npm_0123456789"),
            ("HTTPS_PROXY", "http://me:p%40ss-word@proxy.example:3128"),
            ("GIT_REMOTE", "https://ghp_0123456789abcdef0123@github.com/noetl/noetl"),
            ("DB_PASSWORD", "postgres"),
            ("SECRETS_FILE", "/run/secrets/one"),
            ("APPLICATION_CREDENTIALS", env!("CARGO_MANIFEST_DIR")),
            ("EDITOR", "vim-and-nothing-else"),
        ]));
        for (text, shown) in [
            ("got npm_0123456789!", "got ***!"),
            ("407 from proxy: p%40ss-word, or p@ss-word", "407 from proxy: ***, or ***"),
            ("ghp_0123456789abcdef0123", "***"),
            (env!("CARGO_MANIFEST_DIR"), env!("CARGO_MANIFEST_DIR")),
            ("postgres is up; /run/secrets/one; vim-and-nothing-else", "postgres is up; /run/secrets/one; vim-and-nothing-else"),
        ] {
            assert_eq!(secrets.mask(text), shown);
        }
        assert_eq!(format!("{secrets:?}"), "Secrets(4)");
    }

    #[test]
    fn passwords_in_urls_are_masked_whoever_knows_them() {
        let secrets = Secrets::default();
        for (text, shown) in [
            ("fetch https://me:hunter2@git.example/x.git failed", "fetch https://me:***@git.example/x.git failed"),
            ("a://b:c@d \"e://f:g@h\"", "a://b:***@d \"e://f:***@h\""),
            ("git+ssh://git@github.com/a/b", "git+ssh://git@github.com/a/b"),
            ("http://host:80/path@2x.png", "http://host:80/path@2x.png"),
            ("https://u:p@ss@host/", "https://u:***@host/"),
        ] {
            assert_eq!(secrets.mask(text), shown);
        }
    }

    #[test]
    fn the_longer_one_first_and_each_line() {
        let secrets = Secrets::default();
        secrets.learn("hunter");
        secrets.learn("hunter-two");
        secrets.learn("-----BEGIN KEY-----\nabcdefgh\n");
        secrets.learn("it");
        assert_eq!(secrets.mask("hunter-two, hunter, it"), "***, ***, it");
        assert_eq!(secrets.mask("abcdefgh"), "***");
    }
}
