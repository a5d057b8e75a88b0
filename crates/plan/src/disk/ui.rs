//! A UI that is built has a folder, a `package.json` in it, and the script in that.

use super::{Disk, Meant};
use crate::{Fact, PlanError};
use archwright_model::{
    nearest,
    project::{Ui, UiMode},
};

pub(super) fn wrong(disk: Disk<'_>, ui: &Ui) -> Vec<PlanError> {
    match ui.mode {
        UiMode::Build => folder(disk, ui).or_else(|| script(disk, ui)).into_iter().collect(),
        UiMode::Disabled | UiMode::Placeholder => Vec::new(),
    }
}

fn folder(disk: Disk<'_>, ui: &Ui) -> Option<PlanError> {
    let key = &ui.key;
    let wrong = disk.path(&format!("ui `{key}`"), "folder", &ui.dir, Meant::Folder)?;
    Some(wrong.about(format!("ui.{key}.dir")).hint(format!("fix `dir` in [ui.{key}], or set mode = \"disabled\"")))
}

fn script(disk: Disk<'_>, ui: &Ui) -> Option<PlanError> {
    let (key, script) = (&ui.key, &ui.script);
    let scripts = match &disk.repository.uis.get(key.as_str())?.scripts {
        Fact::Known(scripts) => scripts,
        Fact::Unknown(why) => {
            return Some(
                PlanError::configuration(format!("ui `{key}`: {why}"))
                    .about(format!("ui.{key}.dir"))
                    .hint(format!("`dir` in [ui.{key}] names the folder with the package.json that builds the UI")),
            );
        }
    };
    if scripts.contains(script) {
        return None;
    }
    let known = if scripts.is_empty() { "it has none".into() } else { format!("it has {}", scripts.join(", ")) };
    let near = nearest(script, scripts.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let package = disk.project.path(&ui.dir).join("package.json");
    Some(
        PlanError::configuration(format!("ui `{key}`: `{package}` has no script `{script}`; {known}"))
            .about(format!("ui.{key}.script"))
            .hint(format!("{near}name one as `script` in [ui.{key}], or add it to `scripts`")),
    )
}
