//! Which tool compiles a platform, and why.

mod remedy;

use crate::Facts;
use archwright_model::{
    Libc, Platform, RustTriple,
    project::{Cli, CrossTool},
};
use serde::Serialize;

/// What compiles one platform's binary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    /// Cargo, with a linker where the platform's is not the default.
    Cargo {
        /// The linker's program.
        linker: Option<String>,
    },
    /// cargo-zigbuild: zig is the linker and brings the C library.
    Zigbuild,
    /// cross: in a container.
    Cross,
}

impl Tool {
    /// Whether two builds go into one call.
    pub(super) fn same_call(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Cargo { .. }, Self::Cargo { .. }) | (Self::Zigbuild, Self::Zigbuild))
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Cargo { .. } => "cargo",
            Self::Zigbuild => "cargo-zigbuild",
            Self::Cross => "cross",
        }
    }
}

/// What was chosen for one platform.
pub(super) struct Choice {
    pub(super) tool: Option<Tool>,
    pub(super) reason: String,
    pub(super) fix: Option<String>,
}

impl Choice {
    fn of(tool: Tool, reason: String) -> Self {
        Self { tool: Some(tool), reason, fix: None }
    }
}

/// A tool and why, or why not.
type Answer = Result<(Tool, String), String>;

/// The first tool that can, in the order cargo, cargo-zigbuild, cross; or the one that the project names.
pub(super) fn choose(facts: &Facts, cli: &Cli, platform: Platform, triple: &RustTriple) -> Choice {
    let Some(rust) = facts.rust.known() else {
        // Without facts the plan shows the usual tool, and says under its conditions that Rust is unknown.
        return Choice::of(Tool::Cargo { linker: None }, "the Rust toolchain is unknown".into());
    };
    let installed = rust.targets.iter().any(|target| target == triple.as_str());
    let native = rust.host == triple.as_str();
    let same_machine = facts.host.known() == Some(&platform);
    let linker = linker(rust, triple, cli.libc);
    let links = native || linker.is_some() || (same_machine && cli.libc == Libc::Musl);
    let cargo = || {
        if !installed {
            let no_linker = if links { String::new() } else { ", and no linker for it is on the PATH".to_owned() };
            return Err(format!("the standard library of {triple} is not installed{no_linker}"));
        }
        if native {
            return Ok((Tool::Cargo { linker: None }, "native".to_owned()));
        }
        match &linker {
            Some(linker) => Ok((Tool::Cargo { linker: Some(linker.clone()) }, format!("{linker} links for {triple}"))),
            None if same_machine && cli.libc == Libc::Musl => {
                Ok((Tool::Cargo { linker: None }, format!("{triple} links with the host's linker")))
            }
            None => Err(format!("no linker for {triple} is on the PATH")),
        }
    };
    let zigbuild = || match (installed, facts.tools.has("cargo-zigbuild")) {
        // zig links glibc dynamically only (rust-cross/cargo-zigbuild#231).
        _ if cli.libc == Libc::GnuStatic => Err("zig cannot link glibc statically".to_owned()),
        (true, true) => Ok((Tool::Zigbuild, "zig links for every target".to_owned())),
        (false, true) => Err(format!("the standard library of {triple} is not installed")),
        (_, false) => Err("cargo-zigbuild is not on the PATH".to_owned()),
    };
    let cross = || {
        let choice = (Tool::Cross, "cross builds in a container of its own".to_owned());
        if facts.tools.has("cross") { Ok(choice) } else { Err("cross is not on the PATH".to_owned()) }
    };
    let tried: Vec<(&str, Answer)> = match cli.toolchain {
        CrossTool::Auto => vec![("cargo", cargo()), ("cargo-zigbuild", zigbuild()), ("cross", cross())],
        CrossTool::Cargo => vec![("cargo", cargo())],
        CrossTool::Zigbuild => vec![("cargo-zigbuild", zigbuild())],
        CrossTool::Cross => vec![("cross", cross())],
    };
    let mut refused = Vec::new();
    for (name, outcome) in tried {
        match outcome {
            Ok((tool, reason)) if refused.is_empty() => return Choice::of(tool, reason),
            Ok((tool, reason)) => return Choice::of(tool, format!("{reason} ({})", refused.join("; "))),
            Err(why) => refused.push(format!("{name}: {why}")),
        }
    }
    Choice { tool: None, reason: refused.join("; "), fix: Some(remedy::remedy(cli, rust, platform, triple, links)) }
}

/// The linker that is set or found for a triple. musl's start files come with Rust, so the GNU linker of the same CPU does for it.
fn linker(rust: &crate::facts::Rust, triple: &RustTriple, libc: Libc) -> Option<String> {
    let found = rust.linkers.get(triple.as_str());
    let gnu = || rust.linkers.get(&triple.as_str().replace("-musl", "-gnu"));
    found.or_else(|| (libc == Libc::Musl).then(gnu).flatten()).cloned()
}
