//! A run as a text that two machines agree on, compared with `expect/NAME.txt`.

use super::Ended;
use archwright_tests::expect;
use camino::Utf8Path;

/// Compares exit code, stdout and stderr with the expected ones.
#[track_caller]
pub fn check(name: &str, ended: &Ended) {
    let file = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/expect").join(format!("{name}.txt"));
    let code = ended.status.code().map_or_else(|| "none".into(), |code| code.to_string());
    let (stdout, stderr) = (normalised(&ended.stdout, &ended.root), normalised(&by_step(&ended.stderr), &ended.root));
    expect::check(&file, &format!("$ archwright {}\nexit {code}\n-- stdout\n{stdout}-- stderr\n{stderr}", ended.args.join(" ")));
}

/// With the sandbox's path, every duration, and the machine's own platform replaced.
pub fn normalised(text: &str, root: &Utf8Path) -> String {
    let text = text.replace(root.as_str(), "[sandbox]");
    let text = ["amd64", "arm64"].iter().fold(text, |text, arch| text.replace(&format!("\n  host linux/{arch}\n"), "\n  host [host]\n"));
    text.split_inclusive('\n').map(without_durations).collect()
}

/// `in 0.3 s` and `2 m 05 s` as `[time]`.
fn without_durations(line: &str) -> String {
    let mut words: Vec<&str> = line.split(' ').collect();
    let mut at = 0;
    while at + 1 < words.len() {
        let is_number = words[at].trim_start_matches('(').parse::<f64>().is_ok();
        let is_unit = words[at + 1].trim_end_matches(['\n', ')', ',']) == "s";
        if is_number && is_unit {
            words[at] = "[time]";
            let end = words[at + 1].trim_start_matches('s').to_owned();
            words.remove(at + 1);
            if end == "\n" {
                return format!("{}\n", words.join(" "));
            }
        }
        at += 1;
    }
    words.join(" ")
}

/// Steps run side by side: their lines, sorted by step, each step's in the order in which they came. Findings and faults,
/// which come at the end, stay there.
fn by_step(stderr: &str) -> String {
    let lines: Vec<&str> = stderr.split_inclusive('\n').collect();
    let is_fault = |line: &&str| line.starts_with("error: ") || line.starts_with("AW");
    let (talk, faults) = lines.split_at(lines.iter().position(is_fault).unwrap_or(lines.len()));
    let mut talk = talk.to_vec();
    talk.sort_by_key(|line| line.split([':', ' ']).next().unwrap_or_default());
    talk.concat() + &faults.concat()
}
