//! Ctrl-C: seen once, told to every process group, insisted on the second time.

use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::{consts::signal, iterator::Signals};
use std::{
    fmt, io,
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

#[derive(Default)]
struct State {
    flag: Arc<AtomicBool>,
    groups: Mutex<Vec<Pid>>,
    also: Mutex<Vec<Box<dyn Fn() + Send + Sync>>>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("flag", &self.flag).field("groups", &self.groups).finish_non_exhaustive()
    }
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
        for stop in self.0.also.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            stop();
        }
        if !again {
            let patient = self.clone();
            thread::spawn(move || {
                thread::sleep(GRACE);
                patient.signal_all(Signal::KILL);
            });
        }
    }

    /// Also does that once the run is asked to stop: what waits for the network has no group to signal.
    pub fn also(&self, stop: impl Fn() + Send + Sync + 'static) {
        self.0.also.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(stop));
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
