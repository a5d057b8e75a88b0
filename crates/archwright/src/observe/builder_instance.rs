//! The builder as buildx has it on record: read from its file, so that a warm check costs no call.

use super::Environment;
use crate::{builder_record::BuilderRecord, runner::without_passwords};
use archwright_model::{Platform, Platforms, Project, project::BuilderName};
use archwright_oci::digest::sha256;
use archwright_plan::{
    Fact,
    builder::STAMP_OPTION,
    facts::{BuilderInstance, BuilderNode, Driver},
};
use camino::Utf8PathBuf;
use serde::Deserialize;
use std::{collections::BTreeMap, fs, io};

pub(crate) fn observe(environment: &Environment, project: &Project, name: &BuilderName) -> Fact<Option<BuilderInstance>> {
    let Some(dir) = environment.buildx_dir() else {
        return Fact::Unknown("neither HOME nor DOCKER_CONFIG is set".into());
    };
    // buildx stores instances in lower case (`store/util.go`, ValidateName).
    let file = dir.join("instances").join(name.as_str().to_lowercase());
    match fs::read_to_string(&file) {
        // A Docker context's own builder has the context's name and no record.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Fact::Known(is_context(environment, name.as_str()).then(|| of_context(name.as_str())))
        }
        Err(error) => Fact::Unknown(format!("cannot read {file}: {error}")),
        Ok(text) => match serde_json::from_str::<Record>(&text) {
            Err(error) => Fact::Unknown(format!("cannot understand {file}: {error}")),
            Ok(record) => Fact::Known(Some(record.instance(BuilderRecord::read(project, name)))),
        },
    }
}

/// The names of all builders of ours that buildx has on record.
#[cfg(feature = "cli")]
pub(crate) fn ours(environment: &Environment) -> Vec<String> {
    let records = environment.buildx_dir().and_then(|dir| dir.join("instances").read_dir_utf8().ok());
    let records = records.into_iter().flatten().flatten();
    let found = records.filter_map(|file| {
        let record: Record = serde_json::from_str(&fs::read_to_string(file.path()).ok()?).ok()?;
        let ours = |node: &Node| node.driver_opts.as_ref().is_some_and(|options| options.contains_key(STAMP_OPTION));
        (!record.nodes.is_empty() && record.nodes.iter().all(ours)).then(|| file.file_name().to_owned())
    });
    let mut names: Vec<_> = found.collect();
    names.sort();
    names
}

/// Whether there is a Docker context of that name (docker/cli, `cli/context/store/metadatastore.go`).
fn is_context(environment: &Environment, name: &str) -> bool {
    let digest = sha256(name.as_bytes());
    let file = |dir: Utf8PathBuf| dir.join("contexts/meta").join(digest.hex()).join("meta.json");
    name == "default" || environment.docker_config_dir().map(file).is_some_and(|file| file.exists())
}

fn of_context(name: &str) -> BuilderInstance {
    let node = BuilderNode { name: name.into(), endpoint: name.into(), platforms: Platforms::default(), stamp: None };
    BuilderInstance { driver: Driver::Docker, nodes: vec![node], platforms: None }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Record {
    driver: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Node {
    name: String,
    #[serde(default)]
    endpoint: String,
    platforms: Option<Vec<RecordedPlatform>>,
    driver_opts: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct RecordedPlatform {
    os: String,
    architecture: String,
    #[serde(default)]
    variant: String,
}

impl Record {
    fn instance(self, asked: Option<BuilderRecord>) -> BuilderInstance {
        let nodes: Vec<_> = self.nodes.into_iter().map(Node::builder_node).collect();
        // What a builder of that name once said holds for the same nodes only.
        let platforms = asked.filter(|record| record.is_of(&nodes)).map(|record| record.platforms);
        BuilderInstance { driver: self.driver.into(), nodes, platforms }
    }
}

impl Node {
    fn builder_node(self) -> BuilderNode {
        let platforms = self.platforms.unwrap_or_default();
        let parsed = platforms.iter().filter_map(|platform| {
            let text = format!("{}/{}/{}", platform.os, platform.architecture, platform.variant);
            text.trim_end_matches('/').parse::<Platform>().ok()
        });
        BuilderNode {
            name: self.name,
            // A remote node's, or what DOCKER_HOST was when it was made.
            endpoint: without_passwords(&self.endpoint),
            platforms: parsed.collect::<Platforms>(),
            stamp: self.driver_opts.and_then(|mut options| options.remove(STAMP_OPTION)),
        }
    }
}
