//! What the Docker server's image store has under a name.

use super::{Question, packed};
use crate::{StepError, layouts, registry::docker_config, runner::Runner};
use archwright_model::{Command, ExitKind};
use archwright_oci::{PackedLayout, Verdict, layout::Choice};
use camino::Utf8Path;
use std::{fs, fs::File, io};

/// Reads an image of the Docker server's store, by name or ID, and judges the platforms that the store has of it.
///
/// The server gives it as an archive, which lies in the user's cache folder, nameless, for as long as it is read.
pub fn loaded(name: &str, question: &Question, runner: &Runner) -> Result<Verdict, StepError> {
    let inspected = runner.capture(&Command::new("docker").args(["image", "inspect", "--format", "{{.Id}}", "--", name]))?;
    if !inspected.exit.is_success() {
        let answers = runner.capture(&Command::new("docker").args(["version", "--format", "{{.Server.Version}}"]))?.exit.is_success();
        let (message, hint) = if answers {
            let hint = "`docker image ls` lists what it has; without `docker:` the image is read from its registry";
            (format!("the Docker server has no image `{name}`"), hint)
        } else {
            let hint = "start Docker, or set DOCKER_HOST; without `docker:` the image is read from its registry, and needs no Docker";
            (format!("the Docker server, which should have `{name}`, does not answer"), hint)
        };
        let details = inspected.stderr.lines().map(str::to_owned);
        return Err(StepError::new(ExitKind::Machine, message).details(details).hint(hint));
    }
    let archive = scratch(runner)?;
    let copy = archive.try_clone().map_err(|error| StepError::file("a file without a name", &error))?;
    let save = Command::new("docker").args(["image", "save", "--", name]);
    let (exit, said) = runner.save(&save, copy)?;
    if !exit.is_success() {
        return Err(StepError::new(ExitKind::Machine, format!("`{save}` ended with {exit}"))
            .details(said.lines().map(str::to_owned))
            .hint("mend what Docker says; an image without all its layers is pulled again with `docker pull`"));
    }
    drop(docker_config(runner));
    let layout = PackedLayout::of_file(archive, format!("docker:{name}"), runner.interrupt().flag());
    packed(&layout.map_err(|error| layouts::failure(&error))?, &Choice::Only, question, runner)
}

/// A file that is gone when nobody has it open, however the run ends.
fn scratch(runner: &Runner) -> Result<File, StepError> {
    let dir = runner.environment().cache_dir().ok_or_else(|| {
        StepError::new(ExitKind::Machine, "there is no place for what the Docker server saves").hint("set HOME or XDG_CACHE_HOME")
    })?;
    let dir = dir.join("archwright");
    let open = |dir: &Utf8Path| -> io::Result<File> {
        fs::create_dir_all(dir)?;
        tempfile::tempfile_in(dir)
    };
    open(&dir).map_err(|error| StepError::file(&dir, &error).hint("make the folder writable, or name another with XDG_CACHE_HOME"))
}
