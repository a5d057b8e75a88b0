//! What is tried of an image before its tags move, and what in it belongs to another platform on purpose.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr, time::Duration};

/// A command that is run in each platform of an image, by digest, before any tag moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Test {
    /// The program and its arguments, in place of the image's own entrypoint and command.
    pub command: Vec<String>,
    /// How long it may take on one platform.
    pub timeout: Timeout,
}

impl Test {
    /// A command with the usual time-out.
    pub fn new(command: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { command: command.into_iter().map(Into::into).collect(), timeout: Timeout::default() }
    }
}

/// A time that something may take: whole seconds, one at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timeout {
    seconds: u32,
}

impl Timeout {
    /// So many seconds.
    pub fn seconds(seconds: u32) -> Self {
        Self { seconds: seconds.max(1) }
    }

    /// As a duration.
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.seconds.into())
    }
}

impl Default for Timeout {
    /// Five minutes: what is emulated is slow.
    fn default() -> Self {
        Self { seconds: 300 }
    }
}

impl FromStr for Timeout {
    type Err = TimeoutError;

    /// `90s`, `5m`, `1h`.
    fn from_str(text: &str) -> Result<Self, TimeoutError> {
        let error = || TimeoutError(text.into());
        let unit = text.chars().last().ok_or_else(error)?;
        let factor = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => return Err(error()),
        };
        let number: u32 = text[..text.len() - 1].trim_end().parse().map_err(|_| error())?;
        let seconds = number.checked_mul(factor).filter(|seconds| *seconds > 0).ok_or_else(error)?;
        Ok(Self { seconds })
    }
}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.seconds {
            seconds if seconds % 3600 == 0 => write!(f, "{}h", seconds / 3600),
            seconds if seconds % 60 == 0 => write!(f, "{}m", seconds / 60),
            seconds => write!(f, "{seconds}s"),
        }
    }
}

/// A text that is no time-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeoutError(String);

impl TimeoutError {
    /// The number that was meant, if there is only a unit missing.
    pub(crate) fn near(&self) -> Option<String> {
        self.0.trim().parse::<u32>().ok().filter(|seconds| *seconds > 0).map(|seconds| format!("{seconds}s"))
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no time such as `90s`, `5m` or `1h`", self.0)
    }
}

impl std::error::Error for TimeoutError {}

/// Files of an image that belong to another platform, or to none, on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct AllowForeign {
    /// An absolute path in the image; `*` and `?` stay within one name, `**` crosses folders. What lies below a match is allowed too.
    pub path: String,
    /// Why they are there.
    pub why: String,
}

#[cfg(test)]
mod tests {
    use super::Timeout;

    #[test]
    fn times_are_read_as_they_are_shown() {
        for text in ["1s", "90s", "5m", "1h", "36h"] {
            assert_eq!(text.parse::<Timeout>().unwrap().to_string(), text);
        }
        assert_eq!("120s".parse::<Timeout>().unwrap().to_string(), "2m");
        for wrong in ["", "5", "0s", "-1m", "m", "1.5m", "5 min", "9999999h", "1ü"] {
            assert!(wrong.parse::<Timeout>().is_err(), "{wrong}");
        }
        assert_eq!("90".parse::<Timeout>().unwrap_err().near(), Some("90s".into()));
    }
}
