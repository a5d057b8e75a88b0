//! The command line from outside: the built program in a sandbox with fake docker, npm and cargo on a bare `PATH`.
//!
//! Whole outputs are in `expect/`; `UPDATE_EXPECT=1 cargo test -p archwright-tests --test cli` writes them anew.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test: what fails here fails it")]

mod archives;
mod binaries;
mod builder;
mod code;
mod command_lines;
mod configuration;
mod contexts;
mod cross;
mod disk;
mod dry_run;
mod environment;
mod facts;
mod failing;
mod generate;
mod init;
mod lint;
mod lint_repositories;
mod machine;
mod order;
mod outputs;
mod own_variables;
mod parallel;
mod pasted;
mod paths;
mod pipes;
mod plain_passwords;
mod precedence;
mod progress;
mod publish;
mod registries;
mod report;
mod schema;
mod secrets;
mod secrets_in_config;
mod sharing;
mod signals;
mod stdout;
mod support;
mod terminal;
mod ui;
mod ui_copies;
mod ui_inputs;
mod ui_packages;
mod usage;
mod verify;
mod why;
mod workspace;
mod wrong_input;
