//! Paths and file names with places in them: `bin/{arch}`, `{bin}-{version}-{triple}`.

use crate::suggest::nearest;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A path or a file name, with places that the plan fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PathTemplate {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Place(PathPlace),
}

/// What a place stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathPlace {
    /// The architecture, as `$TARGETARCH` has it: `arm64`.
    Arch,
    /// The binary's name.
    Bin,
    /// The operating system: `linux`.
    Os,
    /// The platform: `linux/arm64` in a path, `linux-arm64` in a name.
    Platform,
    /// The Rust triple.
    Triple,
    /// The package's version.
    Version,
}

impl PathPlace {
    /// Every place with its name.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("arch", Self::Arch),
        ("bin", Self::Bin),
        ("os", Self::Os),
        ("platform", Self::Platform),
        ("triple", Self::Triple),
        ("version", Self::Version),
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Arch => "arch",
            Self::Bin => "bin",
            Self::Os => "os",
            Self::Platform => "platform",
            Self::Triple => "triple",
            Self::Version => "version",
        }
    }

    /// Whether it tells what a binary was built for.
    pub fn is_machine(self) -> bool {
        match self {
            Self::Arch | Self::Os | Self::Platform | Self::Triple => true,
            Self::Bin | Self::Version => false,
        }
    }
}

impl PathTemplate {
    /// A text without places.
    pub fn literal(text: impl Into<String>) -> Self {
        Self { parts: vec![Part::Literal(text.into())] }
    }

    /// `{bin}-{version}-{triple}`.
    pub fn archive() -> Self {
        let dash = || Part::Literal("-".into());
        let place = Part::Place;
        Self { parts: vec![place(PathPlace::Bin), dash(), place(PathPlace::Version), dash(), place(PathPlace::Triple)] }
    }

    /// Its places in order.
    pub fn places(&self) -> impl Iterator<Item = PathPlace> {
        self.parts.iter().filter_map(|part| match part {
            Part::Literal(_) => None,
            Part::Place(place) => Some(*place),
        })
    }

    /// The text, each place filled; one that has no value stays as it is written.
    ///
    /// ```
    /// use archwright_model::project::{PathPlace, PathTemplate};
    /// let folder: PathTemplate = "bin/{arch}".parse()?;
    /// assert_eq!(folder.fill(|place| (place == PathPlace::Arch).then(|| "arm64".into())), "bin/arm64");
    /// # Ok::<(), archwright_model::project::PathTemplateError>(())
    /// ```
    pub fn fill(&self, value: impl Fn(PathPlace) -> Option<String>) -> String {
        let filled = self.parts.iter().map(|part| match part {
            Part::Literal(text) => text.clone(),
            Part::Place(place) => value(*place).unwrap_or_else(|| part.to_string()),
        });
        filled.collect()
    }
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathTemplateError {
    message: String,
    near: Option<String>,
}

impl PathTemplateError {
    /// What is wrong, without the suggestion.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The nearest valid spelling of the whole text.
    pub fn near(&self) -> Option<&str> {
        self.near.as_deref()
    }
}

impl fmt::Display for PathTemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.near {
            Some(near) => write!(f, "{}; did you mean `{near}`?", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for PathTemplateError {}

impl FromStr for PathTemplate {
    type Err = PathTemplateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                parts.push(Part::Literal(rest[..open].into()));
            }
            let Some(length) = rest[open..].find('}') else {
                return Err(PathTemplateError { message: format!("the `{{` of `{text}` is not closed"), near: None });
            };
            let name = &rest[open + 1..open + length];
            let Some((_, place)) = PathPlace::NAMES.iter().find(|(known, _)| *known == name) else {
                let names = PathPlace::NAMES.map(|(name, _)| name);
                let list: Vec<_> = names.iter().map(|name| format!("`{{{name}}}`")).collect();
                let message = format!("`{{{name}}}` of `{text}` is no place; places are {}", list.join(", "));
                let near = nearest(name, names).map(|near| text.replace(&format!("{{{name}}}"), &format!("{{{near}}}")));
                return Err(PathTemplateError { message, near });
            };
            parts.push(Part::Place(*place));
            rest = &rest[open + length + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.into()));
        }
        Ok(Self { parts })
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.write_str(text),
            Self::Place(place) => write!(f, "{{{}}}", place.name()),
        }
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| write!(f, "{part}"))
    }
}

impl TryFrom<String> for PathTemplate {
    type Error = PathTemplateError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<PathTemplate> for String {
    fn from(template: PathTemplate) -> Self {
        template.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::PathTemplate;

    #[test]
    fn what_is_written_reads_back_and_what_is_no_place_is_told() {
        for text in ["bin", "bin/{arch}", "{bin}-{version}-{triple}", "{platform}{os}", ""] {
            assert_eq!(text.parse::<PathTemplate>().unwrap().to_string(), text);
        }
        assert_eq!(PathTemplate::archive().to_string(), "{bin}-{version}-{triple}");
        for (text, expected) in [
            ("bin/{acrh}", "did you mean `bin/{arch}`?"),
            ("{tripel}", "did you mean `{triple}`?"),
            ("{}", "places are `{arch}`, `{bin}`, `{os}`, `{platform}`, `{triple}`, `{version}`"),
            ("bin/{arch", "the `{` of `bin/{arch` is not closed"),
        ] {
            let error = text.parse::<PathTemplate>().unwrap_err().to_string();
            assert!(error.ends_with(expected), "{error}");
        }
    }
}
