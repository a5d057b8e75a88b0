//! The just face: recipes that hand every argument on. just keeps our exit code, so nothing has to tell it.

use crate::{Face, Invocation, Place, Verb, section};
use archwright_model::Project;

const FRAME: &str = "\
# The verbs of this project; `just` lists them. What stands outside the marked section is yours, and is kept.

";

/// A new justfile with every verb of a project, for just 1.29 or newer.
///
/// Flags stand behind the verb: `just docker-build-amd64 --push`. Another program goes into the variable `ARCHWRIGHT`.
pub fn justfile(project: &Project, invocation: &Invocation) -> String {
    Face::Just.render(project, invocation)
}

pub(crate) fn render(verbs: &[Verb], invocation: &Invocation, place: Place) -> String {
    let mut body = vec![
        "# How archwright is called. Flags stand behind the verb: just docker-build --platforms linux/arm64 --push".to_owned(),
        format!("archwright := env_var_or_default(\"ARCHWRIGHT\", {})", string(&invocation.to_string())),
        String::new(),
    ];
    if place == Place::Own && !verbs.iter().any(|verb| verb.name == "default") {
        body.extend(
            ["[private]", "default:", "    @{{ quote(just_executable()) }} --justfile {{ quote(justfile()) }} --list --unsorted", ""]
                .map(str::to_owned),
        );
    }
    // just has no names that begin with a digit.
    for verb in verbs.iter().filter(|verb| verb.name.starts_with(|c: char| c.is_ascii_alphabetic())) {
        body.push(format!("# {}{}", verb.help, operand(verb)));
        body.extend(["[no-exit-message]", "[positional-arguments]"].map(str::to_owned));
        body.push(format!("{} *FLAGS:", verb.name));
        // just knows the arguments by name too, but joins them by blanks.
        body.push(format!("    @{{{{ archwright }}}} {} \"$@\"", verb.name));
        body.push(String::new());
    }
    body.pop();
    let section = section::marked("", &invocation.generate(Face::Just, None), &body);
    match place {
        Place::Own => format!("{FRAME}{section}"),
        Place::Included => section,
    }
}

/// Where what a verb cannot do without goes.
fn operand(verb: &Verb) -> String {
    verb.operand.map(|operand| format!(": just {} {operand}", verb.name)).unwrap_or_default()
}

/// A string of just's.
fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
