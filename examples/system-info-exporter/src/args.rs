//! The command line and the environment.

use std::ffi::OsString;

use lexopt::prelude::*;

pub const HELP: &str = "\
Serves uptime, load and memory of this machine as Prometheus metrics.

Usage: system-info-exporter [OPTIONS]

Options:
      --port <PORT>  Port to listen on, 0 for any [env: PORT] [default: 8080]
  -V, --version      Print the version and the architecture of this binary
  -h, --help         Print this help

Endpoints: /metrics /healthz
";

const DEFAULT_PORT: u16 = 8080;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Invocation {
    Serve { port: u16 },
    Version,
    Help,
}

/// Reads the arguments; `env_port` is the environment's `PORT`, which a `--port` overrides.
pub fn parse(
    args: impl IntoIterator<Item = OsString>,
    env_port: Option<OsString>,
) -> Result<Invocation, lexopt::Error> {
    let mut port = None;
    let mut parser = lexopt::Parser::from_args(args);
    while let Some(arg) = parser.next()? {
        match arg {
            Long("port") => port = Some(parser.value()?.parse()?),
            Short('V') | Long("version") => return Ok(Invocation::Version),
            Short('h') | Long("help") => return Ok(Invocation::Help),
            other => return Err(other.unexpected()),
        }
    }
    let port = match (port, env_port) {
        (Some(port), _) => port,
        (None, Some(text)) => text.parse().map_err(|error| format!("environment variable PORT: {error}"))?,
        (None, None) => DEFAULT_PORT,
    };
    Ok(Invocation::Serve { port })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(args: &[&str], env_port: Option<&str>, expected: Result<Invocation, &str>) {
        let actual = parse(args.iter().map(OsString::from), env_port.map(OsString::from));
        assert_eq!(actual.map_err(|error| error.to_string()), expected.map_err(str::to_owned));
    }

    #[test]
    fn a_flag_beats_the_environment_and_that_the_default() {
        check(&[], None, Ok(Invocation::Serve { port: 8080 }));
        check(&[], Some("9000"), Ok(Invocation::Serve { port: 9000 }));
        check(&["--port", "9001"], Some("9000"), Ok(Invocation::Serve { port: 9001 }));
        check(&["--port=9001"], Some("nonsense"), Ok(Invocation::Serve { port: 9001 }));
    }

    #[test]
    fn questions_are_answered_whatever_the_environment_says() {
        check(&["--version"], Some("nonsense"), Ok(Invocation::Version));
        check(&["-h"], None, Ok(Invocation::Help));
    }

    #[test]
    fn mistakes_name_what_is_wrong() {
        let too_large = "number too large to fit in target type";
        check(&["--port", "65536"], None, Err(&format!("cannot parse argument \"65536\": {too_large}")));
        check(&["--port"], None, Err("missing argument for option '--port'"));
        check(&["--prot", "1"], None, Err("invalid option '--prot'"));
        check(&["metrics"], None, Err("unexpected argument \"metrics\""));
        let not_a_number = "invalid digit found in string";
        check(
            &[],
            Some("http"),
            Err(&format!("environment variable PORT: cannot parse argument \"http\": {not_a_number}")),
        );
    }
}
