//! A list of platforms without doubles, in the order they were asked for.

use super::{Platform, PlatformError};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Platforms in order, each once.
///
/// ```
/// use archwright_model::Platforms;
/// let list: Platforms = "linux/amd64, aarch64,linux/arm64/v8".parse()?;
/// assert_eq!(list.to_string(), "linux/amd64,linux/arm64");
/// # Ok::<(), archwright_model::platform::PlatformError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Platform>", into = "Vec<Platform>")]
pub struct Platforms(Vec<Platform>);

impl Platforms {
    /// What a project builds unless it says otherwise: `linux/amd64` and `linux/arm64`.
    pub fn usual() -> Self {
        Self(vec![Platform::LINUX_AMD64, Platform::LINUX_ARM64])
    }

    /// The platforms as a slice.
    pub fn as_slice(&self) -> &[Platform] {
        &self.0
    }

    /// In order.
    pub fn iter(&self) -> impl Iterator<Item = Platform> + '_ {
        self.0.iter().copied()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is one of them.
    pub fn contains(&self, platform: Platform) -> bool {
        self.0.contains(&platform)
    }

    /// The same platforms, whatever the order.
    pub fn same_set(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|platform| other.contains(platform))
    }

    /// Those of `self` that `other` lacks.
    #[must_use]
    pub fn missing_from(&self, other: &Self) -> Self {
        self.iter().filter(|platform| !other.contains(*platform)).collect()
    }
}

impl FromIterator<Platform> for Platforms {
    fn from_iter<I: IntoIterator<Item = Platform>>(platforms: I) -> Self {
        let mut list = Vec::new();
        for platform in platforms {
            if !list.contains(&platform) {
                list.push(platform);
            }
        }
        Self(list)
    }
}

impl From<Vec<Platform>> for Platforms {
    fn from(platforms: Vec<Platform>) -> Self {
        platforms.into_iter().collect()
    }
}

impl From<Platforms> for Vec<Platform> {
    fn from(platforms: Platforms) -> Self {
        platforms.0
    }
}

impl FromStr for Platforms {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect()
    }
}

impl fmt::Display for Platforms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&words.join(","))
    }
}
