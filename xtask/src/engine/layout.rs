//! Images written as an OCI image layout (image-spec 1.1), ready to be pushed in one go.

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use xshell::cmd;

use super::machine::Arch;
use super::phase::Job;

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// A compressed layer on disk.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Layer {
    file: String,
    digest: String,
    diff_id: String,
}

impl Layer {
    /// Compresses `tar`, beside it, and removes it.
    pub fn compress(job: &Job, tar: &Utf8Path) -> Result<Self> {
        let diff_id = digest_of(job, tar)?;
        // Level 1: it never leaves this machine.
        job.run(cmd!(job.sh, "gzip -1 -n -f {tar}"))?;
        let file = Utf8PathBuf::from(format!("{tar}.gz"));
        let digest = digest_of(job, &file)?;
        Ok(Self { file: file.file_name().unwrap_or_default().to_owned(), digest, diff_id })
    }
}

/// One platform of an image.
#[derive(Debug)]
pub struct Image<'a> {
    /// Its architecture.
    pub arch: Arch,
    /// Its layers, lowest first, each with the folder it is in.
    pub layers: Vec<(&'a Utf8Path, Layer)>,
    /// The `config` object of the image configuration.
    pub config: Value,
}

/// Writes a layout whose index lists `images`.
pub fn write(job: &Job, dir: &Utf8Path, images: &[Image<'_>]) -> Result<()> {
    std::fs::create_dir_all(dir.join("blobs/sha256"))?;
    let manifests = images.iter().map(|image| manifest(job, dir, image)).collect::<Result<Vec<_>>>()?;
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": manifests });
    std::fs::write(dir.join("index.json"), serde_json::to_string(&index)?)?;
    std::fs::write(dir.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#)?;
    Ok(())
}

/// Writes one platform's blobs and returns its descriptor.
fn manifest(job: &Job, dir: &Utf8Path, image: &Image<'_>) -> Result<Value> {
    let mut platform = json!({ "architecture": image.arch.name(), "os": "linux" });
    if image.arch == Arch::Arm64 {
        platform["variant"] = json!("v8");
    }
    let mut layers = Vec::new();
    for (folder, layer) in &image.layers {
        let (from, to) = (folder.join(&layer.file), blob(dir, &layer.digest));
        if !to.exists() {
            std::fs::hard_link(&from, &to).with_context(|| format!("linking `{from}`"))?;
        }
        layers.push(json!({ "mediaType": LAYER, "digest": layer.digest, "size": to.metadata()?.len() }));
    }
    let diff_ids: Vec<&str> = image.layers.iter().map(|(_, layer)| layer.diff_id.as_str()).collect();
    let mut config = platform.clone();
    config["created"] = json!("1970-01-01T00:00:00Z");
    config["config"] = image.config.clone();
    config["rootfs"] = json!({ "type": "layers", "diff_ids": diff_ids });
    config["history"] = diff_ids.iter().map(|_| json!({ "created_by": "cargo xtask engine" })).collect();
    let config = add(job, dir, CONFIG, &config)?;
    let manifest = json!({ "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers });
    let mut descriptor = add(job, dir, MANIFEST, &manifest)?;
    descriptor["platform"] = platform;
    Ok(descriptor)
}

/// Adds a JSON blob and returns its descriptor.
fn add(job: &Job, dir: &Utf8Path, media_type: &str, value: &Value) -> Result<Value> {
    let text = serde_json::to_string(value)?;
    let digest = digest_of_text(job, &text)?;
    std::fs::write(blob(dir, &digest), &text)?;
    Ok(json!({ "mediaType": media_type, "digest": digest, "size": text.len() }))
}

fn blob(dir: &Utf8Path, digest: &str) -> Utf8PathBuf {
    dir.join("blobs").join(digest.replace(':', "/"))
}

fn digest_of(job: &Job, file: &Utf8Path) -> Result<String> {
    parse(&job.read(cmd!(job.sh, "sha256sum {file}"))?)
}

/// The digest of a text.
pub fn digest_of_text(job: &Job, text: &str) -> Result<String> {
    parse(&job.read(cmd!(job.sh, "sha256sum").stdin(text))?)
}

fn parse(output: &str) -> Result<String> {
    let hex = output.split_whitespace().next().context("`sha256sum` printed nothing")?;
    Ok(format!("sha256:{}", hex.trim_start_matches('\\')))
}
