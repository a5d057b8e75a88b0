//! The nouns of archwright: platforms, references, commands, findings, and the project that a configuration describes.
//!
//! Everything here is pure: no process, no network, no file is read. Text goes in, checked values come out.
//!
//! ```
//! use archwright_model::{ImageRef, Platform};
//!
//! let platform: Platform = "aarch64".parse()?;
//! assert_eq!(platform.to_string(), "linux/arm64");
//! assert_eq!(platform, "linux/arm64/v8".parse()?);
//!
//! let image: ImageRef = "ghcr.io/noetl/server:1.2".parse()?;
//! assert_eq!(image.repository().registry().host(), "ghcr.io");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod command;
pub mod config;
pub mod count;
pub mod exit;
pub mod finding;
pub mod origin;
pub mod platform;
pub mod project;
pub mod reference;
pub mod secret;
pub mod suggest;
pub mod triple;

pub use command::{Arg, Command};
pub use count::count;
pub use exit::ExitKind;
pub use finding::{Finding, FindingKind, Severity};
pub use origin::{Origin, Sourced};
pub use platform::{Arch, Os, Platform, Platforms, Variant};
pub use project::Project;
pub use reference::{Digest, ImageRef, Registry, Repository, Tag};
pub use suggest::nearest;
pub use triple::{Libc, RustTriple};
