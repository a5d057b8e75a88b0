//! JSON values out of a stream of lines.
//!
//! buildx writes one value per line with `--progress=rawjson` since 0.14, and the same values indented over many lines before;
//! its closing words stand between them as plain text.

use serde::Deserialize;

/// Collects lines into values.
#[derive(Debug, Default)]
pub(super) struct Values {
    open: String,
}

/// What a line gave.
#[derive(Debug)]
pub(super) enum Read {
    /// A whole value.
    Value(SolveStatus),
    /// A piece of one.
    Part,
    /// No JSON.
    Text(String),
}

impl Values {
    pub(super) fn push(&mut self, line: &str) -> Read {
        if self.open.is_empty() && !line.starts_with('{') {
            return Read::Text(line.to_owned());
        }
        self.open.push_str(line);
        self.open.push('\n');
        // A value ends on a line that closes it: the whole line, or a brace at its very start.
        if !line.ends_with('}') || (line.starts_with([' ', '\t'])) {
            return Read::Part;
        }
        match serde_json::from_str(&self.open) {
            Ok(status) => {
                self.open.clear();
                Read::Value(status)
            }
            Err(error) if error.is_eof() => Read::Part,
            Err(_) => Read::Text(std::mem::take(&mut self.open).trim_end().to_owned()),
        }
    }
}

/// BuildKit's `client.SolveStatus`, as far as we care; times may be of the year 1.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SolveStatus {
    #[serde(default)]
    pub(super) vertexes: Vec<Vertex>,
    #[serde(default)]
    pub(super) logs: Vec<Log>,
}

/// One operation of a build.
#[derive(Debug, Deserialize)]
pub(super) struct Vertex {
    pub(super) digest: String,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) started: Option<String>,
    #[serde(default)]
    pub(super) completed: Option<String>,
    #[serde(default)]
    pub(super) cached: bool,
    #[serde(default)]
    pub(super) error: String,
}

/// Something that an operation printed, in base64.
#[derive(Debug, Deserialize)]
pub(super) struct Log {
    pub(super) vertex: String,
    #[serde(default)]
    pub(super) data: String,
}

#[cfg(test)]
mod tests {
    use super::{Read, Values};

    fn read(lines: &str) -> Vec<String> {
        let mut values = Values::default();
        let words = lines.lines().filter_map(|line| match values.push(line) {
            Read::Value(status) => Some(format!("value {}", status.vertexes.len())),
            Read::Text(text) => Some(format!("text {text}")),
            Read::Part => None,
        });
        words.collect()
    }

    #[test]
    fn values_are_read_from_one_line_or_many_with_words_between() {
        let one = r#"{"vertexes":[{"digest":"sha256:a","name":"x"}]}"#;
        let many = "{\n  \"vertexes\": [\n    {\n      \"digest\": \"sha256:a\"\n    }\n  ]\n}";
        assert_eq!(read(&format!("{one}\nERROR: no\n{many}\n{{}}")), ["value 1", "text ERROR: no", "value 1", "value 0"]);
        assert_eq!(read("{broken}"), ["text {broken}"]);
    }
}
