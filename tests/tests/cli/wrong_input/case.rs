//! One row: a project, a command line, and the answer.

use crate::support::{Sandbox, normalised};
use std::fmt;

/// A row. Written as its name, the text of `archwright.toml` (the usual one if there is none), other files each behind `@ NAME`, the
/// command line with its variables and `in:FOLDER` in front, and what it answers.
#[derive(Debug, Clone, Default)]
pub struct Case {
    pub name: String,
    pub config: String,
    pub files: Vec<(String, String)>,
    pub command: String,
    /// The words of the command behind variables and folder.
    pub args: Vec<String>,
    /// `exit CODE`, and what is said on stderr.
    pub answer: String,
}

/// The usual project: a UI, a command line, images with and without variants, targets.
const USUAL: &str = r#"[project]
registry = "registry.invalid/noetl"
platforms = ["linux/amd64", "linux/arm64"]
version = { file = "VERSION" }

[ui.web]
dir = "ui"

[cli.tool]
manifest = "tool/Cargo.toml"

[image.app]
tags = ["{version}", "latest"]

[image.queue.variant.plain]
suffix = ""

[image.queue.variant.redis]

[target.release]
images = ["app"]
output = "push"
"#;

/// What a line begins with that tells of something done, where nothing should be.
pub const DONE: &str = "!! it ";

impl Case {
    pub fn read(text: &str) -> Self {
        let mut case = Self::default();
        let mut lines = text.lines();
        lines.next().unwrap_or_default().clone_into(&mut case.name);
        for line in lines {
            if !case.command.is_empty() {
                case.answer.push_str(line);
                case.answer.push('\n');
            } else if let Some(command) = line.strip_prefix("$ ").or_else(|| (line == "$").then_some("")) {
                case.command = format!("{command} ");
            } else if let Some(file) = line.strip_prefix("@ ") {
                case.files.push((file.to_owned(), String::new()));
            } else {
                let into = case.files.last_mut().map_or(&mut case.config, |(_, text)| text);
                into.push_str(line);
                into.push('\n');
            }
        }
        case.command = case.command.trim_end().to_owned();
        case.answer = case.answer.trim_end().to_owned() + "\n";
        case.args = case.words().into_iter().skip_while(|word| is_variable(word) || word.starts_with("in:")).collect();
        case
    }

    /// The command's words; `'` keeps blanks together.
    fn words(&self) -> Vec<String> {
        let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
        for c in self.command.chars() {
            match c {
                '\'' => {
                    quoted = !quoted;
                    word.get_or_insert_default();
                }
                ' ' if !quoted => words.extend(word.take()),
                c => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        words
    }

    /// Runs it, and gives its answer in full.
    pub fn run(&self) -> String {
        let mut sandbox = Sandbox::noetl();
        sandbox.write("archwright.toml", if self.config.trim().is_empty() { USUAL } else { &self.config });
        for (file, text) in &self.files {
            sandbox.write(file, text);
        }
        let mut folder = String::new();
        for word in self.words().into_iter().take_while(|word| is_variable(word) || word.starts_with("in:")) {
            match (word.strip_prefix("in:"), word.split_once('=')) {
                (Some(dir), _) => dir.clone_into(&mut folder),
                (None, Some((name, value))) => sandbox = sandbox.env(name, value),
                (None, None) => {}
            }
        }
        let before = sandbox.files();
        let args: Vec<_> = self.args.iter().map(String::as_str).collect();
        let ended = sandbox.run_in(&folder, &args);
        let touched: Vec<_> =
            sandbox.files().into_iter().filter(|file| !before.contains(file) && !file.contains("target/archwright/")).collect();
        let is_work = |call: &&String| ["buildx create", "bake", "npm", "cargo build"].iter().any(|work| call.contains(work));
        let worked: Vec<_> = sandbox.log().iter().filter(is_work).cloned().collect();
        let done = [
            ("prints", ended.stdout.lines().next().map(str::to_owned)),
            ("leaves", touched.first().cloned()),
            ("does", worked.first().cloned()),
        ];
        let done: String = done.into_iter().filter_map(|(what, thing)| Some(format!("{DONE}{what} {}\n", thing?))).collect();
        let code = ended.status.code().map_or_else(|| "none".into(), |code| code.to_string());
        format!("exit {code}\n{}{done}", normalised(&ended.stderr, &ended.root))
    }
}

fn is_variable(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "== {}\n{}", self.name, self.config)?;
        self.files.iter().try_for_each(|(file, text)| write!(f, "@ {file}\n{text}"))?;
        write!(f, "$ {}\n{}", self.command, self.answer)
    }
}
