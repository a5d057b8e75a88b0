//! Traps in command lines: failures that nobody sees, and builders of others.

use super::at;
use crate::cli::audit_dir::builds::commands::joined;
use archwright_model::Finding;
use archwright_plan::lint::kinds;
use camino::Utf8Path;

pub(super) fn traps(file: &str, text: &str) -> Vec<Finding> {
    let lines = joined(text);
    let mut found = Vec::new();
    // A runner is thrown away after the job, and its builders with it.
    let on_a_runner = file.starts_with(".github/") || file.ends_with(".gitlab-ci.yml") || file.ends_with("Jenkinsfile");
    let path = Utf8Path::new(file);
    let is_make = path.extension() == Some("mk") || path.file_name().is_some_and(|name| name.to_ascii_lowercase().contains("makefile"));
    for (index, (line, command)) in lines.iter().enumerate() {
        let mut swallowed = |message: &str| found.push(at(&kinds::FAILURE_SWALLOWED, file, *line, message.to_owned()));
        let command = command.trim();
        if is_build(command) {
            if ends_in_success(command) {
                swallowed("a build that fails succeeds here: what stands behind `||` always does");
            } else if is_make && command.starts_with('-') {
                swallowed("make goes on after this, whatever comes of it: the dash says so");
            } else if command.contains("&& break") && !fails_after(&lines, index) {
                swallowed("if every try fails, the loop ends with the success of its last command");
            } else if continues_on_error(&lines, index) {
                swallowed("`continue-on-error` makes the job green, whatever comes of this");
            }
        }
        let listed = command.split_once("buildx ls").map(|(_, rest)| rest).and_then(|rest| rest.split_once("grep"));
        if let Some((_, rest)) = listed
            && !rest.split_whitespace().take_while(|word| word.starts_with('-')).any(|flag| flag.contains(['w', 'x']))
            && !rest.contains(['^', '\\'])
        {
            let message = "this finds every builder whose name begins with or holds the wanted one".to_owned();
            found.push(at(&kinds::FOREIGN_BUILDER, file, *line, message));
        }
        let changes = command.contains("docker buildx use") || (command.contains("buildx create") && command.contains("--use"));
        if changes && !on_a_runner {
            let message = "this changes the user's current builder, for every project on the machine".to_owned();
            found.push(at(&kinds::FOREIGN_BUILDER, file, *line, message));
        }
    }
    found
}

fn is_build(command: &str) -> bool {
    let what =
        ["docker build ", "docker buildx build", "docker buildx bake", "docker push ", "imagetools create", "docker/build-push-action"];
    what.iter().any(|build| command.contains(build))
}

fn ends_in_success(command: &str) -> bool {
    let behind = command.rsplit("||").next().filter(|rest| rest.len() < command.len()).unwrap_or_default();
    let first = behind.split([';', '&', '|', ')', '}']).next().unwrap_or_default().trim().trim_matches(['"', '\'']);
    matches!(first, "true" | ":") || (first.starts_with("echo ") && !behind.contains("exit"))
}

/// Whether something behind a loop of tries can still fail: the loop's own end, or what checks it.
fn fails_after(lines: &[(usize, String)], index: usize) -> bool {
    let (_, command) = &lines[index];
    if command.contains("exit 1") || command.contains("false") {
        return true;
    }
    let mut body = lines[index + 1..].iter().map(|(_, line)| line.trim());
    let until_done: Vec<_> =
        if command.contains("done") { Vec::new() } else { body.clone().take_while(|line| !line.starts_with("done")).collect() };
    let behind = body.nth(until_done.len() + usize::from(!command.contains("done"))).unwrap_or_default();
    let fails = |line: &str| line.contains("exit 1") || line.contains("false") || line.contains("inspect") || line.contains("return 1");
    until_done.iter().any(|line| fails(line)) || fails(behind)
}

/// Whether the step of a workflow says so.
fn continues_on_error(lines: &[(usize, String)], index: usize) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let (_, command) = &lines[index];
    if !command.contains("uses:") {
        return false;
    }
    let begins = |line: &str| line.trim_start().starts_with("- ");
    let start = (0..=index).rev().find(|at| begins(&lines[*at].1)).unwrap_or(index);
    let depth = indent(&lines[start].1);
    let step = lines[start + 1..].iter().take_while(|(_, line)| line.trim().is_empty() || indent(line) > depth);
    step.chain([&lines[start]]).any(|(_, line)| line.trim().trim_start_matches("- ") == "continue-on-error: true")
}
