//! What the value types say about a text they refuse, as message and nearest valid spelling.

use crate::{
    platform::PlatformError,
    project::{
        BuildContext, BuildContextError, BuilderName, Key, KeyError, MemoryError, PathTemplateError, SettingError, TagTemplateError,
        TimeoutError,
    },
    reference::ReferenceError,
    triple::TripleError,
};

/// An error of a value type that can name the nearest valid spelling of what was given.
pub(super) trait Explain {
    fn explain(self, given: &str) -> (String, Option<String>);
}

impl Explain for PlatformError {
    fn explain(self, _: &str) -> (String, Option<String>) {
        (self.message().into(), self.suggestion().map(Into::into))
    }
}

impl Explain for ReferenceError {
    fn explain(self, _: &str) -> (String, Option<String>) {
        (self.message(), self.suggestion().map(Into::into))
    }
}

impl Explain for KeyError {
    /// With other characters replaced by dashes; builder names may keep their capitals.
    fn explain(self, given: &str) -> (String, Option<String>) {
        let dashed: String = given.trim().chars().map(|c| if c.is_ascii_alphanumeric() || "-_.+".contains(c) { c } else { '-' }).collect();
        let builder = dashed.trim_matches(['-', '_', '.', '+']);
        let key = builder.to_lowercase().replace(['.', '+'], "-");
        let message = self.to_string();
        let near = if given.parse::<BuilderName>().is_err() && message.contains("builder") {
            builder.parse::<BuilderName>().ok().map(|name| name.to_string())
        } else {
            key.parse::<Key>().ok().map(|key| key.to_string())
        };
        (message, near)
    }
}

impl Explain for TripleError {
    fn explain(self, _: &str) -> (String, Option<String>) {
        (self.message(), self.near().map(Into::into))
    }
}

impl Explain for PathTemplateError {
    fn explain(self, _: &str) -> (String, Option<String>) {
        (self.message().into(), self.near().map(Into::into))
    }
}

impl Explain for SettingError {
    fn explain(self, _: &str) -> (String, Option<String>) {
        (self.to_string(), self.near().map(Into::into))
    }
}

impl Explain for TimeoutError {
    fn explain(self, _: &str) -> (String, Option<String>) {
        (self.to_string(), self.near())
    }
}

impl Explain for MemoryError {
    fn explain(self, _: &str) -> (String, Option<String>) {
        (self.to_string(), self.near())
    }
}

impl Explain for BuildContextError {
    fn explain(self, given: &str) -> (String, Option<String>) {
        let kinds = ["docker-image", "https", "http", "git", "ssh"];
        let rest = given.split_once("://");
        let near = rest.and_then(|(scheme, rest)| Some(format!("{}://{rest}", crate::nearest(scheme, kinds)?)));
        (self.to_string(), near.filter(|near| near.parse::<BuildContext>().is_ok() && near != given))
    }
}

impl Explain for TagTemplateError {
    fn explain(self, given: &str) -> (String, Option<String>) {
        match self {
            Self::Malformed { message, suggestion } => (message, suggestion),
            Self::Unknown(_) => (self.to_string(), None),
            // The error is about the filled text, which nobody wrote.
            Self::Invalid(error) if given.contains('{') => {
                let message = error.message();
                let why = message.split_once("`: ").map_or(message.as_str(), |(_, why)| why);
                (format!("invalid tag `{given}`: {why}"), None)
            }
            Self::Invalid(error) => error.explain(given),
        }
    }
}
