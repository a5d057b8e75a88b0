//! A program while it runs.

use super::{Command, Ended};
use camino::Utf8PathBuf;
use rustix::process::{Pid, Signal, kill_process_group};
use std::{
    io::Read,
    os::unix::process::ExitStatusExt as _,
    process::{Child, ExitStatus},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// What our program may take to end its own children before it is killed itself.
const GRACE: Duration = Duration::from_secs(15);

/// A program that was started. Dropped, it is ended.
#[derive(Debug)]
pub struct Running {
    child: Child,
    begun: Instant,
    command: String,
    dir: Utf8PathBuf,
    stdout: Stream,
    stderr: Stream,
}

/// One of its streams, drained as it comes.
#[derive(Debug)]
struct Stream {
    text: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Running {
    pub(super) fn new(command: &Command, mut child: Child) -> Self {
        let stdout = Stream::drain(child.stdout.take().expect("a pipe for stdout"));
        let stderr = Stream::drain(child.stderr.take().expect("a pipe for stderr"));
        Self { child, begun: Instant::now(), command: command.to_string(), dir: command.dir.clone(), stdout, stderr }
    }

    /// Signals its group, as a terminal does.
    pub fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // A group that is gone already is no fault.
            let _ = kill_process_group(group, signal);
        }
    }

    /// Waits until its stderr holds that text.
    ///
    /// # Panics
    /// It ends first, or does not say so in time.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str, limit: Duration) {
        let begun = Instant::now();
        while !self.stderr.text().contains(text) {
            let gone = self.child.try_wait().expect("a child of ours");
            if gone.is_some() || begun.elapsed() > limit {
                self.end();
                self.ended(gone.unwrap_or_default()).fail(&format!("expected {text:?} on stderr within {} s", limit.as_secs()));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// It does not come within that time.
    #[track_caller]
    pub fn finish(mut self, limit: Duration) -> Ended {
        if let Some(status) = self.wait(limit) {
            return self.ended(status);
        }
        self.end();
        self.ended(ExitStatus::from_raw(Signal::KILL.as_raw())).fail(&format!("expected to end within {} s", limit.as_secs()))
    }

    fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + limit;
        loop {
            match self.child.try_wait().expect("a child of ours") {
                Some(status) => return Some(status),
                None if Instant::now() > end => return None,
                None => thread::sleep(Duration::from_millis(10)),
            }
        }
    }

    /// Ends it as a person would, and then for certain.
    fn end(&mut self) {
        self.signal(Signal::TERM);
        if self.wait(GRACE).is_none() {
            self.signal(Signal::KILL);
        }
    }

    fn ended(&mut self, status: ExitStatus) -> Ended {
        // What it left in its group would hold the pipes for ever.
        self.signal(Signal::KILL);
        Ended {
            status,
            stdout: self.stdout.all(),
            stderr: self.stderr.all(),
            took: self.begun.elapsed(),
            command: self.command.clone(),
            dir: self.dir.clone(),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|status| status.is_none()) {
            self.end();
            // It was killed.
            let _ = self.child.wait();
        }
    }
}

impl Stream {
    fn drain(mut pipe: impl Read + Send + 'static) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&text);
        let reader = thread::spawn(move || {
            let mut part = [0; 16 << 10];
            while let Ok(count @ 1..) = pipe.read(&mut part) {
                shared.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&part[..count]);
            }
        });
        Self { text, reader: Some(reader) }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }

    fn all(&mut self) -> String {
        if let Some(reader) = self.reader.take() {
            // A reader does not panic.
            let _ = reader.join();
        }
        self.text()
    }
}
