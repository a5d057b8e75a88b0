//! Names of images, by the grammar of the OCI distribution reference (`distribution/reference`), normalised as Docker does.

mod digest;
mod grammar;
mod host;
mod image_ref;
mod namespace;
mod namespaces;
mod registry;
mod repository;
mod tag;

pub use digest::Digest;
pub use grammar::ReferenceError;
pub use image_ref::ImageRef;
pub use namespace::Namespace;
pub use namespaces::Namespaces;
pub use registry::Registry;
pub use repository::Repository;
pub use tag::Tag;
