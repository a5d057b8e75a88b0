//! The platform of an index entry or a config as it stands there.

use crate::json::{Extra, nullable};
use archwright_model::Platform;
use archwright_model::platform::PlatformError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A platform as it is written, raw (OCI image spec, `image-index.md`, property `platform`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RawPlatform {
    /// The architecture, as Go names it.
    pub architecture: String,
    /// The operating system, as Go names it.
    pub os: String,
    /// The variant; often left out where it is the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// The version of the operating system; Windows images have one.
    #[serde(default, rename = "os.version", skip_serializing_if = "Option::is_none")]
    pub os_version: Option<String>,
    /// Features of the operating system that the image needs.
    #[serde(default, rename = "os.features", deserialize_with = "nullable", skip_serializing_if = "Vec::is_empty")]
    pub os_features: Vec<String>,
    /// Fields that we do not know.
    #[serde(flatten)]
    pub extra: Extra,
}

impl RawPlatform {
    /// The platform, normalised as containerd does; an error if it is none that we know.
    pub fn normalised(&self) -> Result<Platform, PlatformError> {
        self.to_string().parse()
    }

    /// `linux/arm64` in its normalised form, else as it is written.
    pub fn name(&self) -> String {
        self.normalised().map_or_else(|_| self.to_string(), |platform| platform.to_string())
    }

    /// Whether it is `unknown/unknown`, which `BuildKit` writes for what is not an image.
    pub fn is_unknown(&self) -> bool {
        self.os == "unknown" && self.architecture == "unknown"
    }

    /// The same platform spelled in normalised form; everything else stays.
    pub(crate) fn respelled(&self, platform: Platform) -> Self {
        Self {
            architecture: platform.arch().to_string(),
            os: platform.os().to_string(),
            variant: platform.variant().map(|variant| variant.to_string()),
            ..self.clone()
        }
    }
}

impl From<Platform> for RawPlatform {
    fn from(platform: Platform) -> Self {
        Self::default().respelled(platform)
    }
}

impl fmt::Display for RawPlatform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match self.variant.as_deref() {
            None | Some("") => Ok(()),
            Some(variant) => write!(f, "/{variant}"),
        }
    }
}
