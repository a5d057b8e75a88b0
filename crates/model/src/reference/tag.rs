//! Tags.

use super::ReferenceError;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A tag: up to 128 letters, digits, `_`, `.` and `-`, not starting with `.` or `-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(String);

impl Tag {
    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let fixed: String = text.chars().map(|c| if allowed(c) { c } else { '-' }).collect();
        let fixed = fixed.trim_start_matches(['.', '-']).chars().take(128).collect::<String>();
        let error = |why| Err(ReferenceError::new("tag", text, why, (!fixed.is_empty()).then_some(fixed.clone())));
        if text.is_empty() {
            return error("it is empty");
        }
        if text.len() > 128 {
            return error("it is longer than 128 characters");
        }
        if text.starts_with(['.', '-']) {
            return error("it starts with `.` or `-`");
        }
        if !text.chars().all(allowed) {
            return error("only letters, digits, `_`, `.` and `-` are allowed");
        }
        Ok(Self(text.into()))
    }
}

impl TryFrom<String> for Tag {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> Self {
        tag.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
