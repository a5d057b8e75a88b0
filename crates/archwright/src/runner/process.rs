//! One process from start to end.

use super::{RunError, RunErrorKind, Runner};
use archwright_model::{Arg, Command};
use duct::Handle;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, waitid};
use std::{
    ffi::OsString,
    fmt,
    io::{self, BufRead as _, BufReader, PipeReader},
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    process::ExitStatus,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

/// Which pipe a line came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exit(ExitStatus);

impl Exit {
    /// Whether it ended with 0.
    pub fn is_success(self) -> bool {
        self.0.success()
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.code(), self.0.signal()) {
            (Some(code), _) => write!(f, "exit {code}"),
            (None, Some(signal)) => write!(f, "signal {signal}"),
            (None, None) => write!(f, "{}", self.0),
        }
    }
}

/// How often a child is looked at while it is silent.
const POLL: Duration = Duration::from_millis(100);

/// How long what a child left in its pipes may take to arrive once it is gone.
const DRAIN: Duration = Duration::from_millis(500);

/// Runs a command to its end, both pipes drained; all that it started is ended on Ctrl-C and at the limit, and what is left in
/// its group when it is gone.
pub(super) fn run(runner: &Runner, command: &Command, mut on_line: impl FnMut(Stream, &str)) -> Result<Exit, RunError> {
    let limit = runner.limit;
    let error = |kind| RunError::new(command, kind);
    if runner.interrupt.is_raised() {
        return Err(error(RunErrorKind::Interrupted));
    }
    let (handle, stdout, stderr) = start(runner, command)?;
    let leader = handle.pids().first().and_then(|pid| i32::try_from(*pid).ok()).and_then(Pid::from_raw);
    let leader = leader.ok_or_else(|| error(RunErrorKind::Wait(io::Error::other("it has no number"))))?;
    runner.interrupt.enter(leader);
    let lines = Lines::of(stdout, stderr);
    let deadline = limit.map(|limit| Instant::now() + limit);
    let mut timed_out = false;
    let mut gone: Option<Instant> = None;
    loop {
        let next = lines.next();
        if let Next::Line(stream, line) = &next {
            on_line(*stream, line);
        }
        let late = deadline.is_some_and(|deadline| Instant::now() > deadline);
        if gone.is_none() && (late || !matches!(next, Next::Line(..))) && is_gone(leader) {
            gone = Some(Instant::now());
            // What it left in the background ends with it. It is not collected yet: its number is nobody else's.
            runner.interrupt.end_rest(leader);
        }
        match (gone, next) {
            (Some(_), Next::Closed) => break,
            // Who left the group may hold the pipes for ever: a daemon with a session of its own.
            (Some(since), next) if since.elapsed() > DRAIN => {
                lines.close();
                if matches!(next, Next::Silence) {
                    break;
                }
            }
            (None, _) if late => {
                timed_out = true;
                runner.interrupt.end(leader, Signal::KILL);
            }
            _ => {}
        }
    }
    runner.interrupt.leave(leader);
    let output = handle.wait().map_err(|source| error(RunErrorKind::Wait(source)))?;
    match limit {
        _ if runner.interrupt.is_raised() => Err(error(RunErrorKind::Interrupted)),
        Some(limit) if timed_out => Err(error(RunErrorKind::TimedOut(limit))),
        _ => Ok(Exit(output.status)),
    }
}

/// Whether a child has ended; it is not collected, so that its number stays its own.
fn is_gone(leader: Pid) -> bool {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(waitid(WaitId::Pid(leader), options), Ok(None))
}

/// The lines of both pipes as they come.
struct Lines {
    receiver: Receiver<(Stream, String)>,
    closing: Arc<AtomicBool>,
}

enum Next {
    Line(Stream, String),
    /// Nothing came for a while.
    Silence,
    /// Nothing will come.
    Closed,
}

impl Lines {
    fn of(stdout: PipeReader, stderr: PipeReader) -> Self {
        let (sender, receiver) = mpsc::channel();
        let lines = Self { receiver, closing: Arc::default() };
        for (pipe, stream) in [(stdout, Stream::Stdout), (stderr, Stream::Stderr)] {
            let (sender, closing) = (sender.clone(), Arc::clone(&lines.closing));
            // Not waited for: it hangs as long as somebody who left the group holds the other end.
            thread::spawn(move || forward(pipe, stream, &sender, &closing));
        }
        lines
    }

    fn next(&self) -> Next {
        match self.receiver.recv_timeout(POLL) {
            Ok((stream, line)) => Next::Line(stream, line),
            Err(RecvTimeoutError::Timeout) => Next::Silence,
            Err(RecvTimeoutError::Disconnected) => {
                // Without pipes there is nothing to wait on but the child itself.
                thread::sleep(Duration::from_millis(1));
                Next::Closed
            }
        }
    }

    /// Reads no further.
    fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the runner: the one place that starts processes")]
fn start(runner: &Runner, command: &Command) -> Result<(Handle, PipeReader, PipeReader), RunError> {
    let error = |kind| RunError::new(command, kind);
    let program =
        runner.environment.which(&command.program, runner.root()).ok_or_else(|| error(RunErrorKind::Missing(command.program.clone())))?;
    let pipes = || io::pipe().map_err(|source| error(RunErrorKind::Start(source)));
    let ((stdout, out), (stderr, err)) = (pipes()?, pipes()?);
    let mut expression = duct::cmd(program.as_std_path(), command.args.iter().map(Arg::expose))
        .dir(runner.dir(command))
        .full_env(environment(runner, command))
        .stdout_file(out)
        .stderr_file(err)
        .unchecked()
        .before_spawn(|command| {
            command.process_group(0);
            Ok(())
        });
    expression = match &command.stdin {
        Some(text) => expression.stdin_bytes(text.as_bytes()),
        None => expression.stdin_null(),
    };
    let handle = expression.start().map_err(|source| error(RunErrorKind::Start(source)))?;
    Ok((handle, stdout, stderr))
}

fn environment(runner: &Runner, command: &Command) -> Vec<(OsString, OsString)> {
    let kept = runner.environment.iter().filter(|(name, _)| !command.removes(&name.to_string_lossy()));
    let mut all: Vec<_> = kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    all.extend(command.env.iter().map(|(name, value)| (name.into(), value.expose().into())));
    all
}

/// Sends each line of a pipe; what is no UTF-8 is shown as well as it can be.
fn forward(pipe: PipeReader, stream: Stream, sender: &Sender<(Stream, String)>, closing: &AtomicBool) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while let Ok(1..) = reader.read_until(b'\n', &mut line) {
        let text = String::from_utf8_lossy(&line);
        let sent = sender.send((stream, text.trim_end_matches(['\n', '\r']).to_owned()));
        if sent.is_err() || closing.load(Ordering::SeqCst) {
            return;
        }
        line.clear();
    }
}
