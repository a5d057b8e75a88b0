//! An image or one of its variants, by name.

use archwright_model::project::Key;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An image, or one variant of it: `noetl`, `openhqm:redis`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ImageId {
    /// The image.
    pub image: Key,
    /// The variant, where the image has some.
    pub variant: Option<Key>,
}

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.variant {
            Some(variant) => write!(f, "{}:{variant}", self.image),
            None => write!(f, "{}", self.image),
        }
    }
}

impl From<ImageId> for String {
    fn from(id: ImageId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for ImageId {
    type Error = archwright_model::project::KeyError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (image, variant) = match text.split_once(':') {
            Some((image, variant)) => (image, Some(variant)),
            None => (text.as_str(), None),
        };
        Ok(Self { image: image.parse()?, variant: variant.map(str::parse).transpose()? })
    }
}

impl ImageId {
    /// One word for file and target names.
    pub fn slug(&self) -> String {
        self.to_string().replace(':', ".")
    }
}
