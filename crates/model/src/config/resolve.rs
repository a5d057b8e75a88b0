//! The second reading: texts become types, gaps become defaults.
//!
//! A value that cannot be read leaves its default behind, so that the rest can be judged; the problem is told either way.

mod artifact;
mod explain;
mod image;
mod project;
mod registry;
mod target;
mod value;

pub(super) use project::project;
