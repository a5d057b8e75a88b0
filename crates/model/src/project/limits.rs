//! How much is done at a time.

use crate::Sourced;
use serde::{Deserialize, Serialize};
use std::{fmt, num::NonZeroU32, str::FromStr};

/// How much is done at a time; what is not said is not limited.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Limits {
    /// How many things side by side: platforms of a command line, calls of BuildKit, and BuildKit's own steps.
    pub jobs: Option<Sourced<NonZeroU32>>,
    /// How much memory they may take together.
    pub memory: Option<Sourced<Memory>>,
}

impl Limits {
    /// Whether nothing is limited.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// An amount of memory: `8GiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Memory {
    mebibytes: u64,
}

impl Memory {
    /// So many MiB.
    pub fn mebibytes(mebibytes: u64) -> Self {
        Self { mebibytes }
    }

    /// As bytes.
    pub fn bytes(self) -> u64 {
        self.mebibytes.saturating_mul(1 << 20)
    }
}

impl FromStr for Memory {
    type Err = MemoryError;

    /// `8GiB`, `512MiB`; `8G` and `8GB` mean the same.
    fn from_str(text: &str) -> Result<Self, MemoryError> {
        let error = || MemoryError(text.into());
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
        let unit = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
            "m" | "mb" | "mib" => 1,
            "g" | "gb" | "gib" => 1 << 10,
            "t" | "tb" | "tib" => 1 << 20,
            _ => return Err(error()),
        };
        let number: u64 = digits.parse().map_err(|_| error())?;
        let mebibytes = number.checked_mul(unit).filter(|mebibytes| *mebibytes > 0).ok_or_else(error)?;
        Ok(Self { mebibytes })
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mebibytes {
            all if all % 1024 == 0 => write!(f, "{}GiB", all / 1024),
            all => write!(f, "{all}MiB"),
        }
    }
}

impl From<Memory> for String {
    fn from(memory: Memory) -> Self {
        memory.to_string()
    }
}

impl TryFrom<String> for Memory {
    type Error = MemoryError;

    fn try_from(text: String) -> Result<Self, MemoryError> {
        text.parse()
    }
}

/// A text that is no amount of memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemoryError(String);

impl MemoryError {
    /// What was meant, if there is only a unit missing.
    pub(crate) fn near(&self) -> Option<String> {
        self.0.trim().parse::<u64>().ok().filter(|number| *number > 0).map(|number| format!("{number}GiB"))
    }
}

impl fmt::Display for MemoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no amount of memory such as `8GiB` or `512MiB`", self.0)
    }
}

impl std::error::Error for MemoryError {}

#[cfg(test)]
mod tests {
    use super::Memory;

    #[test]
    fn amounts_are_read_as_they_are_shown() {
        for (text, shown) in [("8GiB", "8GiB"), ("8g", "8GiB"), ("512MiB", "512MiB"), ("1024 MB", "1GiB"), ("1TiB", "1024GiB")] {
            assert_eq!(text.parse::<Memory>().unwrap().to_string(), shown);
        }
        for wrong in ["", "8", "0GiB", "-1G", "1.5G", "GiB", "8 Gäb"] {
            assert!(wrong.parse::<Memory>().is_err(), "{wrong}");
        }
        assert_eq!("8".parse::<Memory>().unwrap_err().near(), Some("8GiB".into()));
    }
}
