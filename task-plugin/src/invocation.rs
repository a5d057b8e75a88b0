//! How archwright is called in a project.

use crate::{Face, section};
use archwright_model::Command;
use std::fmt;

/// The command that the generated verbs call, before the verb: `cargo xtask` unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    command: String,
    choice: Choice,
}

/// Who chose the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// Nobody; it is chosen anew each time.
    Default,
    /// The user, with `--command`; the generated section remembers it.
    Said,
}

impl Invocation {
    /// The installed program instead of the project's own xtask.
    pub fn installed() -> Self {
        Self { command: "archwright".into(), choice: Choice::Default }
    }

    /// A command of the user's own, as it would be typed.
    pub fn said(command: impl Into<String>) -> Self {
        Self { command: command.into(), choice: Choice::Said }
    }

    /// What generates a face with this invocation, at a path that is not the usual one, whatever its section says now.
    pub(crate) fn generate(&self, face: Face, path: Option<&str>) -> String {
        let verb = Command::new("generate").arg(face.name());
        let verb = match path {
            None => verb,
            Some(path) => verb.args(["--path", path]),
        };
        let verb = match self.choice {
            Choice::Default => verb,
            Choice::Said => verb.args(["--command", &self.command]),
        };
        format!("{} {verb}", self.command)
    }

    /// The command that the user said when a file's section was generated; none if nobody did.
    pub(crate) fn of_section(text: &str, face: Face, path: Option<&str>) -> Option<Self> {
        let generator = section::generator(text)?;
        let verb = format!(" generate {} ", face.name());
        let mut said = generator.match_indices(&verb).map(|(at, _)| Self::said(&generator[..at]));
        said.find(|said| said.generate(face, path) == generator)
    }
}

impl Default for Invocation {
    fn default() -> Self {
        Self { command: "cargo xtask".into(), choice: Choice::Default }
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.command)
    }
}

#[cfg(test)]
mod tests {
    use super::Invocation;
    use crate::Face;
    use archwright_model::Project;

    #[test]
    fn a_section_remembers_what_was_said_and_not_what_was_chosen() {
        let project = Project::new("/src");
        for face in Face::ALL {
            for command in ["archwright", "cargo run -q -p tools --", "sh -c 'a `b` \\' generate make --command x"] {
                let said = Invocation::said(command);
                assert_eq!(Invocation::of_section(&face.render(&project, &said), face, None), Some(said), "{command}");
            }
            for default in [Invocation::default(), Invocation::installed()] {
                assert_eq!(Invocation::of_section(&face.render(&project, &default), face, None), None);
            }
            assert_eq!(Invocation::of_section("all:\n", face, None), None);
        }
    }
}
