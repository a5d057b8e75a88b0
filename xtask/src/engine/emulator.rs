//! The QEMU emulator for the other architecture, registered with the kernel (`binfmt_misc`).
//!
//! The registration is the machine's, not the engine's: an emulator that is registered already is left alone,
//! what we did is written down first, and the last engine that goes down undoes it.

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Shell, cmd};

use super::context::Context;
use super::phase::{Job, Outcome};

const FOLDER: &str = "/proc/sys/fs/binfmt_misc";

/// What we changed, as kept in the shared folder.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
struct Record {
    mounted: bool,
    registered: Option<String>,
}

fn record_file(context: &Context) -> Utf8PathBuf {
    context.shared.join("binfmt.json")
}

fn entry(context: &Context) -> String {
    format!("qemu-{}", context.native.foreign().gnu())
}

fn mounted() -> bool {
    Utf8Path::new(FOLDER).join("status").exists()
}

/// Is the emulator registered, by whomever?
pub fn registered(context: &Context) -> bool {
    std::fs::read_to_string(Utf8Path::new(FOLDER).join(entry(context))).is_ok_and(|text| text.starts_with("enabled"))
}

/// What [`ensure`] would change outside our folders.
pub fn changes(context: &Context) -> Vec<String> {
    if registered(context) {
        return Vec::new();
    }
    let mount = (!mounted()).then(|| format!("mount binfmt_misc on {FOLDER}"));
    mount.into_iter().chain([format!("register the emulator `{}` with the kernel", entry(context))]).collect()
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
    let name = entry(context);
    // Mounting may bring registrations to light that were made before.
    if registered(context) {
        return Ok(Outcome::Done);
    }
    record.registered = Some(name.clone());
    write(context, &record)?;
    let old = Utf8Path::new(FOLDER).join(&name);
    if old.exists() {
        std::fs::write(&old, "1").with_context(|| format!("enabling `{old}`"))?;
        return Ok(Outcome::Done);
    }
    let foreign = context.native.foreign();
    let (magic, mask) = foreign.elf_magic();
    let program = context.root().join(format!("usr/libexec/qemu-binfmt/{}-binfmt-P", foreign.gnu()));
    let line = format!(":{name}:M::{magic}:{mask}:{program}:PF");
    job.say(&line)?;
    std::fs::write(Utf8Path::new(FOLDER).join("register"), line).with_context(|| format!("registering `{name}`"))?;
    Ok(Outcome::Done)
}

/// Undoes what [`ensure`] did, as far as it was us; returns what was undone.
pub fn undo(context: &Context) -> Result<Vec<String>> {
    let Some(record) = read(context) else { return Ok(Vec::new()) };
    let mut undone = Vec::new();
    if let Some(name) = &record.registered {
        let path = Utf8Path::new(FOLDER).join(name);
        if path.exists() {
            std::fs::write(&path, "-1").with_context(|| format!("unregistering `{name}`"))?;
            undone.push(format!("emulator `{name}` unregistered"));
        }
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
