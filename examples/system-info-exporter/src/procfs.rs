//! What the kernel says about the machine, below `/proc`.
//!
//! Uptime, load, memory and kernel release are not namespaced: in a container they are the node's.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// The state of the machine at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub uptime_seconds: f64,
    /// Averages over 1, 5 and 15 minutes.
    pub load: [f64; 3],
    pub memory_total_bytes: u64,
    /// What new programs could take without swapping: free memory and caches that can go.
    pub memory_available_bytes: u64,
    pub kernel: String,
}

impl Sample {
    /// Reads the files below `proc`, which is `/proc` except in tests.
    pub fn read(proc: &Path) -> Result<Self, ReadError> {
        let uptime = File::read(proc, "uptime")?;
        let loadavg = File::read(proc, "loadavg")?;
        let meminfo = File::read(proc, "meminfo")?;
        let kernel = File::read(proc, "sys/kernel/osrelease")?;
        Ok(Self {
            uptime_seconds: uptime.number(0)?,
            load: [loadavg.number(0)?, loadavg.number(1)?, loadavg.number(2)?],
            memory_total_bytes: meminfo.kibibytes("MemTotal")?,
            memory_available_bytes: meminfo.kibibytes("MemAvailable")?,
            kernel: kernel.text.trim().to_owned(),
        })
    }
}

struct File {
    path: PathBuf,
    text: String,
}

impl File {
    fn read(proc: &Path, name: &str) -> Result<Self, ReadError> {
        let path = proc.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self { path, text }),
            Err(error) => Err(ReadError { path, reason: error.to_string() }),
        }
    }

    /// The number in the given column, counted from 0.
    fn number(&self, column: usize) -> Result<f64, ReadError> {
        self.text
            .split_whitespace()
            .nth(column)
            .and_then(|word| word.parse().ok())
            .ok_or_else(|| self.error(format!("no number in column {}", column + 1)))
    }

    /// The value of a line such as `MemTotal:       16318480 kB`, in bytes. The kernel's `kB` are 1024 bytes.
    fn kibibytes(&self, key: &str) -> Result<u64, ReadError> {
        self.text
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| *name == key)
            .and_then(|(_, value)| value.trim().strip_suffix(" kB")?.parse::<u64>().ok())
            .map(|kibibytes| kibibytes * 1024)
            .ok_or_else(|| self.error(format!("no value for {key}")))
    }

    fn error(&self, reason: String) -> ReadError {
        ReadError { path: self.path.clone(), reason }
    }
}

/// A file below `/proc` is missing or reads differently than expected.
#[derive(Debug)]
pub struct ReadError {
    path: PathBuf,
    reason: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_files_are_understood() {
        let proc = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proc");
        let sample = Sample::read(&proc).unwrap();
        assert_eq!(
            sample,
            Sample {
                uptime_seconds: 350735.47,
                load: [0.2, 0.18, 0.12],
                memory_total_bytes: 16_318_480 * 1024,
                memory_available_bytes: 12_345_678 * 1024,
                kernel: "6.1.0-18-arm64".into(),
            }
        );
    }

    #[test]
    fn an_error_names_the_file() {
        let error = Sample::read(Path::new("/nonexistent")).unwrap_err();
        assert!(error.to_string().starts_with("/nonexistent/uptime: "), "{error}");

        let file = File { path: "/proc/meminfo".into(), text: "MemTotal: many kB\n".into() };
        assert_eq!(file.kibibytes("MemTotal").unwrap_err().to_string(), "/proc/meminfo: no value for MemTotal");
        let file = File { path: "/proc/loadavg".into(), text: "0.20\n".into() };
        assert_eq!(file.number(1).unwrap_err().to_string(), "/proc/loadavg: no number in column 2");
    }
}
