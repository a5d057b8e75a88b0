//! The Task face: Taskfile version 3, for go-task 3.39 or newer.

use crate::{
    Face, Invocation, Place, Verb, outcome, section, verbs,
    yaml::{scalar, untemplated},
};
use archwright_model::Project;

const FRAME: &str = "\
# The verbs of this project; `task` lists them. What stands outside the marked section is yours, and is kept.
version: \"3\"

tasks:
";

/// No key of a project has a colon in it, so this is never one of its verbs.
const RUN: &str = "archwright:run";

/// A new Taskfile with every verb of a project.
///
/// Flags go behind `--`: `task docker-build-noetl -- --platforms linux/arm64`, or into `ARGS`. Another program goes into
/// `ARCHWRIGHT`. go-task reads `{{` in any of them as the start of a template.
pub fn taskfile(project: &Project, invocation: &Invocation) -> String {
    render(project, invocation, Place::Own)
}

pub(crate) fn render(project: &Project, invocation: &Invocation, place: Place) -> String {
    let verbs: Vec<Verb> = verbs(project).into_iter().filter(|verb| place.shows(verb)).collect();
    let mut body = vec!["# Flags stand behind `--`: task docker-build -- --platforms linux/arm64 --push".to_owned()];
    if place == Place::Own && !verbs.iter().any(|verb| verb.name == "default") {
        body.extend(default_task());
    }
    for verb in &verbs {
        body.extend(task(verb, place, &verbs));
    }
    body.extend(run(invocation));
    format!("{FRAME}{}", section::marked("  ", &invocation.generate(Face::Task), &body))
}

/// Lists the tasks, those outside our section too.
fn default_task() -> Vec<String> {
    lines(&["default:", "  silent: true", "  dir: \"{{.TASKFILE_DIR}}\"", "  cmd: \"{{shellQuote .TASK_EXE}} --list\"", ""])
}

fn task(verb: &Verb, place: Place, all: &[Verb]) -> Vec<String> {
    let mut task = vec![format!("{}:", scalar(&verb.name)), format!("  desc: {}", scalar(&untemplated(&desc(verb))))];
    if let Some(alias) = alias(verb, all).filter(|_| place == Place::Own) {
        task.push(format!("  aliases: [{}]", scalar(alias)));
    }
    task.push("  cmds:".into());
    task.push(format!("    - task: {}", scalar(RUN)));
    task.push(format!("      vars: {{ VERB: {} }}", scalar(&verb.name)));
    task.push(String::new());
    task
}

fn desc(verb: &Verb) -> String {
    verb.operand.map_or(verb.help.clone(), |operand| format!("{}: task {} -- {operand}", verb.help, verb.name))
}

/// `build-noetl` for `docker-build-noetl`, unless that is a verb itself.
fn alias<'a>(verb: &'a Verb, all: &[Verb]) -> Option<&'a str> {
    let short = verb.name.strip_prefix("docker-").filter(|short| short.starts_with("build"))?;
    all.iter().all(|other| other.name != short).then_some(short)
}

/// The one task that calls archwright. It is quiet because archwright prints what it does.
fn run(invocation: &Invocation) -> Vec<String> {
    let mut task = lines(&[
        "# go-task turns every failure into 201 (`task -x` keeps it), so ours is printed first.",
        &format!("{}:", scalar(RUN)),
        "  internal: true",
        "  silent: true",
        "  dir: \"{{.TASKFILE_DIR}}\"",
        "  vars:",
        &format!("    ARCHWRIGHT: {}", scalar(&format!("{{{{.ARCHWRIGHT | default {}}}}}", template_string(&invocation.to_string())))),
        "  cmd: |",
        "    status=0",
        "    {{.ARCHWRIGHT}} {{.VERB}} {{.ARGS}} {{.CLI_ARGS}} || status=$?",
    ]);
    task.extend(outcome::lines().into_iter().map(|line| format!("    {line}")));
    task
}

/// A string of Go's template language.
fn template_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}
