//! Programs on the PATH, and the Rust toolchain.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Programs found on the PATH, by name, with their paths. Only those that a project may need were looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tools(pub BTreeMap<String, String>);

impl Tools {
    /// Whether that program was found.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Where that program is.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// The Rust toolchain that builds command lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rust {
    /// What `ARCHWRIGHT_RUST_TOOLCHAIN` says: a toolchain's name or path, given to the cross-building cargo alone.
    pub toolchain: Option<String>,
    /// The toolchain's own triple.
    pub host: String,
    /// Triples whose standard library is installed.
    pub targets: Vec<String>,
    /// Linkers set in the environment or found on the PATH, by triple.
    pub linkers: BTreeMap<String, String>,
    /// What the user has rustc told.
    #[serde(default)]
    pub flags: RustFlags,
    /// What else the user has set for Cargo and rustc, a compiler's cache say, by variable or, of Cargo's configuration, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
}

/// Flags for rustc that are set already. Cargo takes those of one source and of no other
/// (doc.rust-lang.org/cargo/reference/config.html#buildrustflags).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RustFlags {
    /// `RUSTFLAGS`, `CARGO_ENCODED_RUSTFLAGS`, `CARGO_BUILD_RUSTFLAGS` and `CARGO_TARGET_*_RUSTFLAGS`, as far as they are set; one
    /// that is empty counts too.
    pub variables: BTreeMap<String, String>,
    /// Tables of Cargo's configuration with `rustflags` in them: `build`, or a triple or `cfg(…)` below `target`.
    pub tables: Vec<String>,
}
