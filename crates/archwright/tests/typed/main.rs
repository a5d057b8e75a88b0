//! The typed library as a user's xtask uses it: a project in code, a step of one's own between ours, and what is refused.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod closures;
mod plans;
mod prebuilt;
mod refusals;
mod reproducible;
mod support;
