//! What the suites came to.

use anyhow::Result;
use archwright::observe::Environment;
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};
use xshell::Cmd;

/// The phases of a run, with their counts and times.
#[derive(Debug, Default)]
pub struct Board {
    rows: Vec<Row>,
}

/// One phase.
#[derive(Debug)]
struct Row {
    name: String,
    counts: Counts,
    elapsed: Duration,
    failed: bool,
    note: String,
}

/// Tests by how they ended.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Board {
    /// A phase without tests: it succeeds or fails as a whole.
    pub fn check(&mut self, name: &str, command: Cmd<'_>) -> Result<()> {
        let begun = Instant::now();
        eprintln!("== {name}: {command}");
        let status = Command::from(command.quiet()).status()?;
        let note = if status.success() { String::new() } else { status.to_string() };
        self.push(name, Counts::default(), begun, !status.success(), note);
        Ok(())
    }

    /// A suite: some commands whose test counts are added up.
    pub fn suite<'a>(&mut self, name: &str, commands: impl IntoIterator<Item = Cmd<'a>>) -> Result<()> {
        let begun = Instant::now();
        let (mut counts, mut failed, mut empty) = (Counts::default(), false, Vec::new());
        for command in commands {
            let shown = command.to_string();
            eprintln!("== {name}: {shown}");
            let mut own = Counts::default();
            failed |= !counted(command, &mut own)?;
            // A command that ran no test has proved nothing, whatever the others ran.
            if own.passed + own.failed == 0 {
                empty.push(format!("no test ran: {shown}"));
            }
            counts.add(own);
        }
        self.push(name, counts, begun, failed || !empty.is_empty() || counts.failed > 0, empty.join("; "));
        Ok(())
    }

    /// A suite that cannot run here; in CI that is a failure.
    pub fn skip(&mut self, name: &str, count: usize, why: &str) {
        let counts = Counts { skipped: count, ..Counts::default() };
        self.push(name, counts, Instant::now(), in_ci(), format!("skipped: {why}"));
    }

    fn push(&mut self, name: &str, counts: Counts, begun: Instant, failed: bool, note: String) {
        self.rows.push(Row { name: name.to_owned(), counts, elapsed: begun.elapsed(), failed, note });
    }

    /// Prints the table and the closing line.
    pub fn close(&self) -> ExitCode {
        println!("\n{:<10} {:>7} {:>7} {:>8} {:>9}", "phase", "passed", "failed", "skipped", "time");
        let mut all = Counts::default();
        for Row { name, counts, elapsed, failed, note } in &self.rows {
            let mark = if *failed { "  FAILED" } else { "" };
            let Counts { passed, failed, skipped } = counts;
            println!("{name:<10} {passed:>7} {failed:>7} {skipped:>8} {:>7.1} s{mark}  {note}", elapsed.as_secs_f64());
            all.add(*counts);
        }
        if all.passed + all.failed + all.skipped > 0 {
            println!("\n{} passed, {} failed, {} skipped", all.passed, all.failed, all.skipped);
        }
        if self.rows.iter().any(|row| row.failed) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

/// Runs a test command, passes on what it prints, and counts; whether it succeeded.
fn counted(command: Cmd<'_>, counts: &mut Counts) -> Result<bool> {
    let mut child = Command::from(command.quiet()).stdout(Stdio::piped()).spawn()?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            println!("{line}");
            counts.read(&line);
        }
    }
    Ok(child.wait()?.success())
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Adds the counts of a runner's closing line: Cargo's `test result: …`, Python's `Ran 3 tests in …`, Node's `# pass 3`.
    fn read(&mut self, line: &str) {
        if let Some(words) = line.strip_prefix("test result: ") {
            let number = |what: &str| {
                let part = words.split([';', '.']).find_map(|part| part.trim().strip_suffix(what));
                part.and_then(|text| text.trim().parse::<usize>().ok()).unwrap_or(0)
            };
            self.passed += number("passed");
            self.failed += number("failed");
            self.skipped += number("ignored");
        } else if let Some(words) = line.strip_prefix("Ran ") {
            self.passed += words.split(' ').next().and_then(|word| word.parse::<usize>().ok()).unwrap_or(0);
        } else if let Some(words) = line.strip_prefix("# ").or_else(|| line.strip_prefix("\u{2139} ")) {
            // Node's runner, as TAP or for people.
            match words.split_once(' ').map(|(what, count)| (what, count.parse::<usize>())) {
                Some(("pass", Ok(count))) => self.passed += count,
                Some(("fail", Ok(count))) => self.failed += count,
                Some(("skipped", Ok(count))) => self.skipped += count,
                _ => {}
            }
        }
    }
}

fn in_ci() -> bool {
    matches!(Environment::of_process().get("CI"), Some("true" | "1"))
}

#[cfg(test)]
mod tests {
    use super::{Board, Counts};
    use xshell::{Shell, cmd};

    #[test]
    fn one_command_without_a_test_fails_its_suite() {
        let sh = Shell::new().unwrap();
        let (some, none) = ("test result: ok. 2 passed; 0 failed; 0 ignored", "test result: ok. 0 passed; 0 failed; 0 ignored");
        let mut board = Board::default();
        board.suite("good", [cmd!(sh, "echo {some}"), cmd!(sh, "echo {some}")]).unwrap();
        board.suite("bad", [cmd!(sh, "echo {some}"), cmd!(sh, "echo {none}")]).unwrap();
        let told: Vec<_> =
            board.rows.iter().map(|row| (row.counts.passed, row.failed, row.note.starts_with("no test ran: echo"))).collect();
        assert_eq!(told, [(4, false, false), (2, true, true)]);
    }

    #[test]
    fn closing_lines_are_counted() {
        let mut counts = Counts::default();
        counts.read("test result: FAILED. 10 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.18s");
        counts.read("Ran 14 tests in 1.4s");
        counts.read("running 3 tests");
        assert_eq!((counts.passed, counts.failed, counts.skipped), (24, 1, 2));
    }
    #[test]
    fn nodes_runner_is_counted_in_both_its_forms() {
        for mark in ["#", "\u{2139}"] {
            let mut counts = Counts::default();
            for line in ["tests 3", "pass 2", "fail 0", "skipped 1", "duration_ms 301.5"] {
                counts.read(&format!("{mark} {line}"));
            }
            assert_eq!((counts.passed, counts.failed, counts.skipped), (2, 0, 1));
        }
    }
}
