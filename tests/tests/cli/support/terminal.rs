//! A pseudo-terminal, and archwright on it.

use super::{Sandbox, screen::Screen};
use archwright_tests::{
    process::{self, Start},
    program::archwright,
};
use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Termios, Winsize, tcgetattr, tcsetwinsize},
};
use std::{
    fs::File,
    io::{Read as _, Write as _},
    process::{Child, ExitStatus},
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// archwright with keyboard and stderr on a terminal, and stdout elsewhere.
pub struct OnTerminal {
    keyboard: File,
    line: File,
    before: Termios,
    child: Child,
    written: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
    columns: u16,
}

/// What is left of it.
pub struct Left {
    pub status: ExitStatus,
    pub stdout: String,
    /// All that was written to the terminal.
    pub written: String,
    pub screen: Screen,
}

/// util-linux's: its own session with the terminal as its own is what makes Ctrl-C a signal.
const SETSID: &str = "/usr/bin/setsid";

impl OnTerminal {
    pub fn start(sandbox: &Sandbox, args: &[&str], columns: u16) -> Self {
        let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&keyboard).unwrap();
        unlockpt(&keyboard).unwrap();
        let name = ptsname(&keyboard, Vec::new()).unwrap().into_string().unwrap();
        let line = File::options().read(true).write(true).open(name).unwrap();
        tcsetwinsize(&line, Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let before = tcgetattr(&line).unwrap();
        let args: Vec<_> = ["--ctty", archwright().as_str()].iter().chain(args).map(|arg| (*arg).to_owned()).collect();
        let dir = sandbox.path("");
        let start = Start { program: SETSID, args: &args, dir: &dir, env: sandbox.environment() };
        let child = process::start_on(&start, &line).unwrap_or_else(|error| panic!("{SETSID} of util-linux is needed: {error}"));
        let keyboard = File::from(keyboard);
        let mut screen = keyboard.try_clone().unwrap();
        let written = Arc::new(Mutex::new(Vec::new()));
        let all = Arc::clone(&written);
        let reader = thread::spawn(move || {
            let mut part = [0; 4096];
            // Once nobody has the other end any more, reading fails.
            while let Ok(count @ 1..) = screen.read(&mut part) {
                all.lock().unwrap().extend(&part[..count]);
            }
        });
        Self { keyboard, line, before, child, written, reader, columns }
    }

    /// What it shows now, between two drawings.
    pub fn screen(&self) -> Screen {
        let now = || self.written.lock().unwrap().clone();
        let mut written = now();
        loop {
            thread::sleep(Duration::from_millis(15));
            let later = now();
            if later == written {
                return Screen::of(self.columns.into(), &String::from_utf8_lossy(&written));
            }
            written = later;
        }
    }

    /// Presses a key.
    pub fn types(&mut self, key: &str) {
        self.keyboard.write_all(key.as_bytes()).unwrap();
    }

    /// Waits for its end; the terminal's modes are as they were.
    pub fn wait(mut self) -> Left {
        let begun = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if begun.elapsed() > Duration::from_secs(60) {
                let _ = self.child.kill();
            }
            thread::sleep(Duration::from_millis(5));
        };
        let after = tcgetattr(&self.line).unwrap();
        let modes = |termios: &Termios| (termios.input_modes, termios.output_modes, termios.control_modes, termios.local_modes);
        assert_eq!(modes(&after), modes(&self.before), "the terminal's modes");
        let mut stdout = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        drop(self.line);
        self.reader.join().unwrap();
        let written = String::from_utf8_lossy(&self.written.lock().unwrap()).into_owned();
        let screen = Screen::of(self.columns.into(), &written);
        Left { status, stdout, written, screen }
    }
}
