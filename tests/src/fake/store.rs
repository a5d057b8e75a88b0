//! The image store of a fake Docker server: which image each name points to, taken from what is loaded.

use super::Stage;
use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::{collections::BTreeMap, fs, io::Read as _};

const FILE: &str = "images.json";

/// Loads an archive: by its `index.json` where images are kept by their indexes, by its `manifest.json` on the classic store.
pub(super) fn load(stage: &Stage, archive: &str) -> Result<()> {
    let json = documents(&stage.dir.join(archive))?;
    let mut images = images(stage);
    if stage.state("info.json").is_some_and(|info| info.contains("io.containerd.snapshotter")) {
        for entry in list(&json["index.json"]["manifests"]) {
            let name = entry["annotations"]["io.containerd.image.name"].as_str().context("an entry without a name")?;
            images.insert(name.into(), entry["digest"].as_str().context("no digest")?.into());
        }
    } else {
        for saved in list(&json["manifest.json"]) {
            let config = saved["Config"].as_str().and_then(|path| path.strip_prefix("blobs/")).context("no config")?;
            for name in list(&saved["RepoTags"]).iter().filter_map(Value::as_str) {
                images.insert(name.into(), config.replace('/', ":"));
            }
        }
    }
    fs::write(stage.tools.join(FILE), serde_json::to_string(&images)?)?;
    println!("Loaded image");
    Ok(())
}

/// Says what each name points to; one that points to nothing makes it fail, as `docker image inspect` does.
pub(super) fn inspect(stage: &Stage, names: &[&str]) -> u8 {
    let images = images(stage);
    let found = |name: &str| ["", "docker.io/", "docker.io/library/"].iter().find_map(|registry| images.get(&format!("{registry}{name}")));
    let mut exit = 0;
    for name in names {
        if let Some(id) = found(name) {
            println!("{id}");
        } else {
            eprintln!("Error response from daemon: No such image: {name}");
            exit = 1;
        }
    }
    exit
}

fn images(stage: &Stage) -> BTreeMap<String, String> {
    stage.state(FILE).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// The JSON files at the top of an archive.
fn documents(archive: &Utf8Path) -> Result<BTreeMap<String, Value>> {
    let mut found = BTreeMap::from(["index.json", "manifest.json"].map(|name| (name.to_owned(), Value::Null)));
    let file = fs::File::open(archive).with_context(|| format!("open {archive}"))?;
    for entry in tar::Archive::new(file).entries()? {
        let mut entry = entry?;
        let name = Utf8PathBuf::try_from(entry.path()?.into_owned())?.into_string();
        if let Some(value) = found.get_mut(&name) {
            let mut text = String::new();
            entry.read_to_string(&mut text)?;
            *value = serde_json::from_str(&text)?;
        }
    }
    Ok(found)
}
