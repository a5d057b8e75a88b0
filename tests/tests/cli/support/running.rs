//! archwright while it runs: waited for, or interrupted.

use super::{Ended, Sandbox};
use archwright_tests::process::{self, Start};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::{
    io::Read,
    process::{Child, ExitStatus},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// archwright while it runs.
pub struct Running<'a> {
    sandbox: &'a Sandbox,
    args: Vec<String>,
    child: Child,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
}

/// No run of this suite takes nearly as long.
const LIMIT: Duration = Duration::from_secs(60);

impl<'a> Running<'a> {
    pub(super) fn start(sandbox: &'a Sandbox, start: &Start<'_>) -> Self {
        let mut child = process::start(start).unwrap();
        let (stdout, stderr) = (drain(child.stdout.take().unwrap()), drain(child.stderr.take().unwrap()));
        Self { sandbox, args: start.args.to_vec(), child, stdout, stderr }
    }

    /// Waits until a fake sleeps, as a rule told it to.
    pub fn until_a_fake_sleeps(&self) {
        self.sandbox.until_a_fake_sleeps();
    }

    /// Sends it SIGINT, as a terminal or a CI runner does.
    pub fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().try_into().unwrap()).unwrap()
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Ended {
        let begun = Instant::now();
        let status: ExitStatus = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if begun.elapsed() > LIMIT {
                let _ = kill_process_group(self.pid(), Signal::KILL);
                let (stdout, stderr) = (self.stdout.join().unwrap(), self.stderr.join().unwrap());
                panic!("{:?} did not end\n{stdout}\n{stderr}\n{}", self.args, self.sandbox.listing());
            }
            thread::sleep(Duration::from_millis(5));
        };
        let (stdout, stderr) = (self.stdout.join().unwrap(), self.stderr.join().unwrap());
        Ended { args: self.args, status, stdout, stderr, around: self.sandbox.listing(), root: self.sandbox.root().to_owned() }
    }
}

fn drain(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
