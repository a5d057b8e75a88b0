//! Programs that stand in for docker, npm, cargo and the rest: one executable under many names.
//!
//! It logs what it was asked, does the least that a caller could tell from the real thing, and fails on request. Its
//! state lies in `tools/`, beside the `bin/` folder that it was started from; nothing else is looked at.

mod call;
mod cargo;
mod docker;
mod elf;
mod foreign;
mod node;
mod rule;
mod store;

pub use call::Call;
pub use elf::{AMD64, ARM64, executable};
pub use rule::{Grandchild, Rule};

use anyhow::{Context as _, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use std::{env, fs, process::ExitCode};

/// Names under which the executable is something.
pub const PROGRAMS: [&str; 11] =
    ["docker", "node", "npm", "pnpm", "yarn", "cargo", "cargo-zigbuild", "cross", "rustc", "git", "aarch64-linux-gnu-gcc"];

/// Plays the program that it was started as.
pub fn main() -> ExitCode {
    match play() {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("fake tool: {error:#}");
            ExitCode::from(99)
        }
    }
}

/// What a fake has to go by.
pub struct Stage {
    /// What it was asked.
    pub call: Call,
    /// Where its state is.
    pub tools: Utf8PathBuf,
    /// Where it was started.
    pub dir: Utf8PathBuf,
}

impl Stage {
    /// A file of its state, if it is there.
    pub fn state(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.tools.join(name)).ok()
    }

    /// What stands behind a flag.
    pub fn flag(&self, name: &str) -> Option<&str> {
        let at = self.call.args.iter().position(|arg| arg == name)?;
        self.call.args.get(at + 1).map(String::as_str)
    }

    /// What stands behind each of a flag that is given several times.
    pub fn flags<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.call.args.windows(2).filter(move |pair| pair[0] == name).map(|pair| pair[1].as_str())
    }
}

fn play() -> Result<u8> {
    let mut args = env::args();
    let me = Utf8PathBuf::from(args.next().context("no name")?);
    let args: Vec<String> = args.collect();
    if let Some(quiet) = Grandchild::asked(&args) {
        return rule::linger(quiet);
    }
    let bin = me.parent().context("started without a folder")?;
    let tools = bin.parent().unwrap_or(Utf8Path::new("/")).join("tools");
    #[expect(clippy::disallowed_methods, reason = "a fake logs where it was started")]
    let dir = Utf8PathBuf::from_path_buf(env::current_dir()?).ok().context("the folder is no UTF-8")?;
    let call = Call::take(me.file_name().unwrap_or_default(), args, &dir)?;
    call.log(&tools)?;
    let rules = Rule::read(&tools)?;
    if let Some(rule) = rules.iter().find(|rule| call.line().starts_with(&rule.call))
        && let Some(code) = rule.apply(&me)?
    {
        return Ok(code);
    }
    act(&Stage { call, tools, dir })
}

fn act(stage: &Stage) -> Result<u8> {
    match stage.call.program.as_str() {
        "docker" => docker::act(stage),
        "npm" | "pnpm" | "yarn" => node::act(stage),
        "cargo" | "cross" | "rustc" => cargo::act(stage),
        "git" => {
            match stage.call.args.iter().find(|arg| !arg.starts_with('-')).map(String::as_str) {
                Some("describe") => println!("v2.1.0-3-g0123456"),
                // Nothing is changed.
                Some("status") => {}
                Some("tag") => print!("{}", stage.state("tags").unwrap_or_default()),
                Some(_) | None => println!("0123456789abcdef0123456789abcdef01234567"),
            }
            Ok(0)
        }
        other => bail!("nobody plays `{other}`"),
    }
}
