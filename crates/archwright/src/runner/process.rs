//! One process from start to end.

use super::{RunError, RunErrorKind, Runner, interrupt::end_group};
use archwright_model::{Arg, Command};
use duct::Handle;
use rustix::process::{Pid, Signal};
use std::{
    ffi::OsString,
    fmt,
    io::{self, BufRead as _, BufReader, PipeReader},
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    process::ExitStatus,
    sync::mpsc::{self, RecvTimeoutError, Sender},
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

/// Runs a command to its end, both pipes drained; its whole group is ended on Ctrl-C, at the limit, and when its leader is gone.
pub(super) fn run(
    runner: &Runner,
    command: &Command,
    limit: Option<Duration>,
    mut on_line: impl FnMut(Stream, &str),
) -> Result<Exit, RunError> {
    let error = |kind| RunError::new(command, kind);
    if runner.interrupt.is_raised() {
        return Err(error(RunErrorKind::Interrupted));
    }
    let (handle, stdout, stderr) = start(runner, command)?;
    let group = handle.pids().first().and_then(|pid| i32::try_from(*pid).ok()).and_then(Pid::from_raw);
    if let Some(group) = group {
        runner.interrupt.enter(group);
    }
    let deadline = limit.map(|limit| Instant::now() + limit);
    let mut timed_out = false;
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        let (out, err) = (sender.clone(), sender);
        scope.spawn(move || forward(stdout, Stream::Stdout, &out));
        scope.spawn(move || forward(stderr, Stream::Stderr, &err));
        loop {
            let silent = match receiver.recv_timeout(Duration::from_millis(100)) {
                Ok((stream, line)) => {
                    on_line(stream, &line);
                    false
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => true,
            };
            let late = deadline.is_some_and(|deadline| Instant::now() > deadline);
            // A background grandchild would hold the pipes for ever.
            let leader_gone = (silent || late) && handle.try_wait().is_ok_and(|status| status.is_some());
            timed_out |= late && !leader_gone;
            if let (true, Some(group)) = (leader_gone || late, group) {
                end_group(group, Signal::KILL);
            }
        }
    });
    let ended = handle.wait();
    if let Some(group) = group {
        // What it left in the background, holding no pipe of ours, ends with it.
        end_group(group, Signal::KILL);
        runner.interrupt.leave(group);
    }
    let output = ended.map_err(|source| error(RunErrorKind::Wait(source)))?;
    match limit {
        _ if runner.interrupt.is_raised() => Err(error(RunErrorKind::Interrupted)),
        Some(limit) if timed_out => Err(error(RunErrorKind::TimedOut(limit))),
        _ => Ok(Exit(output.status)),
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
    let removed = |name: &str| {
        command.env_remove.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name == pattern,
        })
    };
    let kept = runner.environment.iter().filter(|(name, _)| !removed(&name.to_string_lossy()));
    let mut all: Vec<_> = kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    all.extend(command.env.iter().map(|(name, value)| (name.into(), value.expose().into())));
    all
}

/// Sends each line of a pipe; what is no UTF-8 is shown as well as it can be.
fn forward(pipe: PipeReader, stream: Stream, sender: &Sender<(Stream, String)>) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while let Ok(1..) = reader.read_until(b'\n', &mut line) {
        let text = String::from_utf8_lossy(&line);
        if sender.send((stream, text.trim_end_matches(['\n', '\r']).to_owned())).is_err() {
            return;
        }
        line.clear();
    }
}
