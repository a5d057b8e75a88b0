//! What a run knows to be secret, and the same text without it.

mod forms;
mod masking;
mod words;

use crate::observe::Environment;
use archwright_model::{
    Arg, Command, Project,
    project::{SSH_AUTH_SOCK, SecretSource},
    secret::{is_distinctive, names_a_secret, passwords},
};
use archwright_oci::KnownSecrets;
use camino::Utf8Path;
use forms::{decoded, quoted};
use std::{
    fmt, fs,
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

    /// Learns what a project keeps secret, from the names under which it gives it.
    pub(crate) fn learn_from_project(&self, project: &Project) {
        for value in project.secrets() {
            if is_random(value) && passwords(value).is_empty() {
                self.learn(value);
            }
            self.learn_from_urls(value);
        }
    }

    /// Learns the secrets that a project's builds take from variables and files: what a `RUN` prints of them is not shown.
    pub(crate) fn learn_from_references(&self, project: &Project, environment: &Environment) {
        for (name, value) in
            project.images.iter().flat_map(|image| image.build.variables()).map(|(_, _, name)| (name, environment.get(name)))
        {
            if let Some(value) = value.filter(|_| name != SSH_AUTH_SOCK) {
                self.learn(value);
            }
        }
        let secrets = project.images.iter().flat_map(|image| &image.build.secrets);
        let files = secrets.filter_map(|secret| if let SecretSource::File(file) = &secret.from { Some(file) } else { None });
        for file in files {
            let path = match (file.strip_prefix("~"), environment.home()) {
                (Ok(below), Some(home)) => home.join(below),
                (Ok(_), None) => continue,
                (Err(_), _) => project.path(file),
            };
            // What is no text is printed by nothing.
            let Ok(text) = fs::read_to_string(path) else { continue };
            match text.trim().lines().collect::<Vec<_>>().as_slice() {
                [only] => self.learn(only),
                lines => {
                    for (name, value) in lines.iter().filter_map(|line| line.split_once(['=', ':'])) {
                        if names_a_secret(name) && is_random(value.trim()) {
                            self.learn(value);
                        }
                    }
                }
            }
            self.learn_from_urls(&text);
        }
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
mod tests;
