//! Ctrl-C: seen once, told to every process group, insisted on the second time.

use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::{consts::signal, iterator::Signals};
use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// Whether the run was asked to stop, and the process groups that must stop with it. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<State>);

#[derive(Debug, Default)]
struct State {
    flag: Arc<AtomicBool>,
    groups: Mutex<Vec<Pid>>,
}

/// How long a child may take to end once it is asked to.
const GRACE: Duration = Duration::from_secs(10);

impl Interrupt {
    /// Listens for SIGINT, SIGTERM and SIGHUP from now on, in a thread of its own.
    pub fn listen() -> io::Result<Self> {
        let interrupt = Self::default();
        let mut signals = Signals::new([signal::SIGINT, signal::SIGTERM, signal::SIGHUP])?;
        let listener = interrupt.clone();
        thread::spawn(move || {
            for _ in signals.forever() {
                listener.raise();
            }
        });
        Ok(interrupt)
    }

    /// Whether the run was asked to stop.
    pub fn is_raised(&self) -> bool {
        self.0.flag.load(Ordering::SeqCst)
    }

    /// The flag itself, for those who poll it.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0.flag)
    }

    /// Asks the run to stop: the first time every group gets SIGTERM, the second time SIGKILL.
    pub fn raise(&self) {
        let again = self.0.flag.swap(true, Ordering::SeqCst);
        self.signal_all(if again { Signal::KILL } else { Signal::TERM });
        if !again {
            let patient = self.clone();
            thread::spawn(move || {
                thread::sleep(GRACE);
                patient.signal_all(Signal::KILL);
            });
        }
    }

    pub(super) fn enter(&self, group: Pid) {
        self.groups().push(group);
        if self.is_raised() {
            end_group(group, Signal::TERM);
        }
    }

    pub(super) fn leave(&self, group: Pid) {
        self.groups().retain(|other| *other != group);
    }

    fn signal_all(&self, signal: Signal) {
        for group in self.groups().iter() {
            end_group(*group, signal);
        }
    }

    fn groups(&self) -> std::sync::MutexGuard<'_, Vec<Pid>> {
        self.0.groups.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Signals a group; one that is gone already is no fault.
pub(super) fn end_group(group: Pid, signal: Signal) {
    let _ = kill_process_group(group, signal);
}
