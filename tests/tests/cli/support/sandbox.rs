//! One test's folder: a project, fake programs on a bare `PATH`, a home, and nothing of this machine's.

use super::{Ended, Running};
use archwright_tests::{
    fake::{Call, PROGRAMS, Rule},
    process::Start,
    program::archwright,
};
use camino::{Utf8Path, Utf8PathBuf};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs, thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

pub struct Sandbox {
    root: Utf8PathBuf,
    env: BTreeMap<String, String>,
    _dir: TempDir,
}

/// A UI, a command line and the image that takes both.
const NOETL: &str = r#"[project]
registry = "registry.invalid/noetl"
platforms = ["linux/amd64", "linux/arm64"]
builder = "noetl-builder"
version = { file = "VERSION" }

[ui.web]
dir = "ui"
output = "dist"
copy-to = ["server/static"]
env = { VITE_API_BASE_URL = "/api" }

[cli.tool]
manifest = "tool/Cargo.toml"

[image.app]
needs = ["ui.web", "cli.tool"]
tags = ["{version}", "latest"]
"#;

impl Sandbox {
    /// A project of that configuration and a Dockerfile, every fake program, and a Docker server with the containerd store.
    pub fn new(config: &str) -> Self {
        let dir = tempfile::Builder::new().prefix("archwright-cli-").tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        let path = |name: &str| root.join(name).into_string();
        let env = [("PATH", path("bin")), ("HOME", path("home")), ("TERM", "dumb".into())].map(|(name, value)| (name.into(), value));
        let sandbox = Self { env: env.into(), _dir: dir, root };
        for name in ["bin", "home", "tools", "project"] {
            fs::create_dir(sandbox.root.join(name)).unwrap();
        }
        for name in PROGRAMS {
            std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_fake-tool"), sandbox.root.join("bin").join(name)).unwrap();
        }
        sandbox.tool("info.json", &docker_info().to_string());
        for triple in ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"] {
            sandbox.tool(&format!("sysroot/lib/rustlib/{triple}/lib/libstd-0123.rlib"), "");
        }
        sandbox.write("archwright.toml", config);
        sandbox.write("Dockerfile", "FROM scratch\n");
        sandbox
    }

    /// The usual project: a UI, a command line and an image.
    pub fn noetl() -> Self {
        let sandbox = Self::new(NOETL);
        sandbox.write("VERSION", "2.1.0\n");
        sandbox.write("tool/Cargo.toml", "[package]\nname = \"tool\"\n");
        sandbox.write("ui/package.json", "{ \"scripts\": { \"build\": \"vite build\" } }\n");
        sandbox.write("ui/package-lock.json", "{}\n");
        sandbox.write("ui/src/page.txt", "hello\n");
        sandbox
    }

    /// One image, for amd64 alone: no emulator of this machine matters.
    pub fn image() -> Self {
        Self::new(
            "[project]\nregistry = \"registry.invalid/noetl\"\nplatforms = [\"linux/amd64\"]\nbuilder = \"noetl-builder\"\n[image.app]\n",
        )
    }

    /// Without that program on the `PATH`.
    pub fn without(self, program: &str) -> Self {
        fs::remove_file(self.root.join("bin").join(program)).unwrap();
        self
    }

    /// With a variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    /// With what fakes do apart from their part, until the next call of this.
    pub fn rules(&self, rules: Value) {
        let rules: Vec<Rule> = serde_json::from_value(rules).unwrap();
        self.tool("rules.json", &serde_json::to_string(&rules).unwrap());
    }

    /// Writes a file that the fakes look at.
    pub fn tool(&self, name: &str, text: &str) {
        self.put(&self.root.join("tools").join(name), text);
    }

    /// What `docker info` answers, changed.
    pub fn docker_info(&self, change: impl FnOnce(&mut Value)) {
        let mut info = docker_info();
        change(&mut info);
        self.tool("info.json", &info.to_string());
    }

    /// Writes a file of the project.
    pub fn write(&self, name: &str, text: &str) {
        self.put(&self.path(name), text);
    }

    fn put(&self, file: &Utf8Path, text: &str) {
        assert!(file.starts_with(&self.root), "{file} is not in the sandbox");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// A file of the project.
    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}\n{}", self.listing()))
    }

    /// The last run's report.
    #[track_caller]
    pub fn report(&self) -> Value {
        serde_json::from_str(&self.read("target/archwright/report.json")).unwrap()
    }

    /// A path of the project.
    pub fn path(&self, name: &str) -> Utf8PathBuf {
        self.root.join("project").join(name)
    }

    /// The folder of everything.
    pub fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// Runs archwright in the project to its end.
    pub fn run(&self, args: &[&str]) -> Ended {
        self.start(args).wait()
    }

    /// Runs it in a folder of the project.
    pub fn run_in(&self, dir: &str, args: &[&str]) -> Ended {
        self.start_in(&self.path(dir), args).wait()
    }

    /// Starts it in a folder of the project.
    pub fn start_below(&self, dir: &str, args: &[&str]) -> Running<'_> {
        self.start_in(&self.path(dir), args)
    }

    /// Starts archwright in the project.
    pub fn start(&self, args: &[&str]) -> Running<'_> {
        self.start_in(&self.path(""), args)
    }

    /// Starts it as `nohup` does: with SIGHUP ignored.
    pub fn start_under_nohup(&self, args: &[&str]) -> Running<'_> {
        self.start_by("trap '' HUP; exec \"$0\" \"$@\"", args)
    }

    /// Starts it by a shell's script, in which `"$0" "$@"` is its command line.
    pub fn start_by(&self, script: &str, args: &[&str]) -> Running<'_> {
        let args: Vec<_> = ["-c", script, archwright().as_str()].iter().chain(args).map(|arg| (*arg).to_owned()).collect();
        Running::start(self, &Start { program: "/bin/sh", args: &args, dir: &self.path(""), env: &self.env })
    }

    fn start_in(&self, dir: &Utf8Path, args: &[&str]) -> Running<'_> {
        let args: Vec<_> = args.iter().map(|arg| (*arg).to_owned()).collect();
        Running::start(self, &Start { program: archwright().as_str(), args: &args, dir, env: &self.env })
    }

    /// What programs are given of an environment.
    pub(super) fn environment(&self) -> &BTreeMap<String, String> {
        &self.env
    }

    /// Waits until a fake sleeps, as a rule told it to.
    pub fn until_a_fake_sleeps(&self) {
        let begun = Instant::now();
        while !self.root.join("tools/asleep").exists() {
            assert!(begun.elapsed() < Duration::from_secs(60), "no fake fell asleep\n{}", self.listing());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// What the fakes were asked, in order.
    pub fn calls(&self) -> Vec<Call> {
        let log = fs::read_to_string(self.root.join("tools/log")).unwrap_or_default();
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The same as lines.
    pub fn log(&self) -> Vec<String> {
        self.calls().iter().map(Call::line).collect()
    }

    /// Forgets what the fakes were asked.
    pub fn forget(&self) {
        let _ = fs::remove_file(self.root.join("tools/log"));
    }

    /// The grandchild that a fake left behind, while it lives.
    pub fn grandchild_lives(&self) -> bool {
        let pid = fs::read_to_string(self.root.join("tools/grandchild")).unwrap_or_else(|_| panic!("no grandchild was started"));
        let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        let lives = || {
            // Somebody has to collect it; until then it is dead all the same.
            let state = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
            test_kill_process(pid).is_ok() && !state.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z')
        };
        // A signal that was sent takes a moment to arrive on a busy machine.
        let patience = Instant::now() + Duration::from_secs(2);
        while lives() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(20));
        }
        lives()
    }

    /// Every file but the fakes' own, by name.
    pub fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        for dir in ["project", "home", "elsewhere"] {
            walk(&self.root.join(dir), &mut files);
        }
        let own = files.iter().filter_map(|file| file.strip_prefix(&self.root).ok());
        let mut names: Vec<_> = own.filter(|name| !name.as_str().contains("/blobs/")).map(Utf8Path::to_string).collect();
        names.sort();
        names
    }

    /// All that a failed test has to show.
    pub fn listing(&self) -> String {
        format!("files:\n  {}\nasked:\n  {}", self.files().join("\n  "), self.log().join("\n  "))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // What a failed test leaves behind: the grandchild, known by its file.
        let pid = fs::read_to_string(self.root.join("tools/grandchild")).ok().and_then(|text| text.trim().parse().ok());
        if let Some(pid) = pid.and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

fn walk(dir: &Utf8Path, files: &mut Vec<Utf8PathBuf>) {
    let Ok(entries) = dir.read_dir_utf8() else { return };
    for entry in entries.flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(entry.path(), files),
            _ => files.push(entry.into_path()),
        }
    }
}

/// As Docker 28 answers `docker info --format '{{json .}}'`, as far as anybody looks.
fn docker_info() -> Value {
    let kernel = |file: &str| fs::read_to_string(format!("/proc/sys/kernel/{file}")).unwrap_or_default().trim().to_owned();
    json!({
        "KernelVersion": kernel("osrelease"),
        "Name": kernel("hostname"),
        "ServerVersion": "28.5.1",
        "OSType": "linux",
        "Architecture": "x86_64",
        "DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]],
        "RegistryConfig": { "IndexConfigs": { "docker.io": { "Secure": true } }, "Mirrors": null },
        "ClientInfo": { "Version": "28.5.1", "Context": "default", "Plugins": [{ "Name": "buildx", "Version": "v0.29.1" }] },
    })
}
