//! The digests that buildx writes, by bake target.

use crate::StepError;
use archwright_model::{Digest, ExitKind};
use camino::Utf8Path;
use serde::Deserialize;
use std::{collections::BTreeMap, fs};

pub(super) fn read(file: &Utf8Path) -> Result<BTreeMap<String, Digest>, StepError> {
    let text = fs::read_to_string(file).map_err(|error| fault(format!("buildx left no metadata at {file}: {error}")))?;
    parse(&text).map_err(|error| fault(format!("cannot understand {file}: {error}")))
}

/// A target that buildx built, and says nothing about.
pub(super) fn missing(target: &str, file: &Utf8Path) -> StepError {
    fault(format!("buildx wrote no digest for `{target}` to {file}"))
}

fn fault(message: String) -> StepError {
    StepError::new(ExitKind::ImageBuild, message)
        .hint("run again; if it stays so, look at `docker buildx version`: archwright needs 0.13 or newer")
}

fn parse(text: &str) -> Result<BTreeMap<String, Digest>, serde_json::Error> {
    let all: BTreeMap<String, serde_json::Value> = serde_json::from_str(text)?;
    // Beside the targets stand entries of buildx's own, such as `buildx.build.warnings`.
    let digest = |value: serde_json::Value| serde_json::from_value::<Target>(value).ok().and_then(|target| target.digest);
    Ok(all.into_iter().filter_map(|(name, value)| Some((name, digest(value)?))).collect())
}

#[derive(Deserialize)]
struct Target {
    #[serde(rename = "containerimage.digest")]
    digest: Option<Digest>,
}
