//! Detached processes, known by pid *and* start time, so that a reused pid is never mistaken for ours.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Shell, cmd};

/// One background process of the engine.
#[derive(Debug)]
pub struct Daemon {
    name: &'static str,
    pid_file: Utf8PathBuf,
    /// Where its output goes.
    pub log: Utf8PathBuf,
}

impl Daemon {
    /// Names it; nothing is touched.
    pub fn new(name: &'static str, run: &Utf8Path, logs: &Utf8Path) -> Self {
        Self { name, pid_file: run.join(format!("{name}.pid")), log: logs.join(format!("{name}.log")) }
    }

    /// The pid, if the process that we started still runs.
    pub fn pid(&self) -> Option<u32> {
        let text = std::fs::read_to_string(&self.pid_file).ok()?;
        let (pid, started) = text.trim().split_once(' ')?;
        let pid = pid.parse().ok()?;
        (started_at(pid)? == started).then_some(pid)
    }

    /// Does it run?
    pub fn alive(&self) -> bool {
        self.pid().is_some()
    }

    /// Starts it in a session of its own, so that neither the terminal's Ctrl-C nor our end reaches it.
    pub fn start(&self, sh: &Shell, program: &[&str]) -> Result<()> {
        if self.alive() {
            return Ok(());
        }
        let script = "cd / && log=$1 && shift && { setsid \"$@\" </dev/null >\"$log\" 2>&1 & echo $!; }";
        let log = &self.log;
        let pid = cmd!(sh, "sh -c {script} start {log} {program...}").quiet().read()?;
        let pid: u32 = pid.trim().parse().with_context(|| format!("reading the pid of `{}`", self.name))?;
        let started = started_at(pid).with_context(|| format!("`{}` ended at once; its log is {log}", self.name))?;
        std::fs::write(&self.pid_file, format!("{pid} {started}")).context("writing a pid file")
    }

    /// Waits until `ready`, at most `limit`; a daemon that ends meanwhile is told with the end of its log.
    pub fn wait(&self, limit: Duration, ready: impl Fn() -> bool) -> Result<()> {
        let start = Instant::now();
        while !ready() {
            if !self.alive() || start.elapsed() > limit {
                let text = std::fs::read_to_string(&self.log).unwrap_or_default();
                let tail: Vec<&str> = text.lines().rev().take(5).collect();
                let tail: Vec<&str> = tail.into_iter().rev().collect();
                bail!("`{}` did not come up; its log is {}\n{}", self.name, self.log, tail.join("\n"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Ends it: politely, then for good. Returns whether there was something to end.
    pub fn stop(&self) -> Result<bool> {
        let pid = self.pid();
        if let Some(pid) = pid {
            end(pid)?;
        }
        let _ = std::fs::remove_file(&self.pid_file);
        Ok(pid.is_some())
    }
}

/// Ends a process: SIGTERM, and SIGKILL if it takes longer than 15 s.
pub fn end(pid: u32) -> Result<()> {
    let sh = Shell::new()?;
    let Some(started) = started_at(pid) else { return Ok(()) };
    for (signal, seconds) in [("-TERM", 15), ("-KILL", 5)] {
        let pid = pid.to_string();
        cmd!(sh, "kill {signal} {pid}").quiet().ignore_status().ignore_stderr().run()?;
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(seconds) {
            if started_at(pid.parse()?).as_deref() != Some(&started) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    bail!("process {pid} does not end")
}

/// Start time of a running process, in clock ticks since boot: field 22 of `/proc/<pid>/stat`, proc(5).
/// A zombie has ended as far as we care.
fn started_at(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    (state != "Z").then_some(())?;
    fields.nth(18).map(str::to_owned)
}

/// Ends a process and, before it, everything that it started: a shim's containers would outlive it.
pub fn end_tree(pid: u32) -> Result<()> {
    for child in children(pid) {
        end_tree(child)?;
    }
    end(pid)
}

/// Running children of a process: field 4 of `/proc/<pid>/stat` is the parent, proc(5).
fn children(parent: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|entry| {
            let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            let of = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?;
            (of == parent.to_string()).then_some(pid)
        })
        .collect()
}

/// Processes of these program names whose command line names a path below `dir`: what a crash left behind. Only
/// those that see our file system: an engine in a container may well be in a folder of the same name.
pub fn strays(programs: &[&str], dir: &Utf8Path) -> Vec<u32> {
    let below = format!("{dir}/");
    let ours = mounts_of("self");
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|entry| {
            let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
            let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
            let line = String::from_utf8_lossy(&line).into_owned();
            let program = line.split('\0').next()?.rsplit('/').next()?.to_owned();
            (programs.contains(&program.as_str()) && line.contains(&below) && mounts_of(&pid.to_string()) == ours).then_some(pid)
        })
        .collect()
}

/// The mount namespace of a process.
fn mounts_of(process: &str) -> Option<std::path::PathBuf> {
    std::fs::read_link(format!("/proc/{process}/ns/mnt")).ok()
}

#[cfg(test)]
mod tests {
    use super::{Shell, Utf8Path, cmd, end, strays};

    /// `sleep` with a path in its command line, started by way of `before`.
    fn sleeper(dir: &str, before: &[&str]) -> u32 {
        let sh = Shell::new().expect("a shell");
        let name = format!("{dir}/bin/sleep");
        let script = "\"$@\" </dev/null >/dev/null 2>&1 & echo $!";
        let pid = cmd!(sh, "sh -c {script} start {before...} bash -c 'exec -a \"$0\" sleep 60' {name}").quiet().read();
        pid.expect("a process").trim().parse().expect("a pid")
    }

    #[test]
    fn a_stray_of_another_file_system_is_not_ours() {
        let dir = format!("/tmp/archwright-strays-{}", std::process::id());
        let found = || strays(&["sleep"], Utf8Path::new(&dir));
        let ours = sleeper(&dir, &[]);
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(5);
        while found().is_empty() && std::time::Instant::now() < deadline {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert_eq!(found(), [ours]);
        // As an ordinary user one may unshare mounts only together with users, and not on every machine.
        let theirs = sleeper(&dir, &["unshare", "--user", "--map-root-user", "--mount"]);
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert_eq!(found(), [ours]);
        end(ours).expect("an end");
        end(theirs).expect("an end");
        assert!(found().is_empty());
    }
}
