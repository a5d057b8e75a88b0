//! A command as a value: what is run, where, with which changes to the environment, and what of it is secret.

mod quote;

use crate::secret::{MASK, holds_a_secret};
use camino::Utf8PathBuf;
use quote::quoted;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Write as _};

/// One argument, or the value of one environment variable.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arg {
    /// Printed as it is.
    Plain(String),
    /// Given to the process, shown as `***` everywhere else.
    #[serde(skip_deserializing)]
    Secret(#[serde(serialize_with = "masked")] String),
}

impl fmt::Debug for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.shown(), f)
    }
}

impl Arg {
    /// The value of a variable or a build argument: secret if its name says so.
    pub fn named(name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if holds_a_secret(name, &value) { Self::Secret(value) } else { Self::Plain(value) }
    }

    /// What the process gets.
    pub fn expose(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Secret(text) => text,
        }
    }

    /// What everybody else may see.
    pub fn shown(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(_) => MASK,
        }
    }
}

fn masked<S: serde::Serializer>(_: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(MASK)
}

/// A process to start. Never a shell line; its [`Display`](fmt::Display) is what a person could paste into one.
///
/// ```
/// use archwright_model::Command;
/// let command = Command::new("npm").arg("run").arg("build").dir("ui src").env("API", "/api");
/// assert_eq!(command.to_string(), "(cd 'ui src' && API=/api npm run build)");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Command {
    /// The program: a name that PATH is asked for, or a path.
    pub program: String,
    /// Its arguments.
    #[serde(default)]
    pub args: Vec<Arg>,
    /// Variables set on top of the environment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env: Vec<(String, Arg)>,
    /// Variables taken out of the environment; a name that ends in `*` takes all that start so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env_remove: Vec<String>,
    /// Variables that stay, whatever is taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub env_keep: Vec<String>,
    /// The directory it runs in, where that is not the project's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dir: Option<Utf8PathBuf>,
    /// What it reads; nothing if unset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stdin: Option<String>,
}

impl Command {
    /// A command without arguments.
    pub fn new(program: impl Into<String>) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            env: Vec::new(),
            env_remove: Vec::new(),
            env_keep: Vec::new(),
            dir: None,
            stdin: None,
        }
    }

    /// With one more argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(Arg::Plain(arg.into()));
        self
    }

    /// With more arguments.
    #[must_use]
    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|arg| Arg::Plain(arg.into())));
        self
    }

    /// With an argument that is never shown.
    #[must_use]
    pub fn secret_arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(Arg::Secret(arg.into()));
        self
    }

    /// With a variable set.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.push((name.into(), Arg::Plain(value.into())));
        self
    }

    /// With a variable set whose value is never shown.
    #[must_use]
    pub fn secret_env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.env.push((name.into(), Arg::Secret(value.into())));
        self
    }

    /// With a variable set whose value is not shown if it is secret by the variable's name.
    #[must_use]
    pub fn named_env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        let value = Arg::named(&name, value);
        self.env.push((name, value));
        self
    }

    /// With a variable, or all that start with `PREFIX*`, taken out.
    #[must_use]
    pub fn env_remove(mut self, name: impl Into<String>) -> Self {
        self.env_remove.push(name.into());
        self
    }

    /// With a variable that stays, whatever is taken out.
    #[must_use]
    pub fn env_keep(mut self, name: impl Into<String>) -> Self {
        self.env_keep.push(name.into());
        self
    }

    /// Whether a variable of the environment is taken out.
    pub fn removes(&self, name: &str) -> bool {
        let matches = |pattern: &String| pattern.strip_suffix('*').map_or(name == pattern, |prefix| name.starts_with(prefix));
        self.env_remove.iter().any(matches) && !self.env_keep.iter().any(|kept| kept == name)
    }

    /// In that directory.
    #[must_use]
    pub fn dir(mut self, dir: impl Into<Utf8PathBuf>) -> Self {
        self.dir = Some(dir.into());
        self
    }

    /// Reading that text.
    #[must_use]
    pub fn stdin(mut self, text: impl Into<String>) -> Self {
        self.stdin = Some(text.into());
        self
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = String::new();
        for (name, value) in &self.env {
            write!(line, "{name}={} ", quoted(value.shown()))?;
        }
        line.push_str(&quoted(&self.program));
        for arg in &self.args {
            write!(line, " {}", quoted(arg.shown()))?;
        }
        match &self.dir {
            Some(dir) => write!(f, "(cd {} && {line})", quoted(dir.as_str())),
            None => f.write_str(&line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_given_and_never_shown() {
        let command = Command::new("login").secret_arg("hunter2").secret_env("TOKEN", "hunter3");
        assert_eq!(command.to_string(), "TOKEN='***' login '***'");
        let json = serde_json::to_string(&command).unwrap();
        assert!(!json.contains("hunter"), "{json}");
        assert!(!format!("{command:?}").contains("hunter"), "{command:?}");
        assert_eq!(command.args[0].expose(), "hunter2");
    }

    #[test]
    fn what_is_kept_is_not_removed() {
        let command = Command::new("docker").env_remove("BUILDX_*").env_remove("SOURCE_DATE_EPOCH").env_keep("BUILDX_CONFIG");
        let removed = ["BUILDX_BUILDER", "BUILDX_CONFIG_2", "SOURCE_DATE_EPOCH", "BUILDX_CONFIG", "SOURCE_DATE_EPOCH_2", "PATH"];
        assert_eq!(removed.map(|name| command.removes(name)), [true, true, true, false, false, false]);
    }

    #[test]
    fn words_are_quoted_for_a_shell() {
        let command = Command::new("echo").args(["it's", "", "a b", "x=1", "$HOME"]).arg("\u{1b}[1m");
        assert_eq!(command.to_string(), r#"echo 'it'\''s' '' 'a b' x=1 '$HOME' "$(printf '\033[1m')""#);
    }
}
