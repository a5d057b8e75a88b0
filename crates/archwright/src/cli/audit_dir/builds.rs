//! A build of an image, as it is written down.

pub(super) mod bake;
pub(super) mod commands;
pub(super) mod workflow;

use archwright_plan::dockerfile::clean;
use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

/// Something that would build an image, as far as its words say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct ImageBuild {
    /// The file, relative to the folder that was asked for.
    pub(super) file: String,
    /// The line that it begins on.
    pub(super) line: usize,
    /// `docker buildx build`, `docker/build-push-action`, `bake target app`.
    pub(super) tool: String,
    /// The names that the image would get.
    pub(super) tags: Vec<String>,
    /// Its platforms, as they are written.
    pub(super) platforms: Option<String>,
    /// The Dockerfile, where one is named.
    pub(super) dockerfile: Option<String>,
    /// The context, where one is named.
    pub(super) context: Option<String>,
    /// What becomes of it.
    pub(super) publishes: Publishes,
    /// Whether it goes to the Docker server that builds it.
    #[serde(skip)]
    pub(super) loads: Loads,
    /// Its build arguments, as they are written.
    #[serde(skip)]
    pub(super) args: Vec<(String, String)>,
    /// Where layers of earlier builds are read, as it is written.
    #[serde(skip)]
    pub(super) cache_from: Vec<String>,
    /// Where those of this build are written.
    #[serde(skip)]
    pub(super) cache_to: Vec<String>,
}

/// `--load`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Loads {
    /// It says so.
    Yes,
    /// It does not.
    #[default]
    No,
}

/// Whether what is built goes to a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Publishes {
    /// It says so.
    Yes,
    /// It does not.
    #[default]
    No,
    /// It hangs on a variable, or on what calls it.
    Perhaps,
}

impl ImageBuild {
    /// `NAME=VALUE`; without a value it is the environment's.
    fn add_arg(&mut self, written: &str) {
        let (name, value) = written.split_once('=').map_or((written, format!("${written}")), |(name, value)| (name, value.to_owned()));
        self.args.push((name.trim().to_owned(), value.trim().to_owned()));
    }

    /// The folder of its context, relative to the root, if that is plain and there.
    pub(super) fn folder(&self, root: &Utf8Path) -> Option<Utf8PathBuf> {
        let written = self.context.as_deref().unwrap_or(".");
        if written.contains(['$', '{', ':', '#']) || written == "-" {
            return None;
        }
        let beside = Utf8Path::new(&self.file).parent().unwrap_or_else(|| Utf8Path::new(""));
        // A workflow runs at the root, a Makefile where it lies; of a script nobody knows.
        let from_root = self.file.starts_with(".github/") || Utf8Path::new(&self.file).extension() == Some("sh");
        let places =
            if from_root { [Utf8PathBuf::from(written), beside.join(written)] } else { [beside.join(written), Utf8PathBuf::from(written)] };
        let relative = |path: &Utf8PathBuf| Utf8PathBuf::from(clean(path.as_str()));
        places.iter().map(relative).find(|path| !path.starts_with("..") && root.join(path).is_dir())
    }
}
