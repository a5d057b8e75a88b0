//! What holds for every answer to wrong input.

use super::case::{Case, DONE};
use camino::Utf8Path;

/// Words of Rust's and of no user's.
const OURS_ALONE: [&str; 14] = [
    "Some(",
    "None)",
    "Ok(",
    "Err(",
    "Os {",
    "Error {",
    "ParseIntError",
    "panicked",
    "unwrap",
    "RUST_BACKTRACE",
    "src/",
    ".rs:",
    "\\\"",
    "Utf8Path",
];

/// Words behind which it stands what would be right.
const RIGHT: [&str; 14] = [
    "; ",
    "did you mean",
    " takes ",
    "expected",
    "is none of",
    ": it ",
    "only letters",
    "known are",
    "joined by",
    " is not a number from ",
    " has 64 ",
    "name one, or leave it out",
    ": there are ",
    " such as ",
];

/// The rules that an answer breaks.
pub fn broken(case: &Case) -> impl Iterator<Item = &'static str> {
    let answer = case.answer.as_str();
    let code = answer.lines().next().and_then(|line| line.strip_prefix("exit ")?.parse::<u8>().ok());
    let talk: Vec<&str> = answer.lines().skip(1).collect();
    let faults: Vec<&&str> = talk.iter().filter(|line| line.starts_with("error: ")).collect();
    let is_list = faults.iter().any(|line| line.ends_with("in the configuration"));
    let problems: Vec<&&str> = talk.iter().filter(|line| is_place(line)).collect();
    // What is missing as a whole has no place.
    let of_file = code == Some(3) && !case.config.is_empty() && !answer.contains("  fix: add ");
    let has_fix = |line: &&&str| RIGHT.iter().any(|words| line.contains(words));
    let checks = [
        ("wrong input ends with 2, 3 or 4; what is no image with 9", matches!(code, Some(2..=4 | 9))),
        ("something is said", !talk.is_empty()),
        ("it begins with `error: `", faults.len() == 1 || faults.len() > 1 && talk.iter().any(|line| line.starts_with("  fix: "))),
        ("nothing is called an error twice", !answer.to_lowercase().contains("error: error")),
        ("no words of Rust's own", !OURS_ALONE.iter().any(|word| answer.contains(word))),
        ("a fix, or the nearest valid thing", is_list || talk.iter().any(|line| line.starts_with("  fix: ") || has_fix(&line))),
        ("each problem of a file has a fix", problems.iter().all(has_fix)),
        (
            "what is wrong in a file has its line and column",
            !of_file || talk.iter().any(|line| is_place(line.trim_start_matches("error: "))),
        ),
        ("nothing is done", !answer.contains(DONE)),
        ("no full stop at a line's end", !talk.iter().any(|line| line.ends_with('.') && !line.ends_with("..."))),
        ("no blank line", !talk.iter().any(|line| line.trim().is_empty())),
    ];
    checks.into_iter().filter_map(|(rule, kept)| (!kept).then_some(rule))
}

/// `FILE:LINE:COLUMN: …`
fn is_place(line: &str) -> bool {
    let mut parts = line.splitn(4, ':');
    let is_file = parts.next().is_some_and(|file| Utf8Path::new(file).extension() == Some("toml"));
    let mut number = || parts.next().is_some_and(|number| number.parse::<u32>().is_ok());
    is_file && number() && number()
}
