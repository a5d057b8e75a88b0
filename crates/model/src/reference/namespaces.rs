//! Every place that a project's images go to: the first is where they are built to and proven, the others get copies.

use super::{Namespace, ReferenceError};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// At least one namespace, each once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Namespace>", into = "Vec<Namespace>")]
pub struct Namespaces {
    first: Namespace,
    others: Vec<Namespace>,
}

impl Namespaces {
    /// These, each once; none if there is none.
    pub fn new(all: impl IntoIterator<Item = Namespace>) -> Option<Self> {
        let mut all = all.into_iter();
        let mut found = Self { first: all.next()?, others: Vec::new() };
        for namespace in all {
            if !found.iter().any(|known| *known == namespace) {
                found.others.push(namespace);
            }
        }
        Some(found)
    }

    /// Where images are built to and proven.
    pub fn first(&self) -> &Namespace {
        &self.first
    }

    /// All of them, the first one first.
    pub fn iter(&self) -> impl Iterator<Item = &Namespace> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl From<Namespace> for Namespaces {
    fn from(first: Namespace) -> Self {
        Self { first, others: Vec::new() }
    }
}

impl FromStr for Namespaces {
    type Err = ReferenceError;

    /// One, or several with commas.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = text.split(',').map(str::parse).collect::<Result<Vec<Namespace>, _>>()?;
        Self::new(all).ok_or_else(|| ReferenceError::new("registry", text, "there is none", None))
    }
}

impl fmt::Display for Namespaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.others.iter().try_for_each(|other| write!(f, ", {other}"))
    }
}

impl TryFrom<Vec<Namespace>> for Namespaces {
    type Error = &'static str;

    fn try_from(all: Vec<Namespace>) -> Result<Self, Self::Error> {
        Self::new(all).ok_or("there is no registry")
    }
}

impl From<Namespaces> for Vec<Namespace> {
    fn from(all: Namespaces) -> Self {
        all.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Namespaces;

    #[test]
    fn each_once_in_the_order_given() {
        for (text, shown) in [
            ("ghcr.io/acme", Some("ghcr.io/acme")),
            ("ghcr.io/acme/, docker.io/acme,ghcr.io/acme", Some("ghcr.io/acme, docker.io/acme")),
            ("127.0.0.1:5005,127.0.0.1:5006/a", Some("127.0.0.1:5005, 127.0.0.1:5006/a")),
            ("ghcr.io/acme,", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<Namespaces>().ok().map(|all| all.to_string()).as_deref(), shown, "{text}");
        }
    }
}
