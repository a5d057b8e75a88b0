//! The Task face: Taskfile version 3, for go-task 3.39 or newer.

use crate::{
    Face, Invocation, Place, Verb, outcome,
    own::Taken,
    parameter, section,
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
/// Flags go behind `--`: `task docker-build-noetl -- --platforms linux/arm64`, or into `ARGS`; variables become flags too:
/// `task docker-build-noetl PLATFORMS=linux/arm64`. Another program goes into `ARCHWRIGHT`. go-task reads `{{` in any of them as the
/// start of a template.
pub fn taskfile(project: &Project, invocation: &Invocation) -> String {
    Face::Task.render(project, invocation)
}

pub(crate) fn render(project: &Project, verbs: &[Verb], invocation: &Invocation, place: Place, taken: &Taken) -> String {
    let mut body = lines(&[
        "# Flags stand behind `--`, and variables become flags: task docker-build -- --platforms linux/arm64 --push",
        "#                                                      task docker-build PLATFORMS=linux/arm64 PUSH=true",
    ]);
    if place == Place::Own && !verbs.iter().any(|verb| verb.name == "default") {
        body.extend(default_task());
    }
    for verb in verbs {
        body.extend(task(verb, place, verbs));
    }
    body.extend(run(project, invocation, taken));
    format!("{FRAME}{}", section::marked("  ", &invocation.generate(Face::Task, None), &body))
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
fn run(project: &Project, invocation: &Invocation, taken: &Taken) -> Vec<String> {
    let mut task = lines(&[
        "# go-task turns every failure into 201 (`task -x` keeps it), so ours is printed first.",
        &format!("{}:", scalar(RUN)),
        "  internal: true",
        "  silent: true",
        "  dir: \"{{.TASKFILE_DIR}}\"",
        "  vars:",
        &format!("    ARCHWRIGHT: {}", scalar(&format!("{{{{.ARCHWRIGHT | default {}}}}}", template_string(&invocation.to_string())))),
        "  cmd: |",
        "    set -- {{.VERB}}",
    ]);
    task.extend(flags(project, taken).into_iter().map(|line| format!("    {line}")));
    task.extend(lines(&["    status=0", "    {{.ARCHWRIGHT}} \"$@\" {{.ARGS}} {{.CLI_ARGS}} || status=$?"]));
    task.extend(outcome::lines().into_iter().map(|line| format!("    {line}")));
    task
}

/// The flags that variables say, and the project's own variables, which archwright reads. go-task takes the environment for variables too; one of there may be anybody's.
fn flags(project: &Project, taken: &Taken) -> Vec<String> {
    let free = |name: &str| !taken.variables.contains(name);
    let given = |pairs: &[(&str, &str)]| {
        let pairs: Vec<_> = pairs.iter().filter(|(name, _)| free(name)).map(|(name, flag)| format!("\"{name}\" \"{flag}\"")).collect();
        format!("{{{{range $name, $flag := dict {}}}}}{{{{with index $ $name}}}}{{{{if ne (print .) (env $name)}}}}", pairs.join(" "))
    };
    let (yes, no) = (parameter::YES.join("|"), parameter::NO.join("|"));
    let mut lines =
        vec![given(&parameter::VALUES), "set -- \"$@\" {{$flag}} {{shellQuote (print .)}}".to_owned(), "{{end}}{{end}}{{end}}".to_owned()];
    lines.extend([
        given(&parameter::SWITCHES),
        "case {{shellQuote (print .)}} in".to_owned(),
        format!("{yes}) set -- \"$@\" {{{{$flag}}}} ;;"),
        format!("{no}) ;;"),
        "*) echo 'error: {{$name}} is neither true nor false' >&2; exit 2 ;;".to_owned(),
        "esac".to_owned(),
        "{{end}}{{end}}{{end}}".to_owned(),
    ]);
    let (push, flag, variable) = parameter::PUSH;
    if free(push) {
        lines.extend([
            format!("{{{{with .{push}}}}}{{{{if ne (print .) (env \"{push}\")}}}}"),
            "# Where it is false, a verb that pushes does not.".to_owned(),
            "case {{shellQuote (print .)}} in".to_owned(),
            format!("{yes}) set -- \"$@\" {flag} ;;"),
            format!("*) export {variable}={{{{shellQuote (print .)}}}} ;;"),
            "esac".to_owned(),
            "{{end}}{{end}}".to_owned(),
        ]);
    }
    let own = project.environment.keys().filter(|name| free(name) && parameter::names().all(|ours| ours != name.as_str()));
    let own: Vec<_> = own.map(|name| format!("\"{name}\"")).collect();
    if !own.is_empty() {
        lines.extend([
            format!("{{{{range $name := list {}}}}}{{{{with index $ $name}}}}{{{{if ne (print .) (env $name)}}}}", own.join(" ")),
            "export {{$name}}={{shellQuote (print .)}}".to_owned(),
            "{{end}}{{end}}{{end}}".to_owned(),
        ]);
    }
    lines
}

/// A string of Go's template language.
fn template_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}
