//! Where a build context comes from.

use crate::ImageRef;
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a named context is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum BuildContext {
    /// A folder of the project.
    Folder(Utf8PathBuf),
    /// What BuildKit fetches: a Git repository, or an archive by HTTP.
    Remote(String),
    /// The files of an image.
    Image(ImageRef),
}

/// Whether BuildKit fetches a context by itself: a Git repository, or an archive by HTTP. The rules are buildx's
/// (seen in 0.13 and 0.29).
pub fn is_remote(context: &str) -> bool {
    let schemes = ["http://", "https://", "git://", "ssh://"];
    schemes.iter().any(|scheme| context.starts_with(scheme)) || context.starts_with("git@") || context.starts_with("github.com/")
}

impl FromStr for BuildContext {
    type Err = BuildContextError;

    fn from_str(text: &str) -> Result<Self, BuildContextError> {
        let error = |message: String| BuildContextError { message };
        if is_remote(text) {
            return Ok(Self::Remote(text.into()));
        }
        match text.split_once("://") {
            Some(("docker-image", name)) => {
                name.parse().map(Self::Image).map_err(|error| BuildContextError { message: format!("`{name}`: {error}") })
            }
            Some((scheme, _)) => Err(error(format!(
                "`{text}`: there is no kind of context `{scheme}://`; a context is a folder, a `https://` or Git address, or `docker-image://NAME`"
            ))),
            None if text.starts_with("target:") => Err(error(format!(
                "`{text}`: other images are taken by `needs`; write `needs = [\"image.{}\"]`",
                text.trim_start_matches("target:")
            ))),
            None => Ok(Self::Folder(text.into())),
        }
    }
}

impl fmt::Display for BuildContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => f.write_str(path.as_str()),
            Self::Remote(place) => f.write_str(place),
            Self::Image(image) => write!(f, "docker-image://{image}"),
        }
    }
}

impl From<BuildContext> for String {
    fn from(context: BuildContext) -> Self {
        context.to_string()
    }
}

impl TryFrom<String> for BuildContext {
    type Error = BuildContextError;

    fn try_from(text: String) -> Result<Self, BuildContextError> {
        text.parse()
    }
}

/// A text that is no context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildContextError {
    message: String,
}

impl fmt::Display for BuildContextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BuildContextError {}

#[cfg(test)]
mod tests {
    use super::{BuildContext, is_remote};

    #[test]
    fn contexts_are_shown_as_they_are_written() {
        for text in ["shared", "../x", "https://github.com/acme/src.git#v1:sub", "git@github.com:acme/src.git", "docker-image://debian:12"]
        {
            assert_eq!(text.parse::<BuildContext>().unwrap().to_string(), text);
        }
        for wrong in ["docker-image://Debian:12", "ftp://x/y", "target:app", "oci-layout://x"] {
            assert!(wrong.parse::<BuildContext>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_buildkit_fetches() {
        for (context, remote) in [
            ("https://github.com/acme/app.git#main:sub", true),
            ("http://files.example/ctx.tar.gz", true),
            ("git@github.com:acme/app.git", true),
            ("github.com/acme/app", true),
            ("app", false),
            ("github.com", false),
            ("docker-image://x", false),
        ] {
            assert_eq!(is_remote(context), remote, "{context}");
        }
    }
}
