//! archwright against a real engine, registry, make and go-task: `cargo xtask test`, or
//! `eval "$(cargo xtask engine env)"; cargo test -p archwright-tests --test e2e`.
#![expect(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

mod artifacts;
mod build_arguments;
mod builders;
mod durable;
mod faces;
mod failing;
mod families;
mod interrupted;
mod nodes;
mod noetl;
mod outputs;
mod own_steps;
mod plans;
mod publish;
mod pushing;
mod readme;
mod refusals;
mod resuming;
mod secrets;
mod signing_in;
mod static_binaries;
mod surroundings;
mod variants;
mod verifying;
mod versions;
mod zigbuild;
