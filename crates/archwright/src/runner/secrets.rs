//! What a run knows to be secret, and the same text without it.

mod forms;

use crate::{observe::Environment, text::plain};
use archwright_model::{
    Arg, Command,
    secret::{MASK, is_distinctive, names_a_secret, passwords},
};
use archwright_oci::KnownSecrets;
use camino::Utf8Path;
use forms::{decoded, quoted};
use std::{
    borrow::Cow,
    fmt,
    sync::{Arc, RwLock, RwLockReadGuard},
};

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
            if names_a_secret(&name) && is_random(&value) {
                secrets.learn(&value);
            }
            secrets.learn_from_urls(&value);
        }
        secrets
    }

    /// Learns the passwords of the URLs in a text, as they are written there and as they are meant.
    pub(crate) fn learn_from_urls(&self, text: &str) {
        for place in passwords(text) {
            self.learn(&text[place.clone()]);
            self.learn(&decoded(&text[place]));
        }
    }

    /// Never shows that text from now on; each line of it for itself, because what is shown comes in lines.
    pub fn learn(&self, text: &str) {
        for line in text.lines().map(str::trim).filter(|line| line.len() >= SHORTEST) {
            let mut known = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
            for form in [line.to_owned(), quoted(line)] {
                if !known.contains(&form) {
                    known.push(form);
                }
            }
            // One secret may be part of another.
            known.sort_by_key(|text| std::cmp::Reverse(text.len()));
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
        let masked = self.masked(text);
        // A colour in the middle of a secret hides it from a search, and from nobody who reads.
        if let Cow::Owned(plain) = plain(&masked)
            && let Cow::Owned(masked) = self.masked(&plain)
        {
            return Cow::Owned(masked);
        }
        masked
    }

    fn masked<'a>(&self, text: &'a str) -> Cow<'a, str> {
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

impl KnownSecrets for Secrets {
    /// One that is a plain word must be the whole text.
    fn are_in(&self, text: &str) -> bool {
        self.known().iter().any(|secret| if is_distinctive(secret) { text.contains(secret.as_str()) } else { text == secret })
    }
}

/// The text without passwords in its URLs: facts are shown, saved and given back, and nobody signs in with them.
pub(crate) fn without_passwords(text: &str) -> String {
    Secrets::default().mask(text).into_owned()
}

/// What is said in too many lines is not hidden wherever it stands; a file is where a secret is kept.
fn is_random(value: &str) -> bool {
    is_distinctive(value) && !(value.starts_with('/') && Utf8Path::new(value).exists())
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

    #[test]
    fn in_quotes_and_in_colours_too() {
        let secrets = Secrets::default();
        secrets.learn("hun\"ter\\2");
        assert_eq!(secrets.mask(r#"{"a":"hun\"ter\\2"} hun"ter\2"#), r#"{"a":"***"} ***"#);
        assert_eq!(secrets.mask("hun\u{1b}[1m\"ter\\2\r\n"), "***\n");
        assert_eq!(secrets.mask("\u{1b}[1mother\u{1b}[0m"), "\u{1b}[1mother\u{1b}[0m");
    }
}
