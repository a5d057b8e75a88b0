//! Ctrl-C: seen once, told to everything that was started, insisted on the second time.

use super::descendants::{self, Descendant};
use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::{consts::signal, iterator::Signals};
use std::{
    fmt, fs, io,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// Whether the run was asked to stop, and the processes that must stop with it. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<State>);

#[derive(Default)]
struct State {
    /// It was asked to stop.
    raised: Arc<AtomicBool>,
    /// When it was asked again, or had been given enough time.
    insists: OnceLock<Instant>,
    trees: Mutex<Vec<Tree>>,
    also: Mutex<Vec<Box<dyn Fn() + Send + Sync>>>,
}

/// A child that leads a group, and what it started that left the group.
#[derive(Debug)]
struct Tree {
    leader: Pid,
    strays: Vec<Descendant>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("raised", &self.raised).field("trees", &self.trees).finish_non_exhaustive()
    }
}

/// How long a child may take to end once it is asked to.
const GRACE: Duration = Duration::from_secs(10);

impl Interrupt {
    /// Listens for SIGINT, SIGTERM, SIGHUP and SIGQUIT from now on, in a thread of its own.
    ///
    /// A signal that was ignored when we were started stays ignored: that is what `nohup` and a shell's `&` mean. Only `/proc` tells
    /// which those are; without it, as on macOS, all of them are listened to.
    pub fn listen() -> io::Result<Self> {
        let interrupt = Self::default();
        let ignored = ignored_signals();
        let wanted = [signal::SIGINT, signal::SIGTERM, signal::SIGHUP, signal::SIGQUIT];
        let mut signals = Signals::new(wanted.into_iter().filter(|number| ignored & (1 << (number - 1)) == 0))?;
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
        self.0.raised.load(Ordering::SeqCst)
    }

    /// How long ago the user insisted, by asking again or by waiting ten seconds; none if not.
    pub(crate) fn insisted(&self) -> Option<Duration> {
        self.0.insists.get().map(Instant::elapsed)
    }

    /// Waits so long, or until the run is asked to stop.
    pub fn pause(&self, time: Duration) {
        let end = Instant::now() + time;
        while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero() && !self.is_raised()) {
            thread::sleep(left.min(Duration::from_millis(20)));
        }
    }

    /// The flag itself, for those who poll it.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0.raised)
    }

    /// Asks the run to stop: the first time everything gets SIGTERM, the second time, or after ten seconds, SIGKILL.
    pub fn raise(&self) {
        if self.0.raised.swap(true, Ordering::SeqCst) {
            self.insist();
        } else {
            self.signal_all(Signal::TERM);
            let patient = self.clone();
            thread::spawn(move || {
                thread::sleep(GRACE);
                patient.insist();
            });
        }
        for stop in lock(&self.0.also).iter() {
            stop();
        }
    }

    /// Also does that once the run is asked to stop: what waits for the network has no group to signal.
    pub fn also(&self, stop: impl Fn() + Send + Sync + 'static) {
        let mut also = lock(&self.0.also);
        if self.is_raised() {
            stop();
        }
        also.push(Box::new(stop));
    }

    pub(super) fn enter(&self, leader: Pid) {
        lock(&self.0.trees).push(Tree { leader, strays: Vec::new() });
        // It may have been asked before the child was on the list.
        if self.0.insists.get().is_some() {
            self.end(leader, Signal::KILL);
        } else if self.is_raised() {
            self.end(leader, Signal::TERM);
        }
    }

    pub(super) fn leave(&self, leader: Pid) {
        lock(&self.0.trees).retain(|tree| tree.leader != leader);
    }

    /// Signals a child and all that it started.
    pub(super) fn end(&self, leader: Pid, signal: Signal) {
        for tree in lock(&self.0.trees).iter_mut().filter(|tree| tree.leader == leader) {
            tree.look();
            tree.signal(signal);
        }
    }

    /// Ends what is left of a child that is gone: its group, and what was seen to leave it.
    pub(super) fn end_rest(&self, leader: Pid) {
        lock(&self.0.trees).iter().filter(|tree| tree.leader == leader).for_each(|tree| tree.signal(Signal::KILL));
    }

    fn insist(&self) {
        self.0.insists.get_or_init(Instant::now);
        self.signal_all(Signal::KILL);
    }

    fn signal_all(&self, signal: Signal) {
        for tree in lock(&self.0.trees).iter_mut() {
            tree.look();
            tree.signal(signal);
        }
    }
}

impl Tree {
    /// What it started is looked for before it ends, and kept: afterwards nobody knows whose it was.
    fn look(&mut self) {
        for found in descendants::of(self.leader) {
            if !self.strays.contains(&found) {
                self.strays.push(found);
            }
        }
    }

    fn signal(&self, signal: Signal) {
        // A group that is gone already is no fault.
        let _ = kill_process_group(self.leader, signal);
        self.strays.iter().for_each(|stray| stray.signal(signal));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Signals that this process ignores, bit 0 for number 1 (proc(5), `SigIgn`); none where there is no `/proc`.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}
