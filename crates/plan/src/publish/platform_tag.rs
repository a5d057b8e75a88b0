//! Tags of single platforms: `1.4.0-arm64`.

use crate::tags::TagClass;
use archwright_model::{
    Os, Platform, Platforms, Tag,
    project::{Image, PlatformTags},
};
use serde::Serialize;

/// A tag of one platform's image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlatformTag {
    /// The platform.
    pub platform: Platform,
    /// The tag.
    pub tag: Tag,
    /// The class of the tag that it goes with.
    #[serde(skip)]
    pub(crate) class: TagClass,
}

impl PlatformTag {
    /// Those that go with an image's tags, if it has some; a name that would be too long for a tag has none.
    pub(crate) fn of(image: &Image, tags: &[Tag], classes: &[TagClass], platforms: &Platforms) -> Vec<Self> {
        match image.platform_tags {
            PlatformTags::No => Vec::new(),
            PlatformTags::Each => {
                let each = |(tag, class): (&Tag, &TagClass)| {
                    let one = |platform| Some(Self { platform, tag: format!("{tag}-{}", behind(platform)).parse().ok()?, class: *class });
                    platforms.iter().filter_map(one).collect::<Vec<_>>()
                };
                tags.iter().zip(classes).flat_map(each).collect()
            }
        }
    }
}

/// What stands behind a tag for a platform: `arm64`, `arm-v7`, and the system in front where it is not Linux.
fn behind(platform: Platform) -> String {
    let slug = platform.slug();
    match platform.os() {
        Os::Linux => slug.strip_prefix("linux-").map_or_else(|| slug.clone(), str::to_owned),
        Os::Darwin | Os::Windows => slug,
    }
}
