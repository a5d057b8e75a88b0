//! Where generated scripts stand: in the project's folder, or in one of the folders in it.

use super::{Fault, read};
use archwright_model::{ExitKind, Project};
use archwright_task_plugin::{Existing, Face};
use camino::{Utf8Component, Utf8Path};

/// The script that is asked for; else those that were generated; else the usual one, which is to be made.
pub(super) fn existing(project: &Project, asked: Option<&Utf8Path>) -> Result<Vec<Existing>, Fault> {
    let found = match asked {
        Some(path) => vec![checked(path)?],
        None => found(project)?,
    };
    let paths = if found.is_empty() { vec![Face::Script.default_path().to_owned()] } else { found };
    let with_text = |path: String| {
        let text = read(project, &path)?;
        let files: Existing = text.map(|text| (path.clone(), text)).into_iter().collect();
        Ok(files.at(path))
    };
    paths.into_iter().map(with_text).collect()
}

/// A path where it is found again.
fn checked(path: &Utf8Path) -> Result<String, Fault> {
    let parts: Vec<_> = path.components().filter(|part| *part != Utf8Component::CurDir).collect();
    let plain = |part: &Utf8Component<'_>| matches!(part, Utf8Component::Normal(name) if name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')));
    if path.extension() != Some("sh") || parts.len() > 2 || !parts.iter().all(plain) {
        return Err(Fault::usage(format!("--path `{path}` is no place for the script"))
            .hint("it ends in .sh, and stands in the project's folder or in one of the folders in it: scripts/build.sh"));
    }
    Ok(parts.iter().map(Utf8Component::as_str).collect::<Vec<_>>().join("/"))
}

/// Scripts that have our section, in order.
fn found(project: &Project) -> Result<Vec<String>, Fault> {
    let cannot = |dir: &str, error| Fault::new(ExitKind::Machine, format!("cannot read `{dir}`: {error}"));
    let mut names = Vec::new();
    for entry in project.root.read_dir_utf8().map_err(|error| cannot(".", error))? {
        let entry = entry.map_err(|error| cannot(".", error))?;
        let name = entry.file_name();
        let looked_into = !name.starts_with('.') && !matches!(name, "target" | "node_modules");
        if looked_into && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            // One that cannot be read has none that we wrote.
            let inner = entry.path().read_dir_utf8().into_iter().flatten().flatten();
            names.extend(inner.map(|inner| format!("{name}/{}", inner.file_name())));
        } else {
            names.push(name.to_owned());
        }
    }
    names.retain(|name| Utf8Path::new(name).extension() == Some("sh") && project.path(name).is_file());
    names.sort();
    let ours = |name: &String| std::fs::read_to_string(project.path(name)).is_ok_and(|text| Face::Script.wrote(&text));
    names.retain(ours);
    Ok(names)
}
