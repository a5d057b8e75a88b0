//! *Copy*: what is proven in one repository, to the others that it goes to.

use super::AttestWanted;
use crate::ImageId;
use archwright_model::{Platforms, Repository};
use serde::Serialize;

/// Copies a proven image with its attestations, the same to the byte, and proves it where it is then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Copy {
    /// The image or variant.
    pub image: ImageId,
    /// Where it is proven.
    pub from: Repository,
    /// Where it goes.
    pub to: Vec<Repository>,
    /// The platforms it must have, these and no others.
    pub platforms: Platforms,
    /// The attestations each must have.
    pub attest: AttestWanted,
}
