//! What `cargo xtask engine` was asked to do.

use super::refusal::Refusal;
use archwright::model::nearest;

/// The text of `cargo xtask engine --help`.
pub const HELP: &str = "\
usage: cargo xtask engine <verb>

  up [--for-tests]
                  bring the engine up; says what it changes outside its own folder before it does so;
                  --for-tests gets what the tests call too, beside an engine that was there already
  env [--for-tests]
                  print lines for a shell: eval \"$(cargo xtask engine env)\"
  status          say what is up; exits 0 if the engine is up, 4 if not
  down [--purge]  stop it and undo what it changed; downloads stay for the next time, --purge deletes them too

The Docker Engine that is there is used if it can do the job. Otherwise, as root on Debian or Ubuntu, a
private one is unpacked below the user's cache directory.

environment:
  ARCHWRIGHT_ENGINE_DIR    folder of the engine (default: <cache>/archwright/engine); asks for a private one
  ARCHWRIGHT_ENGINE_PORT   port of the registry on loopback (default: 5005, or the next that is free)
  ARCHWRIGHT_ENGINE_STORE  image store of a private engine: containerd (default) or classic
  ARCHWRIGHT_DEBIAN_MIRROR URI of a Debian mirror (default: apt's own on Debian, else deb.debian.org)
";

const VERBS: [&str; 4] = ["up", "env", "status", "down"];

/// How much `up` brings up, and `env` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What it takes to build, push and run images.
    Engine,
    /// Also what the tests call. A private engine has it in any case.
    Tests,
}

/// One engine verb with its flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Print the help text.
    Help,
    /// Bring the engine up.
    Up(Extent),
    /// Print lines for a shell.
    Env(Extent),
    /// Say what is up.
    Status,
    /// Take the engine down.
    Down {
        /// Delete the downloads too.
        purge: bool,
    },
}

/// Reads the arguments behind `engine`.
///
/// # Errors
/// A usage [`Refusal`] that names the nearest verb.
pub fn parse(args: &[String]) -> Result<Verb, Refusal> {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["-h" | "--help" | "help"] | [_, "-h" | "--help"] => Ok(Verb::Help),
        ["up"] => Ok(Verb::Up(Extent::Engine)),
        ["up", "--for-tests"] => Ok(Verb::Up(Extent::Tests)),
        ["env"] => Ok(Verb::Env(Extent::Engine)),
        ["env", "--for-tests"] => Ok(Verb::Env(Extent::Tests)),
        ["status"] => Ok(Verb::Status),
        ["down"] => Ok(Verb::Down { purge: false }),
        ["down", "--purge"] => Ok(Verb::Down { purge: true }),
        [] => Err(Refusal::usage("`engine` needs a verb: up, env, status or down").hint("cargo xtask engine --help")),
        [verb, extra, ..] if VERBS.contains(verb) => {
            Err(Refusal::usage(format!("`engine {verb}` takes no `{extra}`")).hint("cargo xtask engine --help"))
        }
        [other, ..] => {
            let hint = match nearest(other, VERBS) {
                Some(near) => format!("did you mean `cargo xtask engine {near}`?"),
                None => format!("the verbs are {}", VERBS.join(", ")),
            };
            Err(Refusal::usage(format!("unknown engine verb `{other}`")).hint(hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(args: &[&str], expect: &str) {
        let args: Vec<String> = args.iter().map(ToString::to_string).collect();
        let got = match parse(&args) {
            Ok(verb) => format!("{verb:?}"),
            Err(refusal) => format!("{}: {refusal}", refusal.code),
        };
        assert_eq!(got, expect);
    }

    #[test]
    fn verbs_and_refusals() {
        check(&["up"], "Up(Engine)");
        check(&["up", "--for-tests"], "Up(Tests)");
        check(&["env"], "Env(Engine)");
        check(&["env", "--for-tests"], "Env(Tests)");
        check(&["down", "--purge"], "Down { purge: true }");
        check(&["up", "--help"], "Help");
        check(&["statsu"], "2: unknown engine verb `statsu`\n  fix: did you mean `cargo xtask engine status`?");
        check(&["dwn"], "2: unknown engine verb `dwn`\n  fix: did you mean `cargo xtask engine down`?");
        check(&["foo"], "2: unknown engine verb `foo`\n  fix: the verbs are up, env, status, down");
        check(&["up", "--purge"], "2: `engine up` takes no `--purge`\n  fix: cargo xtask engine --help");
    }
}
