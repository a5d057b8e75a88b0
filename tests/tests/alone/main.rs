//! What needs the machine to itself: an engine's life from `up` to `down`, the demo, the bench.
//!
//! `cargo xtask test alone`, or `eval "$(cargo xtask engine env)"; cargo test -p archwright-tests --test alone`.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod support;

mod bench;
mod beside;
mod demo;
mod refusals;
mod second_engine;
mod somebody_elses_emulator;
