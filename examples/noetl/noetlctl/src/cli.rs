//! The arguments.

use clap::{Args, Parser, Subcommand};

use crate::info::BuildInfo;

/// Runs NoETL and tells what this build is.
#[derive(Debug, Parser)]
#[command(name = "noetl", version = BuildInfo::current().version_line())]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Control the server
    Server {
        #[command(subcommand)]
        command: ServerCommand,
    },
    /// Print the version and the architecture of this binary
    Info {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum ServerCommand {
    /// Run the server in the foreground
    Start(StartOptions),
}

/// Where the server listens.
#[derive(Debug, Args)]
pub struct StartOptions {
    /// Address to listen on
    #[arg(long, default_value = "0.0.0.0")]
    pub host: String,
    /// Port to listen on
    #[arg(long, default_value_t = 8082)]
    pub port: u16,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_server_listens_on_all_interfaces_by_default() {
        let cli = Cli::try_parse_from(["noetl", "server", "start"]).unwrap();
        let Command::Server { command: ServerCommand::Start(options) } = cli.command else {
            panic!("not a server command: {cli:?}");
        };
        assert_eq!((options.host.as_str(), options.port), ("0.0.0.0", 8082));
    }

    #[test]
    fn a_port_outside_the_range_is_refused() {
        let error = Cli::try_parse_from(["noetl", "server", "start", "--port", "65536"]).unwrap_err();
        assert_eq!(error.exit_code(), 2);
    }
}
