//! A first `archwright.toml` and xtask for a repository, made from what is found in it.
//!
//! [`scan`] reads the repository, [`draft`] decides what to write, and is pure, [`apply`] writes it. Nothing that exists is
//! overwritten, and no Cargo workspace that is there notices the new package, unless its globs take it in anyway.

mod apply;
mod draft;
mod error;
mod scan;

pub use apply::{Written, apply};
pub use draft::{Draft, How, NewFile, Options, Source, draft};
pub use error::InitError;
pub use scan::{Binary, CargoConfig, CargoRoot, DockerImage, Scan, WebUi, scan};

#[cfg(test)]
mod tests;
