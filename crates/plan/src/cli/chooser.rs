//! Which tool compiles a platform, and why.

use crate::{Facts, PlanError};
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

/// A tool and why, or why not.
type Answer = Result<(Tool, String), String>;

/// The first tool that can, in the order cargo, cargo-zigbuild, cross; or the one that the project names.
pub(super) fn choose(facts: &Facts, cli: &Cli, platform: Platform, triple: &RustTriple) -> Result<(Tool, String), PlanError> {
    let Some(rust) = facts.rust.known() else {
        // Without facts the plan shows the usual tool, and says under its conditions that Rust is unknown.
        return Ok((Tool::Cargo { linker: None }, "the Rust toolchain is unknown".into()));
    };
    let installed = rust.targets.iter().any(|target| target == triple.as_str());
    let native = rust.host == triple.as_str();
    let same_machine = platform == facts.host;
    let linker = linker(rust, triple, cli.libc);
    let cargo = || {
        if !installed {
            return Err(format!("the standard library of {triple} is not installed"));
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
            Ok((tool, reason)) if refused.is_empty() => return Ok((tool, reason)),
            Ok((tool, reason)) => return Ok((tool, format!("{reason} ({})", refused.join("; ")))),
            Err(why) => refused.push(format!("{name}: {why}")),
        }
    }
    Err(PlanError::machine(format!("cli `{}` cannot be built for {platform}: {}", cli.key, refused.join("; ")))
        .hint(remedy(installed, triple)))
}

/// The linker that is set or found for a triple. musl's start files come with Rust, so the GNU linker of the same CPU does for it.
fn linker(rust: &crate::facts::Rust, triple: &RustTriple, libc: Libc) -> Option<String> {
    let found = rust.linkers.get(triple.as_str());
    let gnu = || rust.linkers.get(&triple.as_str().replace("-musl", "-gnu"));
    found.or_else(|| (libc == Libc::Musl).then(gnu).flatten()).cloned()
}

fn remedy(installed: bool, triple: &RustTriple) -> String {
    if installed {
        return format!("install a linker (Debian: `apt-get install gcc-{}`) or `cargo install cargo-zigbuild`", triple.gnu_prefix());
    }
    format!("run `rustup target add {triple}`; with a linker (Debian: `apt-get install gcc-{}`) or cargo-zigbuild", triple.gnu_prefix())
}
