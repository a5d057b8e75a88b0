//! What a builder was last heard to build, kept beside the project so that the next run need not ask.

use archwright_model::{Platforms, Project, project::BuilderName};
use archwright_plan::facts::BuilderNode;
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::{fs, io};

/// A builder's answer, and which nodes gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct BuilderRecord {
    /// Nodes with their endpoints, and what ours were made for.
    pub(crate) nodes: Vec<String>,
    /// What they build.
    pub(crate) platforms: Platforms,
}

impl BuilderRecord {
    /// The record of a builder that was asked.
    pub(crate) fn new(nodes: &[BuilderNode], platforms: Platforms) -> Self {
        Self { nodes: fingerprint(nodes), platforms }
    }

    /// What is on record for a builder.
    pub(crate) fn read(project: &Project, name: &BuilderName) -> Option<Self> {
        serde_json::from_str(&fs::read_to_string(file(project, name)).ok()?).ok()
    }

    /// Keeps it.
    pub(crate) fn write(&self, project: &Project, name: &BuilderName) -> io::Result<()> {
        crate::files::write_json(&file(project, name), self)
    }

    /// Whether these nodes gave the answer.
    pub(crate) fn is_of(&self, nodes: &[BuilderNode]) -> bool {
        self.nodes == fingerprint(nodes)
    }
}

fn fingerprint(nodes: &[BuilderNode]) -> Vec<String> {
    nodes.iter().map(|node| format!("{} {} {}", node.name, node.endpoint, node.stamp.as_deref().unwrap_or("not ours"))).collect()
}

fn file(project: &Project, name: &BuilderName) -> Utf8PathBuf {
    project.state_dir().join("builder").join(format!("{name}.json"))
}
