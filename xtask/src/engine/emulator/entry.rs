//! One emulator as the kernel has it (`binfmt_misc`; admin-guide/binfmt-misc.rst).

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};

/// A registration, which may be there or not.
pub(super) struct Entry {
    folder: Utf8PathBuf,
    name: String,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Absent,
    /// Somebody registered it, and somebody switched it off.
    Disabled,
    Enabled,
}

/// What was done to it, and what undoes that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Registered,
    Enabled,
}

impl Entry {
    pub(super) fn new(folder: impl Into<Utf8PathBuf>, name: impl Into<String>) -> Self {
        Self { folder: folder.into(), name: name.into() }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    fn file(&self) -> Utf8PathBuf {
        self.folder.join(&self.name)
    }

    pub(super) fn standing(&self) -> Standing {
        match std::fs::read_to_string(self.file()) {
            Ok(text) if text.starts_with("enabled") => Standing::Enabled,
            Ok(_) => Standing::Disabled,
            Err(_) => Standing::Absent,
        }
    }

    /// What makes it work, if anything has to.
    pub(super) fn needs(&self) -> Option<Deed> {
        match self.standing() {
            Standing::Absent => Some(Deed::Registered),
            Standing::Disabled => Some(Deed::Enabled),
            Standing::Enabled => None,
        }
    }

    /// Does it; `line` is the registration.
    pub(super) fn do_it(&self, deed: Deed, line: &str) -> Result<()> {
        match deed {
            Deed::Registered => write(&self.folder.join("register"), line).with_context(|| format!("registering `{}`", self.name)),
            Deed::Enabled => write(&self.file(), "1").with_context(|| format!("enabling `{}`", self.name)),
        }
    }

    /// Undoes it, and says so; nothing if somebody else did already.
    pub(super) fn undo(&self, deed: Deed) -> Result<Option<String>> {
        Ok(match (deed, self.standing()) {
            (_, Standing::Absent) | (Deed::Enabled, Standing::Disabled) => None,
            (Deed::Registered, Standing::Enabled | Standing::Disabled) => {
                write(&self.file(), "-1").with_context(|| format!("unregistering `{}`", self.name))?;
                Some(format!("emulator `{}` unregistered", self.name))
            }
            (Deed::Enabled, Standing::Enabled) => {
                write(&self.file(), "0").with_context(|| format!("disabling `{}`", self.name))?;
                Some(format!("emulator `{}` disabled again, as it was found", self.name))
            }
        })
    }
}

fn write(file: &Utf8Path, text: &str) -> std::io::Result<()> {
    std::fs::write(file, text)
}

#[cfg(test)]
mod tests {
    use super::{Deed, Entry, Standing};
    use camino::Utf8Path;
    use std::fs;

    /// What the kernel makes of a write is not played here: only what is written.
    #[test]
    fn somebody_elses_that_is_disabled_is_enabled_and_disabled_again() {
        let dir = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(dir.path()).unwrap();
        let (entry, file) = (Entry::new(dir, "qemu-aarch64"), dir.join("qemu-aarch64"));
        assert_eq!((entry.standing(), entry.needs()), (Standing::Absent, Some(Deed::Registered)));
        fs::write(&file, "disabled\ninterpreter /usr/bin/somebodys\n").unwrap();
        assert_eq!((entry.standing(), entry.needs()), (Standing::Disabled, Some(Deed::Enabled)));
        assert_eq!(entry.undo(Deed::Enabled).unwrap(), None);
        entry.do_it(Deed::Enabled, ":not:this:").unwrap();
        assert_eq!((fs::read_to_string(&file).unwrap().as_str(), dir.join("register").exists()), ("1", false));

        fs::write(&file, "enabled\ninterpreter /usr/bin/somebodys\n").unwrap();
        assert_eq!((entry.standing(), entry.needs()), (Standing::Enabled, None));
        assert_eq!(entry.undo(Deed::Enabled).unwrap().as_deref(), Some("emulator `qemu-aarch64` disabled again, as it was found"));
        assert_eq!(fs::read_to_string(&file).unwrap(), "0");
    }

    #[test]
    fn ours_is_registered_and_unregistered() {
        let dir = tempfile::tempdir().unwrap();
        let dir = Utf8Path::from_path(dir.path()).unwrap();
        let entry = Entry::new(dir, "qemu-aarch64");
        entry.do_it(Deed::Registered, ":qemu-aarch64:M::").unwrap();
        assert_eq!(fs::read_to_string(dir.join("register")).unwrap(), ":qemu-aarch64:M::");
        assert_eq!(entry.undo(Deed::Registered).unwrap(), None, "somebody took it away already");
        fs::write(dir.join("qemu-aarch64"), "disabled\n").unwrap();
        assert_eq!(entry.undo(Deed::Registered).unwrap().as_deref(), Some("emulator `qemu-aarch64` unregistered"));
        assert_eq!(fs::read_to_string(dir.join("qemu-aarch64")).unwrap(), "-1");
    }
}
