//! A second engine beside the one of the suites, with the classic image store.

use crate::chores::{me, root, shell};
use anyhow::{Result, bail};
use std::process::Command;
use xshell::{Shell, cmd};

/// The engine, and whether somebody else had it up.
pub struct Classic {
    sh: Shell,
    was_up: bool,
}

impl Classic {
    /// Brings it up and names its environment to the tests; `None` where no private engine can run.
    pub fn up(sh: &Shell) -> Result<Option<Self>> {
        let dir = root().join("target").join("classic-engine");
        let mut classic = Self { sh: shell("")?, was_up: false };
        classic.sh.set_var("ARCHWRIGHT_ENGINE_DIR", &dir);
        // The next that is free: another checkout may have its own.
        classic.sh.set_var("ARCHWRIGHT_ENGINE_PORT", "");
        classic.sh.set_var("ARCHWRIGHT_ENGINE_STORE", "classic");
        let me = me()?;
        classic.was_up = cmd!(classic.sh, "{me} engine status").quiet().ignore_stdout().run().is_ok();
        let status = Command::from(cmd!(classic.sh, "{me} engine up").quiet()).status()?;
        match status.code() {
            Some(0) => {}
            // It has said why.
            Some(4) => return Ok(None),
            _ => bail!("the engine with the classic image store did not come up: {status}"),
        }
        let file = root().join("target").join("classic-engine.env");
        classic.sh.write_file(&file, classic.run("env")?)?;
        sh.set_var("ARCHWRIGHT_TEST_CLASSIC_ENV", file);
        Ok(Some(classic))
    }

    /// Takes it down, unless somebody else had it up.
    pub fn close(self) -> Result<()> {
        if self.was_up { Ok(()) } else { self.run("down").map(drop) }
    }

    fn run(&self, verb: &str) -> Result<String> {
        let (sh, me) = (&self.sh, me()?);
        Ok(cmd!(sh, "{me} engine {verb}").quiet().read()?)
    }
}
