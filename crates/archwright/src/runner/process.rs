//! One process from start to end.

use super::{
    Exit, RunError, RunErrorKind, Runner, Stream,
    lines::{Lines, Next},
};
use archwright_model::{Arg, Command};
use duct::Handle;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, waitid};
use std::{
    ffi::OsString,
    fs::File,
    io::{self, PipeReader},
    os::unix::process::CommandExt as _,
    thread,
    time::{Duration, Instant},
};

/// How often a child is looked at, whether it is silent or not.
const POLL: Duration = Duration::from_millis(100);

/// Runs a command to its end, both pipes drained; all that it started is ended on Ctrl-C and at the limit, and what is left in
/// its group a moment after it is gone.
pub(super) fn run(runner: &Runner, command: &Command, on_line: impl FnMut(Stream, &str)) -> Result<Exit, RunError> {
    run_into(runner, command, None, on_line)
}

/// The same, its standard output going into a file if there is one.
pub(super) fn run_into(
    runner: &Runner,
    command: &Command,
    into: Option<File>,
    mut on_line: impl FnMut(Stream, &str),
) -> Result<Exit, RunError> {
    let error = |kind| RunError::new(command, kind);
    if runner.interrupt.is_raised() {
        return Err(error(RunErrorKind::Interrupted));
    }
    let (handle, stdout, stderr) = start(runner, command, into)?;
    let leader = handle.pids().first().and_then(|pid| i32::try_from(*pid).ok()).and_then(Pid::from_raw);
    let leader = leader.ok_or_else(|| error(RunErrorKind::Wait(io::Error::other("it has no number"))))?;
    runner.interrupt.enter(leader);
    let lines = Lines::of(stdout, stderr);
    let late = follow(runner, leader, &lines, &mut on_line);
    // What it left in the background ends with it. It is not collected yet: its number is nobody else's.
    runner.interrupt.end_rest(leader);
    drain(&lines, &mut on_line);
    runner.interrupt.leave(leader);
    let output = handle.wait().map_err(|source| error(RunErrorKind::Wait(source)))?;
    match (runner.limit, late) {
        _ if runner.interrupt.is_raised() => Err(error(RunErrorKind::Interrupted)),
        (Some(limit), Late::Yes) => Err(error(RunErrorKind::TimedOut(limit))),
        (Some(_), Late::No) | (None, Late::Yes | Late::No) => Ok(Exit::new(output.status)),
    }
}

/// Whether a child had to be ended at its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Late {
    Yes,
    No,
}

/// How long those whom a child leaves behind may go on talking: a `tee` has its last words to say.
const GRACE: Duration = Duration::from_millis(500);

/// Takes lines until the child is gone, and those that it left behind are silent or have had their time.
fn follow(runner: &Runner, leader: Pid, lines: &Lines, on_line: &mut dyn FnMut(Stream, &str)) -> Late {
    let deadline = runner.limit.map(|limit| Instant::now() + limit);
    let (mut late, mut looked, mut gone) = (Late::No, Instant::now(), None::<Instant>);
    loop {
        let next = lines.next(POLL);
        if let Next::Line(stream, line) = &next {
            on_line(*stream, line);
        }
        let (is_silent, is_closed) = (!matches!(next, Next::Line(..)), matches!(next, Next::Closed));
        match gone {
            Some(since) if is_silent || since.elapsed() >= GRACE => return late,
            Some(_) => continue,
            None => {}
        }
        if deadline.is_some_and(|deadline| Instant::now() > deadline) && !is_gone(leader) {
            late = Late::Yes;
            runner.interrupt.end(leader, Signal::KILL);
        }
        if is_silent || looked.elapsed() >= POLL {
            looked = Instant::now();
            gone = is_gone(leader).then_some(looked);
        }
        if is_closed && gone.is_none() {
            // Without pipes there is nothing to wait on but the child itself.
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// How long is waited for what still is in the pipes of a child that is gone.
const DRAIN: Duration = Duration::from_millis(500);

/// More than pipes, which hold a mebibyte each at most (pipe(7)), and the lines on their way can hold.
const LEFT: usize = 8 << 20;

/// Takes what is left in the pipes. Who left the group may hold them for ever, silent or not: a daemon with a session of its own.
fn drain(lines: &Lines, on_line: &mut dyn FnMut(Stream, &str)) {
    let (mut patience, mut taken) = (DRAIN, 0);
    while taken < LEFT && !patience.is_zero() {
        let begun = Instant::now();
        let Next::Line(stream, line) = lines.next(patience) else { return };
        // Only waiting counts: who takes the lines may be slow.
        patience = patience.saturating_sub(begun.elapsed());
        taken += line.len() + 1;
        on_line(stream, &line);
    }
}

/// Whether a child has ended; it is not collected, so that its number stays its own.
fn is_gone(leader: Pid) -> bool {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    !matches!(waitid(WaitId::Pid(leader), options), Ok(None))
}

#[expect(clippy::disallowed_methods, reason = "this is the runner: the one place that starts processes")]
fn start(runner: &Runner, command: &Command, into: Option<File>) -> Result<(Handle, PipeReader, PipeReader), RunError> {
    let error = |kind| RunError::new(command, kind);
    let program =
        runner.environment.which(&command.program, runner.root()).ok_or_else(|| error(RunErrorKind::Missing(command.program.clone())))?;
    let pipes = || io::pipe().map_err(|source| error(RunErrorKind::Start(source)));
    let ((stdout, out), (stderr, err)) = (pipes()?, pipes()?);
    let mut expression = duct::cmd(program.as_std_path(), command.args.iter().map(Arg::expose))
        .dir(runner.dir(command))
        .full_env(environment(runner, command))
        .stderr_file(err)
        .unchecked()
        .before_spawn(|command| {
            command.process_group(0);
            Ok(())
        });
    expression = match into {
        Some(file) => expression.stdout_file(file),
        None => expression.stdout_file(out),
    };
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
