//! A base image that BuildKit cannot have: our own client asks where the builder asked, and what it is told decides how the run ends.

use crate::World;
use archwright_model::{ExitKind, ImageRef, Platform};
use archwright_oci::registry::RegistryErrorKind;

/// What our own client is told about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody answers.
    Unreachable,
    /// The registry asks for time.
    Limited,
    /// The registry says what it should not.
    Failing,
    /// It does not say whether the image is there: Docker Hub answers so of any repository that it does not have.
    Denied,
    /// It has no such image.
    Missing,
    /// It has the image: the builder was not told so, or it is of another platform.
    There,
}

/// The base that an operation of BuildKit's asks for, and how it stands: at the mirrors of its registry, and there.
pub(super) fn ask(operation: &str, world: &World) -> Option<(ImageRef, Standing)> {
    // The second is what a build itself runs: a frontend (`# syntax=`), or the scanner for the bill of materials.
    let named = ["[internal] load metadata for ", "resolve image config for docker-image://"];
    let base: ImageRef = named.iter().find_map(|words| operation.strip_prefix(words))?.parse().ok()?;
    let client = world.client().ok()?;
    let mut first = None;
    for place in world.mirrored(&base) {
        let standing = match client.head(&place) {
            Ok(Some(_)) => return Some((base, Standing::There)),
            Ok(None) => Standing::Missing,
            Err(error) => Standing::of(error.kind()),
        };
        // Of several places the builder tells what the first one said.
        first = first.or(Some(standing));
    }
    Some((base, first.unwrap_or(Standing::Missing)))
}

/// Whether it is the image with which BuildKit makes a bill of materials.
fn is_scanner(image: &ImageRef) -> bool {
    image.repository().path() == "docker/buildkit-syft-scanner"
}

impl Standing {
    fn of(error: &RegistryErrorKind) -> Self {
        match error {
            RegistryErrorKind::Unreachable | RegistryErrorKind::Interrupted => Self::Unreachable,
            RegistryErrorKind::RateLimited => Self::Limited,
            RegistryErrorKind::Refused { .. } | RegistryErrorKind::BadContent => Self::Failing,
            RegistryErrorKind::NotAuthorised => Self::Denied,
        }
    }

    /// A registry that does not do its part is none of the image's faults.
    pub(super) fn kind(self) -> ExitKind {
        match self {
            Self::Unreachable | Self::Limited | Self::Failing => ExitKind::Registry,
            Self::Denied | Self::Missing | Self::There => ExitKind::ImageBuild,
        }
    }

    pub(super) fn fix(self, base: &ImageRef, platform: Option<Platform>) -> String {
        match self {
            Self::Unreachable | Self::Denied | Self::Missing | Self::There if is_scanner(base) => format!(
                "`sbom = true` needs `{base}`, which scans the image: take the key out of the image's table, or name a mirror that has it under `mirrors` of [registry.\"{}\"]",
                base.repository().registry()
            ),
            Self::Unreachable => format!(
                "the builder does not reach the registry of `{base}`: check its name, the network and proxies, or name a mirror under `mirrors` of its [registry] table"
            ),
            Self::Limited => "wait, or log in with `docker login`: registries allow more to those they know".into(),
            Self::Failing => format!("the registry of `{base}` is at fault: run again later; what is finished comes from the cache"),
            Self::Denied => {
                format!("check that `{base}` is spelt right; if it is private, log in to its registry with `docker login`")
            }
            Self::Missing => format!("check name and tag; `docker buildx imagetools inspect {base}` asks for it without a build"),
            Self::There => {
                let platform = platform.map_or_else(|| "that platform".to_owned(), |platform| platform.to_string());
                format!(
                    "its registry has `{base}`: take a base that has {platform}, which `docker buildx imagetools inspect {base}` shows, or run again"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Standing;
    use archwright_oci::registry::RegistryErrorKind;

    #[test]
    fn the_registrys_answer_decides() {
        let refused = |status| RegistryErrorKind::Refused { status, code: String::new(), message: String::new() };
        let base = "r.example/x:1".parse().unwrap();
        for (error, exit, fix) in [
            (RegistryErrorKind::Unreachable, 7, "does not reach"),
            (refused(503), 7, "is at fault"),
            (RegistryErrorKind::RateLimited, 7, "wait, or log in"),
            (RegistryErrorKind::NotAuthorised, 6, "is private"),
        ] {
            let standing = Standing::of(&error);
            assert_eq!(standing.kind().code(), exit, "{error:?}");
            assert!(standing.fix(&base, None).contains(fix), "{error:?}: {standing:?}");
        }
        let scanner = "docker.io/docker/buildkit-syft-scanner:stable-1".parse().unwrap();
        let fix = Standing::Missing.fix(&scanner, None);
        assert!(fix.contains("`sbom = true`") && fix.contains("`mirrors` of [registry.\"docker.io\"]"), "{fix}");
        assert!(Standing::There.fix(&base, Some("linux/arm64".parse().unwrap())).contains("a base that has linux/arm64"));
    }
}
