//! `noetl`: the command line of NoETL, and the entry point of its container image.

mod cli;
mod info;
mod server;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command, ServerCommand};
use crate::info::BuildInfo;

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Info { json } => {
            let info = BuildInfo::current();
            println!("{}", if json { info.to_json() } else { info.to_string() });
            ExitCode::SUCCESS
        }
        Command::Server { command: ServerCommand::Start(options) } => {
            // Comes back only when Python could not be started.
            let error = server::start(&options);
            eprintln!("noetl: {error}");
            ExitCode::FAILURE
        }
    }
}
