//! With a real shell: what a child does with its pipes and its time.

use archwright::{
    observe::Environment,
    runner::{Interrupt, Runner, Stream},
};
use archwright_model::{Command, ExitKind};
use std::{
    thread,
    time::{Duration, Instant},
};

fn runner(interrupt: Interrupt) -> Runner {
    Runner::new("/", Environment::of([("PATH", "/usr/bin:/bin")]), interrupt)
}

fn shell(script: &str) -> Command {
    Command::new("sh").args(["-c", script])
}

#[test]
fn a_limit_holds_for_a_child_that_closed_its_pipes() {
    let begun = Instant::now();
    let error = runner(Interrupt::default()).within(Duration::from_millis(200)).capture(&shell("exec >&- 2>&-; sleep 30")).unwrap_err();
    assert_eq!(error.exit(), ExitKind::Machine, "{error}");
    assert!(error.to_string().ends_with("did not end within 200ms"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn all_that_was_said_arrives_though_the_child_is_gone() {
    let captured = runner(Interrupt::default()).capture(&shell("seq 1 50000; seq 1 50000 >&2")).unwrap();
    assert_eq!((captured.stdout.lines().count(), captured.stderr.lines().count()), (50000, 50000));
}

#[test]
fn what_is_asked_of_a_run_that_was_asked_to_stop_is_done_at_once() {
    let interrupt = Interrupt::default();
    interrupt.raise();
    let (sender, receiver) = std::sync::mpsc::channel();
    interrupt.also(move || sender.send(()).unwrap());
    receiver.try_recv().unwrap();
}

#[test]
fn asked_twice_a_child_that_ignores_it_is_killed() {
    let interrupt = Interrupt::default();
    let runner = runner(interrupt.clone());
    let begun = Instant::now();
    let child = thread::spawn(move || runner.capture(&shell("trap '' TERM; echo ready; while :; do sleep 1; done")));
    thread::sleep(Duration::from_millis(300));
    interrupt.raise();
    thread::sleep(Duration::from_millis(300));
    assert!(!child.is_finished(), "it ignores the first");
    interrupt.raise();
    let error = child.join().unwrap().unwrap_err();
    assert_eq!(error.exit(), ExitKind::Interrupted, "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn a_secret_argument_is_masked_in_what_is_said() {
    let runner = runner(Interrupt::default());
    let script = "printf hun; sleep 0.1; printf 'ter-two '; echo \"$TOKEN\"; echo as it is >&2";
    let command = shell(script).secret_arg("hunter-two").secret_env("TOKEN", "hunter-four");
    let mut said = Vec::new();
    runner.stream(&command, |stream, line| said.push((stream, line.to_owned()))).unwrap();
    said.sort_by_key(|(stream, _)| *stream == Stream::Stderr);
    assert_eq!(said, [(Stream::Stdout, "*** ***".into()), (Stream::Stderr, "as it is".into())]);
    let captured = runner.capture(&shell("echo hunter-two; echo hunter-two >&2")).unwrap();
    assert_eq!((captured.stdout.as_str(), captured.stderr.as_str()), ("hunter-two\n", "***\n"), "stdout is read, not shown");
}

/// What floods the pipe from the background ends with the group; nobody waits for a silence that never comes.
#[test]
fn who_floods_the_pipe_does_not_hold_the_run() {
    for script in ["yes & exit 3", "yes >&2 & yes & exit 3", "setsid yes & exit 3"] {
        let begun = Instant::now();
        let captured = runner(Interrupt::default()).capture(&shell(script)).unwrap();
        assert_eq!(captured.exit.to_string(), "exit 3", "{script}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{script}: {:?}", begun.elapsed());
    }
}

/// `tee` behind a script's own output is not cut off in the middle of its last words.
#[test]
fn who_is_left_behind_may_finish_what_it_says() {
    let script = "(for n in 1 2 3 4; do echo $n; sleep 0.03; done) & exit 0";
    let captured = runner(Interrupt::default()).capture(&shell(script)).unwrap();
    assert_eq!(captured.stdout, "1\n2\n3\n4\n");
}

/// A silent one that holds the pipes is neither waited for nor left.
#[test]
fn who_holds_the_pipes_in_silence_is_ended() {
    let begun = Instant::now();
    let captured = runner(Interrupt::default()).capture(&shell("sleep 30 & echo $!; exit 0")).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    let lives = || {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", captured.stdout.trim())).unwrap_or_default();
        !stat.is_empty() && !stat.rsplit(')').next().unwrap().trim_start().starts_with('Z')
    };
    // A signal that was sent takes a moment to arrive on a busy machine.
    let patience = Instant::now() + Duration::from_secs(2);
    while lives() && Instant::now() < patience {
        thread::sleep(Duration::from_millis(20));
    }
    assert!(!lives(), "it lives");
}

/// Who writes faster than anybody reads waits, as it does before any pipe.
#[test]
fn what_nobody_has_taken_yet_is_bounded() {
    let resident = || {
        let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
        statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
    };
    let (before, mut after) = (resident(), 0);
    let _ = runner(Interrupt::default()).within(Duration::from_millis(1500)).stream(&shell("exec yes"), |_, _| {
        if after == 0 {
            thread::sleep(Duration::from_millis(1200));
            after = resident();
        }
    });
    assert!(after.saturating_sub(before) < 40 << 20, "{before} bytes became {after}");
}
