//! The stages of one platform's build.

use archwright_model::Platform;

/// A stage as one platform's build sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its name, in lower case as BuildKit compares it.
    pub name: Option<String>,
    /// Its `FROM`, by its place among the instructions.
    pub from: usize,
    /// The first instruction that is no longer part of it.
    pub end: usize,
    /// What it stands on.
    pub base: Base,
    /// Whether another platform would have another base.
    pub base_varies: bool,
    /// Whose platform it is built for.
    pub on: On,
    /// That platform.
    pub platform: Platform,
    /// What becomes of it.
    pub reach: Reach,
}

/// What a stage stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// An image, by the name that the Dockerfile gives it, variables filled in.
    Image(String),
    /// An earlier stage.
    Stage(usize),
    /// Nothing.
    Scratch,
    /// Something whose name cannot be made out, as it is written.
    Unknown(String),
}

/// Whose platform a stage is built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The one that is asked for.
    Target,
    /// The builder's: `--platform=$BUILDPLATFORM`.
    Builder,
    /// Always the same.
    Fixed,
}

/// What becomes of a stage, the more the later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Nothing: it is not built.
    Unused,
    /// A `RUN` looks into it.
    Mounted,
    /// Files of it are copied on, at last into the image.
    Copied,
    /// It is the image, or what that stands on.
    Image,
}
