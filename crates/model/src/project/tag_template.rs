//! Tags with places in them: `{version}`, `v{version}-{git-sha}`.

mod part;
mod time;
mod when;

pub use part::{ShaLength, TagPart};
pub use time::TimeFormat;
pub use when::When;

use crate::{Tag, reference::ReferenceError};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A tag, with places that the plan fills in, and the runs that have it.
///
/// As text it is the tag alone; in JSON, `pr-{pr} when pull-request`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TagTemplate {
    parts: Vec<TagPart>,
    when: When,
}

impl TagTemplate {
    /// The tag `latest`.
    pub fn latest() -> Self {
        Self { parts: vec![TagPart::Literal("latest".into())], when: When::Always }
    }

    /// Its pieces in order.
    pub fn parts(&self) -> &[TagPart] {
        &self.parts
    }

    /// The runs that have it.
    pub fn when(&self) -> When {
        self.when
    }

    /// The same for those runs alone.
    #[must_use]
    pub fn only(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// Whether it is the same tag, whichever runs have it.
    pub fn is_same_tag(&self, other: &Self) -> bool {
        self.parts == other.parts
    }

    /// Whether it needs the project's version.
    pub fn uses_version(&self) -> bool {
        self.when.asks_version() || self.parts.iter().any(TagPart::asks_version)
    }

    /// Whether it speaks of the commit.
    pub fn uses_commit(&self) -> bool {
        self.parts.iter().any(TagPart::asks_commit)
    }

    /// Whether it needs the repository's history.
    pub fn uses_git(&self) -> bool {
        self.uses_commit() || self.when.asks_git() || self.uses(&TagPart::GitBranch)
    }

    /// Whether it needs the time.
    pub fn uses_time(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, TagPart::Time(_)))
    }

    /// Whether that piece stands in it.
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
                return malformed(format!("the `{{` of `{text}` is not closed"), Some(format!("{text}}}")));
            };
            let name = &rest[open + 1..open + length];
            parts.push(TagPart::place(name, text)?);
            rest = &rest[open + length + 1..];
        }
        if !rest.is_empty() {
            parts.push(TagPart::Literal(rest.into()));
        }
        let template = Self { parts, when: When::Always };
        // With plausible values in its places it must be a tag; a suffix can only lengthen it.
        template.render("", |part| Some(part.sample())).map(|_| template)
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

impl fmt::Display for TagTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| write!(f, "{part}"))
    }
}

impl TryFrom<String> for TagTemplate {
    type Error = TagTemplateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let known = |name: &str| When::ALL.into_iter().find(|when| when.name() == name);
        match text.split_once(WHEN).and_then(|(tag, name)| Some((tag, known(name)?))) {
            Some((tag, when)) => Ok(tag.parse::<Self>()?.only(when)),
            None => text.parse(),
        }
    }
}

/// Between a tag and the runs that have it, in JSON; no tag has blanks.
const WHEN: &str = " when ";

impl From<TagTemplate> for String {
    fn from(template: TagTemplate) -> Self {
        match template.when {
            When::Always => template.to_string(),
            when => format!("{template}{WHEN}{when}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TagTemplate, When};

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
    fn places_are_read_as_they_are_printed() {
        for text in ["{git-sha:7}", "{git-sha}", "pr-{pr}", "{git-branch}-x", "{time:%Y-%m-%d-%H-%M}", "v{version}-{time:%s}"] {
            let template: TagTemplate = text.parse().unwrap();
            assert_eq!(template.to_string(), text);
            let only = template.only(When::DefaultBranch);
            assert_eq!(TagTemplate::try_from(String::from(only.clone())).unwrap(), only);
        }
    }

    #[test]
    fn places_that_are_none_are_told() {
        for (text, end) in [
            ("{time}", "has no format; did you mean `{time:%Y-%m-%d-%H-%M}`?"),
            ("{time:%Y/%m}", "`/` cannot stand in a tag; did you mean `{time:%Y-%m}`?"),
            ("{git-sha:4}", "a commit is told by 7 to 40 digits, not `4`; did you mean `{git-sha:7}`?"),
            ("{git-sha:}", "not ``; did you mean `{git-sha:7}`?"),
            ("{branch}", "unknown place `{branch}` in tag `{branch}`; did you mean `{git-branch}`?"),
            ("{sha:7}", "unknown place `{sha:7}` in tag `{sha:7}`; did you mean `{git-sha}`?"),
            ("x-{verzion}", "did you mean `{version}`?"),
            ("latest when branch", "did you mean `latest-when-branch`?"),
        ] {
            let error = text.parse::<TagTemplate>().unwrap_err().to_string();
            assert!(error.ends_with(end), "{error}");
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
