//! Tags with places in them: `{version}`, `v{version}-{git-sha}`.

use crate::{Tag, reference::ReferenceError, suggest::nearest};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A tag, with places that the plan fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TagTemplate {
    parts: Vec<TagPart>,
}

/// One piece of a tag template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagPart {
    /// Text as it is.
    Literal(String),
    /// The project's version.
    Version,
    /// The version's first number.
    Major,
    /// The version's first two numbers, `1.4`.
    Minor,
    /// The first twelve digits of the commit.
    GitSha,
    /// `git describe --tags --always --dirty`.
    GitDescribe,
}

const PLACES: [(&str, TagPart); 5] = [
    ("version", TagPart::Version),
    ("major", TagPart::Major),
    ("minor", TagPart::Minor),
    ("git-sha", TagPart::GitSha),
    ("git-describe", TagPart::GitDescribe),
];

impl TagTemplate {
    /// The tag `latest`.
    pub fn latest() -> Self {
        Self { parts: vec![TagPart::Literal("latest".into())] }
    }

    /// Its pieces in order.
    pub fn parts(&self) -> &[TagPart] {
        &self.parts
    }

    /// Whether it needs the project's version.
    pub fn uses_version(&self) -> bool {
        [TagPart::Version, TagPart::Major, TagPart::Minor].iter().any(|part| self.uses(part))
    }

    /// Whether a piece of that kind stands in it.
    pub fn uses(&self, part: &TagPart) -> bool {
        self.parts.contains(part)
    }

    /// The tag, its places filled by `value`, a suffix behind it; an error where a place has no value or the text is no tag.
    pub fn render(&self, suffix: &str, value: impl Fn(&TagPart) -> Option<String>) -> Result<Tag, TagTemplateError> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                TagPart::Literal(literal) => text.push_str(literal),
                place => text.push_str(&value(place).ok_or_else(|| TagTemplateError::Unknown(place.to_string()))?),
            }
        }
        text.push_str(suffix);
        text.parse().map_err(TagTemplateError::Invalid)
    }
}

/// Why a template gives no tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagTemplateError {
    /// A place has no value.
    Unknown(String),
    /// The filled text is not a tag.
    Invalid(ReferenceError),
    /// The template itself is malformed.
    Malformed {
        /// What is wrong.
        message: String,
        /// The nearest valid spelling.
        suggestion: Option<String>,
    },
}

impl fmt::Display for TagTemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(place) => write!(f, "`{place}` has no value"),
            Self::Invalid(error) => write!(f, "{error}"),
            Self::Malformed { message, suggestion: None } => f.write_str(message),
            Self::Malformed { message, suggestion: Some(near) } => write!(f, "{message}; did you mean `{near}`?"),
        }
    }
}

impl std::error::Error for TagTemplateError {}

impl FromStr for TagTemplate {
    type Err = TagTemplateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = |message: String, suggestion: Option<String>| Err(TagTemplateError::Malformed { message, suggestion });
        if let Some((repository, tag)) = text.rsplit_once(':').filter(|(repository, _)| !repository.contains('{')) {
            return malformed(of_a_repository(repository), Some(tag.to_owned()));
        }
        if text.contains("{major}.{minor}") {
            let message = format!("tag `{text}` says the first number twice: `{{minor}}` is the first two, `1.4`");
            return malformed(message, Some(text.replace("{major}.{minor}", "{minor}")));
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                parts.push(TagPart::Literal(rest[..open].into()));
            }
            let Some(length) = rest[open..].find('}') else {
                return malformed(format!("the `{{` of `{text}` is not closed"), None);
            };
            let name = &rest[open + 1..open + length];
            let Some((_, part)) = PLACES.iter().find(|(known, _)| *known == name) else {
                let near = nearest(name, PLACES.iter().map(|(known, _)| *known));
                let near = near.or(Some("version")).map(|near| format!("{{{near}}}"));
                return malformed(format!("unknown place `{{{name}}}` in tag `{text}`"), near);
            };
            parts.push(part.clone());
            rest = &rest[open + length + 1..];
        }
        if !rest.is_empty() {
            parts.push(TagPart::Literal(rest.into()));
        }
        let template = Self { parts };
        // With plausible values in its places it must be a tag; a suffix can only lengthen it.
        template.render("", |_| Some("0".into())).map(|_| template)
    }
}

/// Why a tag that is a whole reference is none.
fn of_a_repository(repository: &str) -> String {
    let place = repository.rsplit_once('/').map_or(repository, |(place, _)| place);
    format!(
        "a tag names no repository: `{repository}` does; add `{place}` to `registry` in [project], where every image gets the same tags, or copy \
         the image there with `promote` once it is published"
    )
}

impl fmt::Display for TagPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.write_str(text),
            Self::Version => f.write_str("{version}"),
            Self::Major => f.write_str("{major}"),
            Self::Minor => f.write_str("{minor}"),
            Self::GitSha => f.write_str("{git-sha}"),
            Self::GitDescribe => f.write_str("{git-describe}"),
        }
    }
}

impl fmt::Display for TagTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| write!(f, "{part}"))
    }
}

impl TryFrom<String> for TagTemplate {
    type Error = TagTemplateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TagTemplate> for String {
    fn from(template: TagTemplate) -> Self {
        template.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::TagTemplate;

    #[test]
    fn a_tag_of_a_repository_is_told_where_it_belongs() {
        for (text, place, tag) in [
            ("registry.example/team/name:1.2", "add `registry.example/team` to `registry` in [project]", "did you mean `1.2`?"),
            ("127.0.0.1:5005/name:{version}", "add `127.0.0.1:5005` to `registry`", "did you mean `{version}`?"),
        ] {
            let error = text.parse::<TagTemplate>().unwrap_err().to_string();
            assert!(error.contains(place) && error.ends_with(tag), "{error}");
        }
    }

    #[test]
    fn a_first_number_that_would_stand_twice_is_told() {
        for (text, near) in [("{major}.{minor}", "{minor}"), ("v{major}.{minor}-{git-sha}", "v{minor}-{git-sha}")] {
            let error = text.parse::<TagTemplate>().unwrap_err().to_string();
            assert!(error.ends_with(&format!("did you mean `{near}`?")), "{error}");
        }
        for text in ["{major}", "{minor}", "{major}-{minor}", "{minor}.{major}"] {
            assert!(text.parse::<TagTemplate>().is_ok(), "{text}");
        }
    }
}
