//! What the tests share: the real engine, and projects of their own; fake programs, and expected texts.

pub mod engine;
pub mod expect;
pub mod fake;
pub mod process;
pub mod program;
pub mod project;
