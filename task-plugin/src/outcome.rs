//! The shell lines that tell our exit code before make or go-task turns it into one of their own.

use archwright_model::ExitKind;

/// POSIX shell: with the exit code in `status`, ends well on 0, else prints the number with its meaning and keeps it.
///
/// Written to stand in a list of `;`-separated commands, so that the lines may be joined.
pub(crate) fn lines() -> Vec<String> {
    let mut lines = vec!["case $status in".to_owned(), "0) exit 0 ;;".to_owned()];
    for (kind, meaning) in ExitKind::table().into_iter().filter(|(kind, _)| *kind != ExitKind::Done) {
        lines.push(format!("{}) why='{}' ;;", kind.code(), meaning.replace('\'', "'\\''")));
    }
    lines.push("*) why='not a number of archwright: did it start?' ;;".into());
    lines.push("esac;".into());
    lines.push("echo \"archwright: exit $status ($why)\" >&2;".into());
    lines.push("exit $status".into());
    lines
}
