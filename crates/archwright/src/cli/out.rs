//! What leaves the command line: results to stdout, talk to stderr, neither with a secret in it.

use super::Fault;
use crate::{report::Versioned, runner::Secrets, text};
use archwright_model::ExitKind;
use serde::Serialize;
use serde_json::Value;
use std::{
    io::{self, Write as _},
    sync::{Arc, OnceLock},
};

/// The one writer to stdout, and to stderr of what no reporter tells. Clones know the same secrets.
#[derive(Debug, Clone)]
pub(super) struct Out {
    secrets: Secrets,
    /// Why the first result that could not be written was not.
    lost: Arc<OnceLock<String>>,
}

/// Whose words a text is in.
#[derive(Debug, Clone, Copy)]
enum Words {
    /// It is made of names, platforms and paths.
    Ours,
    /// It may repeat what a program printed or a registry answered.
    Quoted,
}

/// The keys of what may quote others, in every JSON form.
const QUOTING: [&str; 7] = ["failure", "message", "note", "remedy", "unknown", "why", "fix"];

impl Out {
    pub(super) fn new(secrets: Secrets) -> Self {
        Self { secrets, lost: Arc::default() }
    }

    /// What must not be shown.
    pub(super) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// A result, on stdout; nothing of nothing.
    pub(super) fn print(&self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.result(&text::plain(&self.secrets.mask_own(text.trim_end())));
    }

    /// A result as JSON, on stdout, with the version of its form.
    pub(super) fn print_json(&self, value: &impl Serialize) -> Result<(), Fault> {
        let bug = |error: serde_json::Error| Fault::new(ExitKind::Bug, format!("no JSON comes of this: {error}"));
        let mut value = serde_json::to_value(Versioned::new(value)).map_err(bug)?;
        self.mask(&mut value, Words::Ours);
        self.result(&text::escaped(&serde_json::to_string_pretty(&value).map_err(bug)?));
        Ok(())
    }

    /// A result in a JSON form that others define, on stdout.
    pub(super) fn print_foreign_json(&self, mut value: Value) -> Result<(), Fault> {
        self.mask(&mut value, Words::Ours);
        let bug = |error: serde_json::Error| Fault::new(ExitKind::Bug, format!("no JSON comes of this: {error}"));
        self.result(&text::escaped(&serde_json::to_string_pretty(&value).map_err(bug)?));
        Ok(())
    }

    /// Help, in the colours that clap gives it.
    pub(super) fn help(&self, help: &clap::Error) {
        self.wrote(help.print().and_then(|()| io::stdout().flush()));
    }

    /// How a command line ends that would end with that code: not well if a result was lost.
    pub(super) fn close(&self, code: u8) -> u8 {
        let Some(why) = self.lost.get() else { return code };
        let lost = Fault::new(ExitKind::Machine, format!("cannot write to stdout: {why}"));
        let told = self.fault(&lost.hint("make room where stdout goes, or send it elsewhere; what was done stays done"));
        if code == ExitKind::Done.code() { told } else { code }
    }

    /// What went wrong, on stderr, and its exit code.
    pub(super) fn fault(&self, fault: &Fault) -> u8 {
        self.say(&fault.text());
        fault.code()
    }

    /// Talk, on stderr.
    pub(super) fn say(&self, text: &str) {
        // Nobody reads stderr any more: the exit code still tells.
        let _ = writeln!(io::stderr().lock(), "{}", self.shown(text));
    }

    fn result(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        self.wrote(writeln!(stdout, "{text}").and_then(|()| stdout.flush()));
    }

    fn wrote(&self, written: io::Result<()>) {
        match written {
            // A reader that went away (`| head`) has what it wanted.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => drop(self.lost.set(error.to_string())),
            Ok(()) | Err(_) => {}
        }
    }

    fn shown(&self, text: &str) -> String {
        text::plain(&self.secrets.mask(text)).into_owned()
    }

    /// Masks the texts of a value, and not its form; what may quote others as that, and the rest as names of ours.
    fn mask(&self, value: &mut Value, words: Words) {
        match value {
            Value::String(text) => {
                let masked = match words {
                    Words::Quoted => self.secrets.mask(text),
                    Words::Ours => self.secrets.mask_own(text),
                };
                *text = masked.into_owned();
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.mask(value, words)),
            Value::Object(map) => {
                for (key, value) in map {
                    self.mask(value, if QUOTING.contains(&key.as_str()) { Words::Quoted } else { words });
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
