//! Variables of a project's own that override it.

use super::{Key, KeyError};
use crate::nearest;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a variable of the environment sets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Setting {
    /// The platforms, with commas.
    Platforms,
    /// The variants, with commas.
    Variant,
    /// The name of the one image that is built; a first part that Docker reads as a registry is one.
    Name,
    /// The tags, with commas.
    Tag,
    /// The registries, with commas.
    Registry,
    /// The builder.
    Builder,
    /// Whether images are pushed.
    Push,
    /// Whether images are loaded.
    Load,
    /// How progress is shown.
    Progress,
    /// Whether every step is built anew.
    NoCache,
    /// Whether one image's failure stops the others.
    KeepGoing,
    /// A build argument of every image.
    BuildArg(String),
    /// Whether that UI is built.
    Ui(Key),
}

/// Those that are one word.
const WORDS: [(&str, Setting); 11] = [
    ("platforms", Setting::Platforms),
    ("variant", Setting::Variant),
    ("name", Setting::Name),
    ("tag", Setting::Tag),
    ("registry", Setting::Registry),
    ("builder", Setting::Builder),
    ("push", Setting::Push),
    ("load", Setting::Load),
    ("progress", Setting::Progress),
    ("no-cache", Setting::NoCache),
    ("keep-going", Setting::KeepGoing),
];

/// Why a text is nothing that a variable can set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingError {
    message: String,
    near: Option<String>,
}

impl SettingError {
    /// The nearest valid spelling.
    pub fn near(&self) -> Option<&str> {
        self.near.as_deref()
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SettingError {}

impl From<KeyError> for SettingError {
    fn from(error: KeyError) -> Self {
        Self { message: error.to_string(), near: None }
    }
}

impl FromStr for Setting {
    type Err = SettingError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((_, setting)) = WORDS.iter().find(|(word, _)| *word == text) {
            return Ok(setting.clone());
        }
        match text.split_once('.') {
            Some(("build-arg", name)) if !name.is_empty() => return Ok(Self::BuildArg(name.into())),
            Some(("ui", key)) if !key.is_empty() => return Ok(Self::Ui(key.parse()?)),
            Some(_) | None => {}
        }
        let words = || WORDS.iter().map(|(word, _)| *word);
        let elsewhere = match text {
            "tags" | "image-tag" => Some("tag"),
            "image" | "image-name" => Some("name"),
            "backend" | "variants" => Some("variant"),
            "build-args" | "build-arg" | "arg" => Some("build-arg.NAME"),
            "platform" => Some("platforms"),
            _ => None,
        };
        let near = elsewhere.or_else(|| nearest(text, words())).map(str::to_owned);
        let known = words().chain(["build-arg.NAME", "ui.KEY"]).collect::<Vec<_>>().join(", ");
        let known = if near.is_none() { format!(": there are {known}") } else { String::new() };
        Err(SettingError { message: format!("no variable can set `{text}`{known}"), near })
    }
}

impl TryFrom<String> for Setting {
    type Error = SettingError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Setting> for String {
    fn from(setting: Setting) -> Self {
        setting.to_string()
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuildArg(name) => write!(f, "build-arg.{name}"),
            Self::Ui(key) => write!(f, "ui.{key}"),
            Self::Platforms
            | Self::Variant
            | Self::Name
            | Self::Tag
            | Self::Registry
            | Self::Builder
            | Self::Push
            | Self::Load
            | Self::Progress
            | Self::NoCache
            | Self::KeepGoing => f.write_str(WORDS.iter().find(|(_, known)| known == self).map_or("", |(word, _)| *word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Setting, WORDS};

    #[test]
    fn each_is_read_as_it_is_printed() {
        for text in WORDS.iter().map(|(word, _)| *word).chain(["build-arg.QUEUE_BACKEND", "ui.web"]) {
            assert_eq!(text.parse::<Setting>().unwrap().to_string(), text);
        }
    }
}
