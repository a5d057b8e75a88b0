//! Counters of failures that end the script at the first one.

use super::at;
use archwright_model::Finding;
use archwright_plan::lint::kinds;

/// `((failed++))` is a failure itself while `failed` is 0, and what is told to end at a failure ends there.
pub(super) fn traps(file: &str, text: &str) -> Vec<Finding> {
    if !ends_at_failures(file, text) {
        return Vec::new();
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
    let counted = lines.filter_map(|(index, line)| Some((index + 1, counted(line)?)));
    let first = counted.filter(|(_, name)| begins_at_zero(text, name));
    let told = |(line, name): (usize, &str)| {
        let message =
            format!("`(({name}++))` is a failure while `{name}` is 0, and the script ends at failures: nothing behind it is tried");
        at(&kinds::FATAL_COUNTER, file, line, message)
    };
    first.map(told).collect()
}

/// Scripts that say so, and the steps of workflows, which GitHub's runner runs by `bash -e`.
fn ends_at_failures(file: &str, text: &str) -> bool {
    let is_set = |sign: char| text.lines().map(str::trim).any(|line| sets(line, sign));
    let by_shebang = text.lines().next().is_some_and(|line| line.starts_with("#!") && line.contains("bash -e"));
    let by_runner = file.starts_with(".github/workflows/");
    (is_set('-') || by_shebang || by_runner) && !is_set('+')
}

/// `set -e`, `set -euo pipefail`, `set -o errexit`; with `+` the opposite.
fn sets(line: &str, sign: char) -> bool {
    let Some(words) = line.strip_prefix("set ") else { return false };
    let mut words = words.split(|c: char| c.is_whitespace() || c == ';');
    words.any(|word| {
        let flags = word.strip_prefix(sign);
        flags.is_some_and(|flags| flags.chars().all(|c| c.is_ascii_alphabetic()) && flags.contains('e'))
            || (word == "errexit" && sign == '-')
    })
}

/// The name that a line counts up by a command of its own, whose failure nothing catches.
fn counted(line: &str) -> Option<&str> {
    let (before, rest) = line.split_once("((")?;
    let (inner, behind) = rest.split_once("))")?;
    let name = inner.trim().strip_suffix("++")?.trim();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let begins = ["", ";", "then", "else", "do", "{", "&&", "||"].iter().any(|end| {
        let before = before.trim_end();
        if end.is_empty() { before.trim().is_empty() } else { before.ends_with(end) }
    });
    let behind = behind.trim_start();
    let ends = behind.is_empty() || behind.starts_with([';', '#', '}']);
    (is_name && begins && ends).then_some(name)
}

/// Whether the text sets it to 0, as whoever counts does.
fn begins_at_zero(text: &str, name: &str) -> bool {
    let assignment = format!("{name}=0");
    text.match_indices(&assignment).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == ';');
        let behind = text[at + assignment.len()..].chars().next().is_none_or(|c| !c.is_ascii_alphanumeric());
        before && behind
    })
}

#[cfg(test)]
mod tests {
    use super::traps;

    fn lines(file: &str, text: &str) -> Vec<usize> {
        traps(file, text).iter().filter_map(|finding| Some(finding.position?.line)).collect()
    }

    #[test]
    fn f16_a_count_of_failures_that_ends_the_script() {
        let script = "#!/usr/bin/env bash\nset -euo pipefail\nlocal failed=0\nfor b in redis kafka; do\n  if ! build $b; then\n    ((failed++))\n  fi\n  build $b || ((failed++)) # one more\ndone\n";
        assert_eq!(lines("x.sh", script), [6, 8]);
        assert_eq!(lines("x.sh", &script.replace("set -euo", "set -uo")), [0; 0]);
        assert_eq!(lines("x.sh", &(script.to_owned() + "set +e\n")), [0; 0]);
        assert_eq!(lines("x.sh", &script.replace("failed=0", "failed=1")), [0; 0]);
        assert_eq!(lines(".github/workflows/x.yml", &script.replace("set -euo pipefail", "")), [6, 8]);
    }

    #[test]
    fn counts_that_end_nothing() {
        for line in [
            "((failed++)) || true",
            "((++failed))",
            "((failed += 1))",
            "failed=$((failed + 1))",
            "if ((failed++)); then",
            "for ((failed=0; failed<3; failed++)); do",
            "# ((failed++))",
        ] {
            assert_eq!(lines("x.sh", &format!("set -e\nfailed=0\n{line}\n")), [0; 0], "{line}");
        }
    }
}
