//! Which tool compiles a platform, and why.

mod remedy;

use super::Leg;
use crate::{Facts, facts::Rust};
use archwright_model::{
    Libc, Os,
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
pub(super) fn choose(facts: &Facts, cli: &Cli, leg: &Leg) -> Choice {
    let Some(rust) = facts.rust.known() else {
        // Without facts the plan shows the usual tool, and says under its conditions that Rust is unknown.
        return Choice::of(Tool::Cargo { linker: None }, "the Rust toolchain is unknown".into());
    };
    let machine = Machine { facts, rust, leg };
    let tried: Vec<(&str, Answer)> = match cli.toolchain {
        CrossTool::Auto => vec![("cargo", machine.cargo()), ("cargo-zigbuild", machine.zigbuild()), ("cross", machine.cross())],
        CrossTool::Cargo => vec![("cargo", machine.cargo())],
        CrossTool::Zigbuild => vec![("cargo-zigbuild", machine.zigbuild())],
        CrossTool::Cross => vec![("cross", machine.cross())],
    };
    let mut refused = Vec::new();
    for (name, outcome) in tried {
        match outcome {
            Ok((tool, reason)) if refused.is_empty() => return Choice::of(tool, reason),
            Ok((tool, reason)) => return Choice::of(tool, format!("{reason} ({})", refused.join("; "))),
            Err(why) => refused.push(format!("{name}: {why}")),
        }
    }
    Choice { tool: None, reason: refused.join("; "), fix: Some(remedy::remedy(cli, rust, leg, machine.links())) }
}

/// A machine, asked to compile for a triple.
struct Machine<'a> {
    facts: &'a Facts,
    rust: &'a Rust,
    leg: &'a Leg,
}

impl Machine<'_> {
    fn cargo(&self) -> Answer {
        let (triple, linker) = (&self.leg.triple, self.linker());
        if !self.has_std() {
            let no_linker = if self.links() { String::new() } else { format!(", and {}", self.no_linker()) };
            return Err(format!("the standard library of {triple} is not installed{no_linker}"));
        }
        if self.is_native() {
            return Ok((Tool::Cargo { linker: None }, "native".to_owned()));
        }
        match linker {
            Some(linker) => {
                let reason = format!("{linker} links for {triple}");
                Ok((Tool::Cargo { linker: Some(linker) }, reason))
            }
            None if self.links() => Ok((Tool::Cargo { linker: None }, format!("{triple} links with the host's linker"))),
            None if self.leg.platform.os() == Os::Linux => Err(format!("no linker for {triple} is on the PATH")),
            None => Err(self.no_linker()),
        }
    }

    fn zigbuild(&self) -> Answer {
        let triple = &self.leg.triple;
        match (self.has_std(), self.facts.tools.has("cargo-zigbuild")) {
            // zig links glibc dynamically only (rust-cross/cargo-zigbuild#231).
            _ if self.leg.libc == Libc::GnuStatic => Err("zig cannot link glibc statically".to_owned()),
            _ if triple.is_msvc() => Err("zig has none of Microsoft's libraries".to_owned()),
            (true, true) if self.leg.platform.os() == Os::Darwin => {
                Ok((Tool::Zigbuild, "zig links for macOS; Apple's frameworks need SDKROOT".to_owned()))
            }
            (true, true) => Ok((Tool::Zigbuild, "zig links for every target".to_owned())),
            (false, true) => Err(format!("the standard library of {triple} is not installed")),
            (_, false) => Err("cargo-zigbuild is not on the PATH".to_owned()),
        }
    }

    fn cross(&self) -> Answer {
        let has_image = match self.leg.platform.os() {
            Os::Linux => true,
            Os::Windows => !self.leg.triple.is_msvc(),
            Os::Darwin => false,
        };
        if !has_image {
            Err(format!("it has no image for {}", self.leg.triple))
        } else if self.facts.tools.has("cross") {
            Ok((Tool::Cross, "cross builds in a container of its own".to_owned()))
        } else {
            Err("cross is not on the PATH".to_owned())
        }
    }

    fn has_std(&self) -> bool {
        self.rust.targets.iter().any(|target| target == self.leg.triple.as_str())
    }

    fn is_native(&self) -> bool {
        self.rust.host == self.leg.triple.as_str()
    }

    /// Whether the host's own linker does: for musl, whose start files come with Rust, on the same CPU; Apple's for both of its CPUs.
    fn links_by_host(&self) -> bool {
        let same_machine = self.facts.host.known() == Some(&self.leg.platform);
        let apple = self.leg.platform.os() == Os::Darwin && self.rust.host.ends_with("-apple-darwin");
        same_machine && self.leg.libc == Libc::Musl || apple
    }

    fn links(&self) -> bool {
        self.is_native() || self.linker().is_some() || self.links_by_host()
    }

    fn no_linker(&self) -> String {
        let triple = &self.leg.triple;
        match self.leg.platform.os() {
            Os::Linux => "no linker for it is on the PATH".to_owned(),
            Os::Darwin => format!("Apple's linker is on macOS only, and no other is set for {triple}"),
            Os::Windows if triple.is_msvc() => format!("Microsoft's linker is on Windows only, and no other is set for {triple}"),
            Os::Windows => format!("{}-gcc, which links for {triple}, is not on the PATH", triple.gnu_prefix()),
        }
    }

    /// The linker that is set or found for the triple. musl's start files come with Rust, so the GNU linker of the same CPU does for it.
    fn linker(&self) -> Option<String> {
        let (rust, triple) = (self.rust, &self.leg.triple);
        let found = rust.linkers.get(triple.as_str());
        let gnu = || rust.linkers.get(&triple.as_str().replace("-musl", "-gnu"));
        found.or_else(|| (self.leg.libc == Libc::Musl).then(gnu).flatten()).cloned()
    }
}
