//! The grammar's parts, shared by the types of this module.

use std::fmt;

/// Why a text is not a reference, or not a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceError {
    part: &'static str,
    given: String,
    why: String,
    suggestion: Option<String>,
}

impl ReferenceError {
    pub(super) fn new(part: &'static str, given: &str, why: impl Into<String>, suggestion: Option<String>) -> Self {
        Self { part, given: given.into(), why: why.into(), suggestion: suggestion.filter(|other| other != given) }
    }

    /// The same error about a larger text, whose nearest valid spelling is another.
    pub(super) fn suggesting(self, suggestion: Option<String>) -> Self {
        Self { suggestion, ..self }
    }

    /// The nearest valid spelling, if there is one.
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }

    /// What is wrong, without the suggestion.
    pub fn message(&self) -> String {
        if self.given.is_empty() {
            return format!("an empty {}: name one, or leave it out", self.part);
        }
        format!("invalid {} `{}`: {}", self.part, self.given, self.why)
    }
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ReferenceError {}

/// Whether a text is one path component: `[a-z0-9]+` joined by `.`, `_`, `__` or dashes.
pub(super) fn is_path_component(text: &str) -> bool {
    let alnum = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(alnum) || !bytes.last().is_some_and(alnum) {
        return false;
    }
    bytes.split(alnum).all(|separator| match separator {
        [] | b"." | b"_" | b"__" => true,
        dashes => dashes.iter().all(|byte| *byte == b'-'),
    })
}

/// Checks a repository path; the error carries the nearest valid spelling.
pub(super) fn check_path(path: &str) -> Result<(), (String, Option<String>)> {
    let fixed = || {
        let parts: Vec<_> = path.to_lowercase().split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let fixed = parts.join("/");
        (fixed.split('/').all(is_path_component)).then_some(fixed)
    };
    if path.is_empty() {
        return Err(("it is empty".into(), None));
    }
    for component in path.split('/') {
        let why = if component.is_empty() {
            "it has an empty path component (a double or trailing slash)".into()
        } else if component.chars().any(char::is_uppercase) {
            "repository names are lower case".into()
        } else if !is_path_component(component) {
            format!("`{component}` is not letters and digits joined by `.`, `_`, `__` or `-`")
        } else {
            continue;
        };
        return Err((why, fixed()));
    }
    Ok(())
}

/// Whether the first component of a reference names a registry, by Docker's rule.
pub(super) fn looks_like_host(first: &str) -> bool {
    first == "localhost" || first.contains(['.', ':']) || first.chars().any(char::is_uppercase)
}
