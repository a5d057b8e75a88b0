//! Names that the user gives to parts of a project.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Why a text is not a key or a builder name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError(String);

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for KeyError {}

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident, $what:literal, $allowed:expr, $rule:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = KeyError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let allowed: fn(char) -> bool = $allowed;
                let starts_well = text.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
                if starts_well && text.len() <= 64 && text.chars().all(allowed) {
                    return Ok(Self(text.into()));
                }
                if text.is_empty() {
                    return Err(KeyError(concat!("an empty ", $what, ": ", $rule).into()));
                }
                Err(KeyError(format!(concat!("invalid ", $what, " `{}`: ", $rule), text)))
            }
        }

        impl TryFrom<String> for $name {
            type Error = KeyError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name_type!(
    /// The key of a UI, command line, image, variant or target. It becomes part of verbs and of bake target names.
    Key,
    "name",
    |c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'),
    "it starts with a letter or digit and has lower-case letters, digits, `-` and `_` only"
);

name_type!(
    /// The name of a buildx builder.
    BuilderName,
    "builder name",
    |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+'),
    "it starts with a letter or digit and has letters, digits, `-`, `_`, `.` and `+` only"
);

impl Default for BuilderName {
    fn default() -> Self {
        Self("archwright".into())
    }
}
