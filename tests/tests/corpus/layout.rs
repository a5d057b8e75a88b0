//! An OCI layout around layers that are there already, written by hand: what reads it must not have written it.

use archwright::oci::digest::sha256;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use std::{fs, process};

/// A layout with one layer for each platform.
pub struct Layout {
    pub dir: Utf8PathBuf,
}

impl Layout {
    /// Of the content of that name; on arm64 a path's `amd64` is `arm64`.
    pub fn of(corpus: &Utf8Path, name: &str, command: &[&str]) -> Self {
        // Beside the content, so that layers can be linked and need not be copied.
        let layout = Self { dir: corpus.with_file_name(format!("corpus-{}-{name}", process::id())) };
        fs::create_dir_all(layout.dir.join("blobs/sha256")).expect("a folder");
        let manifests: Vec<Value> = ["amd64", "arm64"].into_iter().map(|arch| layout.image(corpus, name, arch, command)).collect();
        let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": manifests });
        let index = layout.document(INDEX, &index);
        let root = json!({ "schemaVersion": 2, "manifests": [index] });
        fs::write(layout.dir.join("index.json"), root.to_string()).expect("index.json");
        fs::write(layout.dir.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).expect("oci-layout");
        layout
    }

    fn image(&self, corpus: &Utf8Path, name: &str, arch: &str, command: &[&str]) -> Value {
        let named = |kind: &str| corpus.join(format!("{name}-{arch}.{kind}"));
        // As `sha256sum` writes it.
        let hash = |kind: &str| {
            let text = fs::read_to_string(named(kind)).expect("a digest");
            text.split_whitespace().next().expect("a word").to_owned()
        };
        let (layer, digest) = (named("tar.gz"), hash("digest"));
        let size = fs::metadata(&layer).expect("a layer").len();
        fs::hard_link(&layer, self.dir.join("blobs/sha256").join(&digest)).expect("a link to the layer");
        let command: Vec<_> = command.iter().map(|word| word.replace("amd64", arch)).collect();
        let config = json!({
            "architecture": arch,
            "os": "linux",
            "config": { "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], "Cmd": command },
            "rootfs": { "type": "layers", "diff_ids": [format!("sha256:{}", hash("diff-id"))] },
        });
        let config = self.document(CONFIG, &config);
        let layer = json!({ "mediaType": LAYER, "digest": format!("sha256:{digest}"), "size": size });
        let manifest = json!({ "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer] });
        let mut entry = self.document(MANIFEST, &manifest);
        entry["platform"] = json!({ "os": "linux", "architecture": arch });
        entry
    }

    /// Writes a blob; its descriptor.
    fn document(&self, media_type: &str, value: &Value) -> Value {
        let bytes = value.to_string().into_bytes();
        let digest = sha256(&bytes);
        fs::write(self.dir.join("blobs/sha256").join(digest.hex()), &bytes).expect("a blob");
        json!({ "mediaType": media_type, "digest": digest, "size": bytes.len() })
    }
}

impl Drop for Layout {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
