//! Folders that are made whole or not at all, and kept until their recipe changes.

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use std::{io::ErrorKind, time::Duration};

use super::phase::Outcome;

const RECIPE: &str = ".recipe";

/// A folder below the shared cache, with the text that says what it was made from.
#[derive(Debug)]
pub struct Artifact {
    dir: Utf8PathBuf,
    recipe: String,
}

impl Artifact {
    /// Names the folder and its recipe; nothing is touched.
    pub fn new(dir: Utf8PathBuf, recipe: impl Into<String>) -> Self {
        Self { dir, recipe: recipe.into() }
    }

    /// Was it made, and from this recipe?
    pub fn ready(&self) -> bool {
        std::fs::read_to_string(self.dir.join(RECIPE)).is_ok_and(|text| text == self.recipe)
    }

    /// Makes it if it is not ready: in a folder beside it that takes its name when all is there, so that an
    /// interrupted run leaves nothing that looks finished.
    pub fn ensure(&self, make: impl FnOnce(&Utf8Path) -> Result<()>) -> Result<Outcome> {
        if self.ready() {
            return Ok(Outcome::AlreadySo);
        }
        let part = Utf8PathBuf::from(format!("{}.part", self.dir));
        remove(&part)?;
        std::fs::create_dir_all(&part).with_context(|| format!("making `{part}`"))?;
        make(&part)?;
        std::fs::write(part.join(RECIPE), &self.recipe)?;
        // Somebody may be using the old one: it is out of the way for as short as possible.
        let old = Utf8PathBuf::from(format!("{}.old", self.dir));
        remove(&old)?;
        if self.dir.exists() {
            std::fs::rename(&self.dir, &old).with_context(|| format!("renaming `{}`", self.dir))?;
        }
        std::fs::rename(&part, &self.dir).with_context(|| format!("renaming `{part}`"))?;
        remove(&old)?;
        Ok(Outcome::Done)
    }
}

/// Removes a folder if it is there. A program that has just been stopped may still write into it: then once more, for a while.
pub fn remove(dir: &Utf8Path) -> Result<()> {
    const TRIES: u32 = 50;
    for tried in 1.. {
        match std::fs::remove_dir_all(dir) {
            Ok(()) => break,
            Err(error) if error.kind() == ErrorKind::NotFound && !dir.exists() => break,
            Err(error) if tried < TRIES && matches!(error.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::NotFound) => {
                std::thread::sleep(Duration::from_millis(100));
            }
            Err(error) => return Err(error).with_context(|| format!("removing `{dir}`")),
        }
    }
    Ok(())
}

/// Puts a symbolic link into place, replacing what was there.
pub fn link(target: &Utf8Path, name: &Utf8Path) -> Result<()> {
    if std::fs::read_link(name).is_ok_and(|old| old == target.as_std_path()) {
        return Ok(());
    }
    if let Some(dir) = name.parent() {
        std::fs::create_dir_all(dir)?;
    }
    let part = Utf8PathBuf::from(format!("{name}.part"));
    let _ = std::fs::remove_file(&part);
    std::os::unix::fs::symlink(target, &part).with_context(|| format!("linking `{name}`"))?;
    std::fs::rename(&part, name).with_context(|| format!("renaming `{part}`"))
}

#[cfg(test)]
mod tests {
    use super::remove;
    use camino::Utf8PathBuf;
    use std::{
        fs,
        time::{Duration, Instant},
    };

    #[test]
    fn a_folder_into_which_somebody_still_writes_is_removed() {
        let scratch = tempfile::tempdir().unwrap();
        let dir = Utf8PathBuf::from_path_buf(scratch.path().join("buildx")).unwrap();
        fs::create_dir(&dir).unwrap();
        let writer = std::thread::spawn({
            let dir = dir.clone();
            move || {
                let until = Instant::now() + Duration::from_millis(300);
                for number in 0.. {
                    if Instant::now() > until || fs::write(dir.join(number.to_string()), "").is_err() {
                        break;
                    }
                }
            }
        });
        remove(&dir).unwrap();
        writer.join().unwrap();
        assert!(!dir.exists());
    }
}
