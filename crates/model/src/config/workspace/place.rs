//! Paths of a member, as the project has them: relative to the workspace's folder.

use crate::{
    config::{Problem, check::normal, places::Places},
    project::{Cli, Image, Member, Project, Target, Ui},
};
use camino::{Utf8Path, Utf8PathBuf};

/// Every path of a resolved project, from the folder of its file; which member has what; and what a target of a member means by all.
pub(in crate::config) fn place(project: &mut Project, places: &Places<'_>) -> Vec<Problem> {
    project.members = places.folders().map(|folder| member(project, folder, places)).collect();
    if project.members.is_empty() {
        return Vec::new();
    }
    for ui in &mut project.uis {
        place_ui(ui, places.folder_of(&format!("ui.{}", ui.key)));
    }
    for cli in &mut project.clis {
        place_cli(cli, places.folder_of(&format!("cli.{}", cli.key)));
    }
    for image in &mut project.images {
        place_image(image, places.folder_of(&format!("image.{}", image.key)));
    }
    let targets = project.targets.iter_mut();
    targets.filter_map(|target| place_target(target, &project.members, places.folder_of(&format!("target.{}", target.key)))).collect()
}

fn member(project: &Project, folder: &Utf8Path, places: &Places<'_>) -> Member {
    let here = |table: &str, key: &crate::project::Key| places.folder_of(&format!("{table}.{key}")) == folder;
    Member {
        folder: folder.into(),
        uis: project.uis.iter().map(|ui| &ui.key).filter(|key| here("ui", key)).cloned().collect(),
        clis: project.clis.iter().map(|cli| &cli.key).filter(|key| here("cli", key)).cloned().collect(),
        images: project.images.iter().map(|image| &image.key).filter(|key| here("image", key)).cloned().collect(),
    }
}

fn place_ui(ui: &mut Ui, folder: &Utf8Path) {
    ui.dir = below(folder, &ui.dir);
    for copy in &mut ui.copy_to {
        *copy = below(folder, copy);
    }
}

fn place_cli(cli: &mut Cli, folder: &Utf8Path) {
    cli.manifest = below(folder, &cli.manifest);
    for copy in &mut cli.copy_to {
        // Braces are as good as any character of a name.
        if let Ok(placed) = below(folder, copy.to_string().as_ref()).as_str().parse() {
            *copy = placed;
        }
    }
    if let Some(archive) = &mut cli.archive {
        archive.dir = below(folder, &archive.dir);
        for file in &mut archive.files {
            *file = below(folder, file);
        }
    }
}

fn place_image(image: &mut Image, folder: &Utf8Path) {
    image.dockerfile = below(folder, &image.dockerfile);
    if !image.is_fetched() {
        image.context = below(folder, &image.context);
    }
    if let Some(file) = &mut image.last_tag_file {
        *file = below(folder, file);
    }
    if let Some(bake) = &mut image.bake {
        bake.file = below(folder, &bake.file);
    }
    for path in image.build.paths_mut() {
        *path = below(folder, path);
    }
}

/// All images, where a member says it, are its own.
fn place_target(target: &mut Target, members: &[Member], folder: &Utf8Path) -> Option<Problem> {
    let member = members.iter().find(|member| member.folder == folder).filter(|_| target.images.is_empty())?;
    target.images.clone_from(&member.images);
    let key = format!("target.{}", target.key);
    let message = format!("`{key}` means all images of its file, which has none");
    member.images.is_empty().then(|| Problem::new(key, message).hint("name those of other members in `images`"))
}

/// A path below a folder, without `.` and `..`; one that is absolute, a URL or missing stays, and so does one that leads out, for
/// the checks to tell.
fn below(folder: &Utf8Path, path: &Utf8Path) -> Utf8PathBuf {
    if folder.as_str().is_empty() || path.as_str().is_empty() || path.is_absolute() || path.as_str().contains("://") {
        return path.to_owned();
    }
    let joined = folder.join(path);
    normal(&joined).map_or(joined, |path| if path.as_str().is_empty() { ".".into() } else { path })
}
