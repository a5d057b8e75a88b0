//! docker with buildx: `info` from a file, builders as records, bake as copies of recorded layouts.

use super::{Stage, store};
use anyhow::{Context as _, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};
use std::{env, fs};

/// Stands for whatever was pushed: nothing is.
const PUSHED: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";

pub(super) fn act(stage: &Stage) -> Result<u8> {
    let words: Vec<_> = stage.call.args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["info", ..] => println!("{}", stage.state("info.json").context("no info.json")?.trim()),
        ["buildx", "create", ..] => create(stage)?,
        ["buildx", "inspect", .., name] => inspect(stage, name)?,
        ["buildx", "rm", .., name] => fs::remove_file(record(name)?)?,
        ["buildx", "bake", ..] => bake(stage)?,
        ["load", "--input", file] => store::load(stage, file)?,
        ["image", "inspect", "--format", "{{.Id}}", names @ ..] => return Ok(store::inspect(stage, names)),
        other => bail!("unknown command: {other:?}"),
    }
    Ok(0)
}

#[expect(clippy::disallowed_methods, reason = "a fake of a program that reads its environment")]
fn record(name: &str) -> Result<Utf8PathBuf> {
    let dir = match env::var("BUILDX_CONFIG") {
        Ok(dir) => Utf8PathBuf::from(dir),
        Err(_) => Utf8PathBuf::from(env::var("HOME").context("HOME")?).join(".docker/buildx"),
    };
    Ok(dir.join("instances").join(name))
}

fn create(stage: &Stage) -> Result<()> {
    let name = stage.flag("--name").context("no --name")?;
    let file = record(name)?;
    anyhow::ensure!(!file.exists(), "existing instance for \"{name}\" but no append mode");
    if let Some(config) = stage.flag("--config") {
        fs::read_to_string(stage.dir.join(config)).with_context(|| format!("open {config}"))?;
    }
    let options: Map<_, _> =
        stage.flags("--driver-opt").filter_map(|pair| pair.split_once('=')).map(|(k, v)| (k.into(), v.into())).collect();
    let node = json!({ "Name": format!("{name}0"), "Endpoint": "unix:///var/run/docker.sock", "Platforms": null, "DriverOpts": options });
    fs::create_dir_all(file.parent().context("a folder")?)?;
    fs::write(file, json!({ "Name": name, "Driver": stage.flag("--driver"), "Nodes": [node], "Dynamic": false }).to_string())?;
    println!("{name}");
    Ok(())
}

fn inspect(stage: &Stage, name: &str) -> Result<()> {
    anyhow::ensure!(record(name)?.exists(), "no builder \"{name}\" found");
    let platforms = stage.state("platforms").unwrap_or_else(|| "linux/amd64, linux/amd64/v2, linux/arm64, linux/386".into());
    println!("Name:   {name}\nDriver: docker-container\n\nNodes:\nName:      {name}0\nStatus:    running\nPlatforms: {}", platforms.trim());
    Ok(())
}

fn bake(stage: &Stage) -> Result<()> {
    let definition: Value = serde_json::from_str(&stage.call.stdin).context("the definition")?;
    let targets = definition["target"].as_object().context("no targets")?;
    let mut metadata = Map::new();
    for (name, target) in targets {
        tell(name, targets.len() > 1);
        let output = target["output"][0].as_str().context("no output")?;
        let digest = match output.strip_prefix("type=oci,dest=") {
            Some(rest) => Some(export(stage, target, rest.split(',').next().unwrap_or_default())?),
            None if output.contains("push=true") => Some(PUSHED.to_owned()),
            None => None,
        };
        metadata.insert(name.clone(), digest.map_or_else(|| json!({}), |digest| json!({ "containerimage.digest": digest })));
    }
    let file = stage.dir.join(stage.flag("--metadata-file").context("no --metadata-file")?);
    fs::write(file, Value::from(metadata).to_string()).context("the metadata file")
}

/// An operation that started and ended, as `--progress=rawjson` tells it.
fn tell(target: &str, several: bool) {
    let name = if several { format!("[{target} 2/2] COPY . /") } else { "[2/2] COPY . /".into() };
    let (started, completed) = ("2026-11-20T10:00:00Z", "2026-11-20T10:00:02Z");
    eprintln!("{}", json!({ "vertexes": [{ "digest": format!("sha256:{target}"), "name": name, "started": started }] }));
    eprintln!(
        "{}",
        json!({ "vertexes": [{ "digest": format!("sha256:{target}"), "name": name, "started": started, "completed": completed }] })
    );
}

/// What BuildKit once wrote for that platform (`crates/oci/tests/data`); `tools/exports` names another one for all.
fn export(stage: &Stage, target: &Value, dest: &str) -> Result<String> {
    let platform = target["platforms"][0].as_str().context("no platform")?;
    let arch = stage.state("exports").unwrap_or_else(|| platform.trim_start_matches("linux/").to_owned());
    let from = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/oci/tests/data").join(format!("buildkit-{}", arch.trim()));
    let to = stage.dir.join(dest);
    copy(&from, &to)?;
    let index: Value = serde_json::from_str(&fs::read_to_string(to.join("index.json"))?)?;
    Ok(index["manifests"][0]["digest"].as_str().context("no digest")?.to_owned())
}

fn copy(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in from.read_dir_utf8().with_context(|| format!("no recorded layout {from}"))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
