//! The second reading: texts become types, gaps become defaults.
//!
//! A value that cannot be read leaves its default behind, so that the rest can be judged; the problem is told either way.

mod artifact;
mod build;
mod environment;
mod explain;
mod image;
mod limits;
mod matrix;
mod project;
mod registry;
mod tags;
mod target;
mod value;
mod variant;

pub(super) use project::project;
