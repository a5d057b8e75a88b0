//! The QEMU emulator for the other architecture, registered with the kernel (`binfmt_misc`).
//!
//! The registration is the machine's, not the engine's: an emulator that is registered already is left alone (one that is
//! switched off is switched on meanwhile), what we did is written down first, and the last engine that goes down undoes it.

mod entry;

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use entry::{Deed, Entry};
use xshell::{Shell, cmd};

use super::context::Context;
use super::phase::{Job, Outcome};

const FOLDER: &str = "/proc/sys/fs/binfmt_misc";

/// What we changed, as kept in the shared folder.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Record {
    mounted: bool,
    registered: Option<String>,
    /// Somebody else registered it.
    #[serde(default)]
    enabled: Option<String>,
}

impl Record {
    fn note(&mut self, deed: Deed, name: &str) {
        let place = match deed {
            Deed::Registered => &mut self.registered,
            Deed::Enabled => &mut self.enabled,
        };
        *place = Some(name.to_owned());
    }

    /// What is to be undone, whichever architecture it was for.
    fn deeds(&self) -> impl Iterator<Item = (Deed, &str)> {
        // One that we registered and that was switched off and on again goes away whole.
        let enabled = self.enabled.as_deref().filter(|name| self.registered.as_deref() != Some(name));
        let deeds = [(Deed::Registered, self.registered.as_deref()), (Deed::Enabled, enabled)];
        deeds.into_iter().filter_map(|(deed, name)| Some((deed, name?)))
    }
}

fn record_file(context: &Context) -> Utf8PathBuf {
    context.shared.join("binfmt.json")
}

fn entry(context: &Context) -> Entry {
    Entry::new(FOLDER, format!("qemu-{}", context.native.foreign().gnu()))
}

fn mounted() -> bool {
    Utf8Path::new(FOLDER).join("status").exists()
}

/// Is the emulator registered and enabled, by whomever?
pub fn registered(context: &Context) -> bool {
    entry(context).needs().is_none()
}

/// What [`ensure`] would change outside our folders.
pub fn changes(context: &Context) -> Vec<String> {
    let entry = entry(context);
    let Some(deed) = entry.needs() else { return Vec::new() };
    let mount = (!mounted()).then(|| format!("mount binfmt_misc on {FOLDER}"));
    let change = match deed {
        Deed::Registered => format!("register the emulator `{}` with the kernel", entry.name()),
        Deed::Enabled => format!("enable the emulator `{}`, which somebody registered and disabled", entry.name()),
    };
    mount.into_iter().chain([change]).collect()
}

/// Registers the emulator, opened once for all mount namespaces (flag F), argv\[0\] kept (flag P).
pub fn ensure(context: &Context, job: &Job) -> Result<Outcome> {
    if registered(context) {
        return Ok(Outcome::AlreadySo);
    }
    let mut record = read(context).unwrap_or_default();
    if !mounted() {
        record.mounted = true;
        write(context, &record)?;
        job.run(cmd!(job.sh, "mount -t binfmt_misc binfmt_misc {FOLDER}"))?;
    }
    // Mounting may bring registrations to light that were made before.
    let entry = entry(context);
    let Some(deed) = entry.needs() else { return Ok(Outcome::Done) };
    record.note(deed, entry.name());
    write(context, &record)?;
    let foreign = context.native.foreign();
    let (magic, mask) = foreign.elf_magic();
    let program = context.root().join(format!("usr/libexec/qemu-binfmt/{}-binfmt-P", foreign.gnu()));
    let line = format!(":{}:M::{magic}:{mask}:{program}:PF", entry.name());
    job.say(match deed {
        Deed::Registered => &line,
        Deed::Enabled => "enabling what is registered",
    })?;
    entry.do_it(deed, &line)?;
    Ok(Outcome::Done)
}

/// Undoes what [`ensure`] did, as far as it was us; returns what was undone.
pub fn undo(context: &Context) -> Result<Vec<String>> {
    let Some(record) = read(context) else { return Ok(Vec::new()) };
    let mut undone = Vec::new();
    for (deed, name) in record.deeds() {
        undone.extend(Entry::new(FOLDER, name).undo(deed)?);
    }
    if record.mounted && mounted() {
        let sh = Shell::new()?;
        cmd!(sh, "umount {FOLDER}").quiet().run()?;
        undone.push(format!("{FOLDER} unmounted"));
    }
    std::fs::remove_file(record_file(context))?;
    Ok(undone)
}

fn read(context: &Context) -> Option<Record> {
    serde_json::from_str(&std::fs::read_to_string(record_file(context)).ok()?).ok()
}

fn write(context: &Context, record: &Record) -> Result<()> {
    std::fs::write(record_file(context), serde_json::to_string(record)?).context("writing the emulator's record")
}

#[cfg(test)]
mod tests {
    use super::{Deed, Record};

    #[test]
    fn a_record_tells_what_was_registered_from_what_was_enabled() {
        // As it was written before there was a difference.
        let mut record: Record = serde_json::from_str(r#"{"mounted":false,"registered":null}"#).unwrap();
        record.note(Deed::Enabled, "qemu-aarch64");
        assert_eq!(record.deeds().collect::<Vec<_>>(), [(Deed::Enabled, "qemu-aarch64")]);
        record.note(Deed::Registered, "qemu-aarch64");
        assert_eq!(record.deeds().collect::<Vec<_>>(), [(Deed::Registered, "qemu-aarch64")]);
    }
}
