//! Media types of the OCI image spec (`media-types.md`) and of Docker's image manifest v2 schema 2.

/// An OCI index.
pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// A Docker manifest list.
pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
/// An OCI manifest.
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// A Docker manifest, schema 2.
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
/// An OCI image config.
pub const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// A Docker image config.
pub const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
/// An OCI layer, uncompressed; `+gzip` and `+zstd` follow it.
pub const OCI_LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
/// A Docker layer, gzip.
pub const DOCKER_LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";
/// An in-toto statement, as `BuildKit` stores attestations.
pub const IN_TOTO: &str = "application/vnd.in-toto+json";

/// Every manifest and index type, as a registry's `Accept` wants them, ours first.
pub const MANIFESTS: [&str; 4] = [OCI_INDEX, DOCKER_LIST, OCI_MANIFEST, DOCKER_MANIFEST];

/// What a media type means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// An OCI index.
    OciIndex,
    /// A Docker manifest list.
    DockerList,
    /// An OCI manifest.
    OciManifest,
    /// A Docker manifest.
    DockerManifest,
    /// An image config of either family.
    Config,
    /// A layer that the registry holds.
    Layer,
    /// A layer that the registry need not hold: Docker's foreign and OCI's non-distributable layers.
    ForeignLayer,
    /// An in-toto statement.
    InToto,
    /// Anything else.
    Other,
}

impl MediaKind {
    /// The kind of a media type; parameters such as `; charset=utf-8` do not matter.
    pub fn of(media_type: &str) -> Self {
        match bare(media_type) {
            OCI_INDEX => Self::OciIndex,
            DOCKER_LIST => Self::DockerList,
            OCI_MANIFEST => Self::OciManifest,
            DOCKER_MANIFEST => Self::DockerManifest,
            OCI_CONFIG | DOCKER_CONFIG => Self::Config,
            IN_TOTO => Self::InToto,
            other if other.starts_with("application/vnd.oci.image.layer.nondistributable.") => Self::ForeignLayer,
            other if other.starts_with("application/vnd.docker.image.rootfs.foreign.") => Self::ForeignLayer,
            other if other.starts_with(OCI_LAYER) || other.starts_with("application/vnd.docker.image.rootfs.diff.tar") => Self::Layer,
            _ => Self::Other,
        }
    }

    /// Whether it lists other manifests.
    pub fn is_index(self) -> bool {
        matches!(self, Self::OciIndex | Self::DockerList)
    }

    /// Whether it is a manifest of one image or artifact.
    pub fn is_manifest(self) -> bool {
        matches!(self, Self::OciManifest | Self::DockerManifest)
    }
}

/// A media type without parameters.
pub fn bare(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_classified() {
        for (media_type, kind) in [
            (OCI_INDEX, MediaKind::OciIndex),
            ("application/vnd.oci.image.index.v1+json; charset=utf-8", MediaKind::OciIndex),
            (DOCKER_LIST, MediaKind::DockerList),
            (OCI_MANIFEST, MediaKind::OciManifest),
            (DOCKER_MANIFEST, MediaKind::DockerManifest),
            (DOCKER_CONFIG, MediaKind::Config),
            ("application/vnd.oci.image.layer.v1.tar+zstd", MediaKind::Layer),
            ("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", MediaKind::ForeignLayer),
            ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", MediaKind::ForeignLayer),
            (DOCKER_LAYER, MediaKind::Layer),
            (IN_TOTO, MediaKind::InToto),
            ("application/vnd.docker.distribution.manifest.v1+prettyjws", MediaKind::Other),
            ("", MediaKind::Other),
        ] {
            assert_eq!(MediaKind::of(media_type), kind, "{media_type}");
        }
    }
}
