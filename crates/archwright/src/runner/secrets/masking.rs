//! Texts without what is secret.

use super::{Secrets, words};
use crate::text::plain;
use archwright_model::secret::{MASK, is_distinctive, passwords};
use std::borrow::Cow;

/// What becomes of secrets that are plain words.
#[derive(Debug, Clone, Copy)]
enum Words {
    Hidden,
    Shown,
}

impl Secrets {
    /// The text without any of them, and without passwords in URLs. One that is a plain word must stand alone.
    pub fn mask<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.hidden(text, Words::Hidden)
    }

    /// The same of a text that we made of names, platforms and paths: they stay, although somebody's password is a word that is
    /// among them.
    pub(crate) fn mask_own<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.hidden(text, Words::Shown)
    }

    fn hidden<'a>(&self, text: &'a str, words: Words) -> Cow<'a, str> {
        let masked = self.masked(text, words);
        // A colour in the middle of a secret hides it from a search, and from nobody who reads.
        if let Cow::Owned(plain) = plain(&masked)
            && let Cow::Owned(masked) = self.masked(&plain, words)
        {
            return Cow::Owned(masked);
        }
        masked
    }

    fn masked<'a>(&self, text: &'a str, words: Words) -> Cow<'a, str> {
        let mut masked = Cow::Borrowed(text);
        for secret in self.known().iter().filter(|secret| text.contains(secret.as_str())) {
            masked = match (is_distinctive(secret), words) {
                (true, _) => Cow::Owned(masked.replace(secret.as_str(), MASK)),
                (false, Words::Hidden) => words::without(masked, secret),
                (false, Words::Shown) => masked,
            };
        }
        let places = passwords(&masked);
        for place in places.into_iter().rev() {
            masked.to_mut().replace_range(place, MASK);
        }
        masked
    }
}
