//! archwright against a real engine, registry, make and go-task: `cargo xtask test`, or
//! `eval "$(cargo xtask engine env)"; cargo test -p archwright-tests --test e2e`.
#![expect(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

mod artifacts;
mod bases;
mod brokkr;
mod build_arguments;
mod build_options;
mod builders;
mod durable;
mod every_request;
mod exporter;
mod faces;
mod failing;
mod families;
mod indexes;
mod interrupted;
mod moving_tags;
mod nodes;
mod noetl;
mod openhqm;
mod outputs;
mod own_steps;
mod plans;
mod platform_tags;
mod promote;
mod publish;
mod pushing;
mod readme;
mod refusals;
mod registries;
mod resuming;
mod secrets;
mod seeded;
mod several_binaries;
mod signing_in;
mod static_binaries;
mod surroundings;
mod testing;
mod variants;
mod verifying;
mod versions;
mod workspaces;
mod zigbuild;
