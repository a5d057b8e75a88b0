//! What is not known about Rust.

use super::Run;
use crate::{Condition, Fact, facts::FactOrigin};

/// The variable that names the toolchain.
const TOOLCHAIN: &str = "ARCHWRIGHT_RUST_TOOLCHAIN";

const INSTALL: &str = "install Rust from https://rustup.rs";

impl Run<'_> {
    /// What is not known about Rust, and is needed to build that command line.
    pub(crate) fn rust_conditions(&self, key: &str) -> Vec<Condition> {
        let tools = &self.facts.tools;
        let mut all = Vec::new();
        let mut say = |fact: &str, why: &str, then: &str, fix: Option<String>| {
            all.push(Condition { fact: fact.into(), why: why.into(), then: then.into(), fix });
        };
        let whole = match &self.facts.rust {
            Fact::Known(_) => true,
            Fact::Unknown(why) => {
                say("rust", why, "which tool builds a command line depends on its targets and linkers", Some(self.rust_fix()));
                tools.has("rustc") || tools.has("cargo")
            }
        };
        match self.facts.repository.clis.get(key).and_then(Fact::why_unknown) {
            Some(why) if tools.has("cargo") => {
                say(&format!("cli.{key}"), why, "the binary's name and target directory come from cargo metadata", None);
            }
            Some(why) if whole => say("cargo", why, "it builds the command line", Some(INSTALL.into())),
            Some(_) | None => {}
        }
        all
    }

    /// What makes the toolchain known, if rustc is there and does not say.
    fn rust_fix(&self) -> String {
        let named = self.facts.origins.get("rust.toolchain") == Some(&FactOrigin::Environment(TOOLCHAIN.into()));
        match (self.facts.tools.has("rustc"), named) {
            (true, true) => {
                format!("set {TOOLCHAIN} to one of `rustup toolchain list` or to a toolchain's folder, install what it names, or unset it")
            }
            (true, false) => "make `rustc -vV` succeed in the project's folder".into(),
            (false, _) => INSTALL.into(),
        }
    }
}
