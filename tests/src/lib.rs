//! What the tests share: the real engine, and projects of their own.

pub mod engine;
pub mod project;
