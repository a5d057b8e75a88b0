//! What Cargo says beside its status lines: held back while it compiles, and told once, in one piece.

use archwright_plan::cli::{BuildCli, Tool};

/// The compiler's words so far.
#[derive(Debug, Default)]
pub(super) struct Diagnostics(Vec<String>);

/// More lines than anybody reads at the end of a run; what is beyond is told as it comes.
const HELD: usize = 400;

impl Diagnostics {
    /// Takes a line, or gives it back to be told now.
    pub(super) fn take<'a>(&mut self, line: &'a str) -> Option<&'a str> {
        if is_status(line) || self.0.len() == HELD {
            return Some(line);
        }
        self.0.push(line.to_owned());
        None
    }

    pub(super) fn into_lines(self) -> Vec<String> {
        self.0
    }

    /// What mends it, as far as the compiler's words say. They decide nothing else.
    pub(super) fn fix(&self, work: &BuildCli) -> String {
        let between = |before: &str, after: &str| {
            self.0.iter().find_map(|line| line.split_once(before)?.1.split_once(after).map(|(found, _)| found.to_owned()))
        };
        if let Some(linker) = between("linker `", "` not found") {
            let package = match linker.strip_suffix("-gcc") {
                Some(prefix) => format!("gcc-{}", prefix.replace('_', "-")),
                None => "gcc libc6-dev".into(),
            };
            return format!("install the linker `{linker}` (Debian: `apt-get install {package}`) and run again");
        }
        if self.0.iter().any(|line| line.contains("can't find crate for `std`") || line.contains("can't find crate for `core`")) {
            let triples: Vec<_> = work.builds.iter().map(|build| build.triple.as_str()).collect();
            return format!("run `rustup target add {}` for the toolchain that compiles", triples.join(" "));
        }
        if between("linking with `", "` failed").is_some() {
            let links = work.builds.iter().map(|build| match &build.tool {
                Some(Tool::Cargo { linker: Some(linker) }) => format!("{} by {linker}", build.triple),
                Some(Tool::Cargo { linker: None }) => format!("{} by the host's linker", build.triple),
                Some(Tool::Zigbuild | Tool::Cross) => format!("{} by {}", build.triple, build.tool.as_ref().map_or("", Tool::name)),
                None => format!("{} by nothing", build.triple),
            });
            let links: Vec<_> = links.collect();
            return format!("the linker lacks a library, or is another machine's ({}); mend it and run again", links.join(", "));
        }
        "mend what it says and run again; what is finished is not done again".into()
    }
}

/// Whether a line is one of Cargo's own, its verb right-aligned to twelve columns: `   Compiling clap v4.6.7`.
fn is_status(line: &str) -> bool {
    let Some((head, rest)) = line.split_at_checked(12) else { return false };
    let verb = head.trim_start();
    rest.starts_with(' ') && verb.starts_with(|first: char| first.is_ascii_uppercase()) && verb.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::is_status;

    #[test]
    fn status_lines_are_told_and_diagnostics_held() {
        for line in ["   Compiling clap v4.6.7", "    Finished `release` profile", "    Blocking waiting for file lock"] {
            assert!(is_status(line), "{line}");
        }
        for line in ["error: linker `cc` not found", "  --> src/main.rs:3:9", "", "warning: unused variable: `x`", "   |"] {
            assert!(!is_status(line), "{line}");
        }
    }
}
