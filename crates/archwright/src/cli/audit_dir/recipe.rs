//! Files in which builds are written down.

use super::builds::{ImageBuild, bake, commands, workflow};
use camino::Utf8Path;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recipe {
    /// Command lines: Makefile, Taskfile, script, pipeline.
    Commands,
    /// A workflow of GitHub Actions: actions, and command lines.
    Workflow,
    /// A bake file in HCL.
    BakeHcl,
    /// A bake file in JSON.
    BakeJson,
}

/// Whether a file is one of `docker compose`, which may build images too.
pub(super) fn is_compose(file: &Utf8Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_ascii_lowercase();
    let is_yaml = [".yml", ".yaml"].iter().any(|end| name.ends_with(end));
    is_yaml && (name.starts_with("docker-compose") || name.starts_with("compose."))
}

impl Recipe {
    pub(super) fn of(file: &Utf8Path) -> Option<Self> {
        let name = file.file_name()?.to_ascii_lowercase();
        let in_workflows = file.parent().is_some_and(|folder| folder.ends_with(".github/workflows"));
        let ends = |ending: &str| file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending));
        let is_yaml = ends("yml") || ends("yaml");
        Some(match name.as_str() {
            "makefile" | "gnumakefile" | "justfile" | "jenkinsfile" | ".gitlab-ci.yml" | "earthfile" | "package.json" => Self::Commands,
            _ if (in_workflows || matches!(name.as_str(), "action.yml" | "action.yaml")) && is_yaml => Self::Workflow,
            _ if name.starts_with("taskfile") && is_yaml => Self::Commands,
            _ if ends("mk") || ends("sh") || ends("bash") => Self::Commands,
            _ if name.starts_with("docker-bake") && ends("hcl") => Self::BakeHcl,
            _ if name.starts_with("docker-bake") && ends("json") => Self::BakeJson,
            _ => return None,
        })
    }

    /// The builds in a file of that kind.
    pub(super) fn builds(self, file: &str, text: &str) -> Vec<ImageBuild> {
        let mut found = match self {
            Self::Commands => commands::builds(file, text),
            Self::Workflow => {
                let mut found = workflow::builds(file, text);
                found.extend(commands::builds(file, text));
                found
            }
            Self::BakeHcl => bake::hcl(file, text),
            Self::BakeJson => bake::json(file, text),
        };
        found.sort_by_key(|build| build.line);
        found
    }
}
