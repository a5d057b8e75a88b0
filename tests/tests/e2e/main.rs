//! archwright against a real engine, registry, make and go-task: `cargo xtask test`, or
//! `eval "$(cargo xtask engine env)"; cargo test -p archwright-tests --test e2e`.
#![expect(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

mod artifacts;
mod builders;
mod faces;
mod failing;
mod interrupted;
mod nodes;
mod noetl;
mod outputs;
mod plans;
mod publish;
mod refusals;
mod resuming;
mod signing_in;
mod verifying;
mod versions;
