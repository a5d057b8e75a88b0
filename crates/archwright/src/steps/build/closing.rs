//! buildx's closing words: where in a Dockerfile BuildKit failed. They tell the reader where to look; nothing is decided by them.
//!
//! The same in buildx 0.13 and 0.29: `Dockerfile:12`, a rule, the lines around it with `>>>` before those that are meant, a rule,
//! `ERROR: target NAME: failed to solve: WHY` (0.13 leaves the target out).

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Closing {
    /// `NAME:LINE` on a line of its own; meant only if a rule follows.
    heading: Option<(String, u32)>,
    at: Option<(String, u32)>,
    marked: Vec<String>,
    target: Option<String>,
    why: Option<String>,
}

impl Closing {
    pub(super) fn take(&mut self, text: &str) {
        let is_rule = text.len() >= 20 && text.bytes().all(|byte| byte == b'-');
        if is_rule && self.at.is_none() {
            self.at = self.heading.take();
        } else if let Some((_, line)) = text.split_once(" | >>>") {
            self.marked.push(line.trim().to_owned());
        } else if let Some(error) = text.strip_prefix("ERROR: ") {
            let (target, error) = match error.strip_prefix("target ").and_then(|rest| rest.split_once(": ")) {
                Some((target, rest)) => (Some(target.to_owned()), rest),
                None => (None, error),
            };
            (self.target, self.why) = (target, error.strip_prefix("failed to solve: ").map(str::to_owned));
        }
        self.heading = text.rsplit_once(':').and_then(|(file, line)| Some((file.to_owned(), line.parse().ok()?)));
    }

    /// The Dockerfile's name, without its folder, and the line.
    pub(super) fn at(&self) -> Option<(&str, u32)> {
        self.at.as_ref().map(|(file, line)| (file.as_str(), *line))
    }

    /// The instruction, on one line.
    pub(super) fn instruction(&self) -> String {
        let lines = self.marked.iter().map(|line| line.strip_suffix('\\').unwrap_or(line));
        lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }

    /// The bake target that failed.
    pub(super) fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }

    /// Why it failed, in BuildKit's words.
    pub(super) fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::Closing;

    fn read(words: &str) -> Closing {
        let mut closing = Closing::default();
        words.lines().for_each(|line| closing.take(line));
        closing
    }

    #[test]
    fn place_instruction_and_target_are_read() {
        let closing = read(
            "dev.Dockerfile:12\n--------------------\n  11 |     WORKDIR /app\n  12 | >>> RUN echo one && \\\n  13 | >>>     nosuch --flag\n  14 |\n--------------------\nERROR: target app-linux-amd64: failed to solve: no: luck\n",
        );
        assert_eq!(closing.at(), Some(("dev.Dockerfile", 12)));
        assert_eq!(closing.instruction(), "RUN echo one && nosuch --flag");
        assert_eq!((closing.target(), closing.why()), (Some("app-linux-amd64"), Some("no: luck")));
    }

    #[test]
    fn other_words_have_no_place() {
        let closing = read("see 127.0.0.1:5005\nERROR: failed to solve: it is: late\n");
        assert_eq!(closing.at(), None);
        assert_eq!((closing.target(), closing.why()), (None, Some("it is: late")));
        assert_eq!(read("ERROR: no builder \"x\" found").why(), None);
    }
}
