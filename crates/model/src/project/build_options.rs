//! What BuildKit is told about a build beside its Dockerfile, arguments and labels.

use super::{BuildCache, BuildContext, BuildSecret, CacheKind, SSH_AUTH_SOCK, SecretSource, SshKey};
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// What BuildKit is told about a build beside its Dockerfile, arguments and labels.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct BuildOptions {
    /// The text of the Dockerfile, where a bake file holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dockerfile_inline: Option<String>,
    /// Named contexts, beside those of what the image needs.
    pub contexts: BTreeMap<String, BuildContext>,
    /// Secrets that `RUN --mount=type=secret` may ask for.
    pub secrets: Vec<BuildSecret>,
    /// Keys and agents that `RUN --mount=type=ssh` may ask for.
    pub ssh: Vec<SshKey>,
    /// Stages that are built anew each time.
    pub no_cache_filter: Vec<String>,
    /// Whether each base is asked for again, although the builder has it.
    pub pull: Pull,
    /// Addresses of hosts, for every `RUN`.
    pub add_hosts: BTreeMap<String, String>,
    /// Limits of every `RUN`, `soft` or `soft:hard`.
    pub ulimits: BTreeMap<String, String>,
    /// The size of `/dev/shm` in every `RUN`.
    pub shm_size: Option<String>,
    /// The network of every `RUN`.
    pub network: RunNetwork,
    /// How layers are written.
    pub output: OutputOptions,
    /// Where what was built is kept for other builders.
    pub cache: Option<BuildCache>,
}

/// Whether bases are asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pull {
    /// What the builder has is taken.
    #[default]
    IfMissing,
    /// Each time.
    Always,
}

/// The network of every `RUN`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunNetwork {
    /// The builder's own.
    #[default]
    Default,
    /// None.
    None,
    /// That of the machine that builds.
    Host,
}

/// How the layers of an image are written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct OutputOptions {
    /// What compresses them; BuildKit's own choice is gzip.
    pub compression: Option<Compression>,
    /// How much.
    pub compression_level: Option<u32>,
    /// Whether those of the base are written anew too.
    pub compress: Compress,
    /// What times files in them have.
    pub timestamps: Timestamps,
}

/// What compresses layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// gzip, which every client reads.
    Gzip,
    /// Zstandard: smaller and quicker, for clients of the last years.
    Zstd,
    /// eStargz, which some clients read before it is there as a whole.
    Estargz,
    /// Nothing.
    Uncompressed,
}

/// Which layers are compressed as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compress {
    /// Those that are new.
    #[default]
    New,
    /// All, those of the base too.
    All,
}

/// The times of files in layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timestamps {
    /// As they were built.
    #[default]
    Kept,
    /// None later than `SOURCE_DATE_EPOCH`.
    Rewritten,
}

impl BuildOptions {
    /// Whether nothing is said.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// The files that secrets and keys are taken from, each with what it is and the key that names it.
    pub fn files(&self) -> impl Iterator<Item = (String, String, &Utf8PathBuf)> {
        let secrets = self.secrets.iter().enumerate().filter_map(|(index, secret)| match &secret.from {
            SecretSource::File(path) => Some((format!("secret `{}`", secret.id), format!("secrets[{index}].file"), path)),
            SecretSource::Env(_) => None,
        });
        let keys = self
            .ssh
            .iter()
            .enumerate()
            .filter_map(|(index, key)| Some((format!("SSH key `{}`", key.id), format!("ssh[{index}].path"), key.path.as_ref()?)));
        secrets.chain(keys)
    }

    /// The variables that secrets and agents are taken from, each with what it is for and the key that names it.
    pub fn variables(&self) -> impl Iterator<Item = (String, String, &str)> {
        let secrets = self.secrets.iter().enumerate().filter_map(|(index, secret)| match &secret.from {
            SecretSource::Env(name) => Some((format!("secret `{}`", secret.id), format!("secrets[{index}].env"), name.as_str())),
            SecretSource::File(_) => None,
        });
        let agents = self.ssh.iter().enumerate().filter(|(_, key)| key.path.is_none());
        secrets.chain(agents.map(|(index, key)| (format!("SSH key `{}`", key.id), format!("ssh[{index}]"), SSH_AUTH_SOCK)))
    }

    /// The folders that are contexts, each by its name.
    pub fn folders(&self) -> impl Iterator<Item = (&str, &Utf8PathBuf)> {
        self.contexts.iter().filter_map(|(name, context)| match context {
            BuildContext::Folder(path) => Some((name.as_str(), path)),
            BuildContext::Remote(_) | BuildContext::Image(_) => None,
        })
    }

    /// Every path of the project in them; those in the user's home are none.
    pub(crate) fn paths_mut(&mut self) -> impl Iterator<Item = &mut Utf8PathBuf> {
        let contexts = self.contexts.values_mut().filter_map(|context| match context {
            BuildContext::Folder(path) => Some(path),
            BuildContext::Remote(_) | BuildContext::Image(_) => None,
        });
        let secrets = self.secrets.iter_mut().filter_map(|secret| match &mut secret.from {
            SecretSource::File(path) => Some(path),
            SecretSource::Env(_) => None,
        });
        let keys = self.ssh.iter_mut().filter_map(|key| key.path.as_mut());
        let cache = self.cache.as_mut().and_then(|cache| match &mut cache.kind {
            CacheKind::Local(dir) => Some(dir),
            CacheKind::Registry(_) | CacheKind::Gha | CacheKind::Inline => None,
        });
        contexts.chain(secrets.chain(keys).filter(|path| !path.starts_with("~"))).chain(cache)
    }
}

impl Compression {
    /// Its name in BuildKit.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Estargz => "estargz",
            Self::Uncompressed => "uncompressed",
        }
    }

    /// The highest level that it has; none if it has no levels.
    pub fn highest_level(self) -> Option<u32> {
        match self {
            Self::Gzip | Self::Estargz => Some(9),
            Self::Zstd => Some(22),
            Self::Uncompressed => None,
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl OutputOptions {
    /// As the exporters of BuildKit take them: `compression=zstd`.
    pub fn attributes(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        all.extend(self.compression.map(|compression| format!("compression={compression}")));
        all.extend(self.compression_level.map(|level| format!("compression-level={level}")));
        all.extend((self.compress == Compress::All).then(|| "force-compression=true".into()));
        all.extend((self.timestamps == Timestamps::Rewritten).then(|| "rewrite-timestamp=true".into()));
        all
    }
}
