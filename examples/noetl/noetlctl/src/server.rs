//! `noetl server start`: becomes the Python server.

use std::fmt;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::cli::StartOptions;

const PYTHON: &str = "python3";

/// Replaces this process with the server, and returns only if that failed.
///
/// Replacing it keeps one process in the container: signals reach the server, and its exit code is the container's.
pub fn start(options: &StartOptions) -> StartError {
    StartError(command(options).exec())
}

fn command(options: &StartOptions) -> Command {
    let mut command = Command::new(PYTHON);
    command.args(["-m", "noetl.server", "--host", &options.host, "--port", &options.port.to_string()]);
    command
}

/// Python could not be started.
#[derive(Debug)]
pub struct StartError(io::Error);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed to start `{PYTHON}`: {}", self.0)?;
        if self.0.kind() == io::ErrorKind::NotFound {
            write!(f, "\nhint: install Python 3.11 or newer, and put `{PYTHON}` on the PATH")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_reach_the_server() {
        let command = command(&StartOptions { host: "127.0.0.1".into(), port: 9000 });
        let args: Vec<_> = command.get_args().map(|arg| arg.to_str().unwrap()).collect();
        assert_eq!(command.get_program(), "python3");
        assert_eq!(args, ["-m", "noetl.server", "--host", "127.0.0.1", "--port", "9000"]);
    }
}
