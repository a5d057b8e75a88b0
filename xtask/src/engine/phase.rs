//! Phases: each timed, logged, and told on stderr; several may run side by side.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Cmd, Shell};

use super::refusal::Refusal;

/// How a phase that did not fail ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Something was done.
    Done,
    /// Nothing was left to do.
    AlreadySo,
    /// It is not needed, for this reason.
    Skipped(String),
}

/// What a phase works with: a shell of its own and its log.
pub struct Job {
    /// The phase's shell.
    pub sh: Shell,
    log: Utf8PathBuf,
}

impl Job {
    fn new(log: Utf8PathBuf) -> Result<Self> {
        if let Some(dir) = log.parent() {
            std::fs::create_dir_all(dir)?;
        }
        std::fs::write(&log, "")?;
        Ok(Self { sh: Shell::new()?, log })
    }

    /// The log.
    pub fn log(&self) -> &Utf8Path {
        &self.log
    }

    /// Runs a command; its output goes to the log.
    pub fn run(&self, command: Cmd<'_>) -> Result<()> {
        self.read(command).map(drop)
    }

    /// Runs a command and returns what it wrote to stdout; all output goes to the log.
    pub fn read(&self, command: Cmd<'_>) -> Result<String> {
        let name = command.to_string();
        self.say(&format!("$ {name}"))?;
        let output = command.quiet().ignore_status().output()?;
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        self.say(&format!("{stdout}{}", String::from_utf8_lossy(&output.stderr)))?;
        if !output.status.success() {
            let program = name.split_whitespace().next().unwrap_or_default();
            bail!("`{program}` ended with {}", output.status);
        }
        Ok(stdout)
    }

    /// Writes to the log.
    pub fn say(&self, text: &str) -> Result<()> {
        let mut log = std::fs::OpenOptions::new().append(true).create(true).open(&self.log)?;
        writeln!(log, "{}", text.trim_end()).with_context(|| format!("writing `{}`", self.log))
    }
}

/// Tells phases as they run: one line each when it ends, and on a terminal a live line below.
pub struct Board {
    logs: Utf8PathBuf,
    live: bool,
    running: Mutex<Option<Vec<(&'static str, Instant)>>>,
}

impl Board {
    /// Runs `work` with a board that keeps its live line while `work` lasts.
    pub fn with<T>(logs: &Utf8Path, work: impl FnOnce(&Board) -> Result<T>) -> Result<T> {
        let board = Board { logs: logs.to_owned(), live: std::io::stderr().is_terminal(), running: Mutex::new(Some(Vec::new())) };
        std::thread::scope(|scope| {
            let ticker = scope.spawn(|| {
                while board.draw() {
                    std::thread::park_timeout(Duration::from_millis(100));
                }
            });
            let result = work(&board);
            *board.lock() = None;
            ticker.thread().unpark();
            result
        })
    }

    /// Runs one phase. A failure is told at once, with the end of its log.
    ///
    /// # Errors
    /// A machine [`Refusal`] that names the phase and its log; a refusal of the phase itself passes through.
    pub fn run(&self, name: &'static str, phase: impl FnOnce(&Job) -> Result<Outcome>) -> Result<()> {
        let start = Instant::now();
        if let Some(running) = self.lock().as_mut() {
            running.push((name, start));
        }
        let log = self.logs.join(format!("{name}.log"));
        let result = Job::new(log.clone()).and_then(|job| {
            phase(&job).inspect_err(|error| {
                // The log is a help; the error is told in any case.
                let _ = job.say(&format!("{error:#}"));
            })
        });
        let mut running = self.lock();
        if let Some(running) = running.as_mut() {
            running.retain(|(other, _)| *other != name);
        }
        let seconds = start.elapsed().as_secs_f64();
        match result {
            Ok(outcome) => {
                let note = match outcome {
                    Outcome::Done => String::new(),
                    Outcome::AlreadySo => "already so".to_owned(),
                    Outcome::Skipped(reason) => format!("skipped: {reason}"),
                };
                self.line(&format!("{name:<12} {seconds:>6.1} s  {note}"));
                Ok(())
            }
            // A refusal says all there is to say, at the end.
            Err(error) if error.is::<Refusal>() => {
                self.line(&format!("{name:<12} {seconds:>6.1} s  failed"));
                Err(error)
            }
            Err(error) => {
                self.line(&format!("{name:<12} {seconds:>6.1} s  failed: {error:#}"));
                let text = std::fs::read_to_string(&log).unwrap_or_default();
                let lines: Vec<&str> = text.lines().collect();
                for line in &lines[lines.len().saturating_sub(15)..] {
                    self.line(&format!("  | {line}"));
                }
                Err(Refusal::machine(format!("phase `{name}` failed: {error:#}")).hint(format!("its log is {log}")).into())
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Vec<(&'static str, Instant)>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn line(&self, text: &str) {
        let clear = if self.live { "\r\x1b[2K" } else { "" };
        eprintln!("{clear}{}", text.trim_end());
    }

    /// Redraws the live line; false when the board is closed.
    fn draw(&self) -> bool {
        let running = self.lock();
        let Some(phases) = running.as_ref() else {
            if self.live {
                eprint!("\r\x1b[2K");
            }
            return false;
        };
        if self.live && !phases.is_empty() {
            let mut text = String::from("\r\x1b[2K");
            for (name, start) in phases {
                let _ = write!(text, "{name} {:.0} s  ", start.elapsed().as_secs_f64());
            }
            eprint!("{text}");
            let _ = std::io::stderr().flush();
        }
        true
    }
}
