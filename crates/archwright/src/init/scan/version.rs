//! Where the version of a repository stands.

use crate::observe::read_version;
use archwright_model::{Tag, project::VersionSource};
use archwright_plan::Fact;
use camino::Utf8Path;

/// The first source at the root whose version can be a tag: `VERSION`, `Cargo.toml`, `package.json`.
pub(super) fn find(root: &Utf8Path) -> Option<VersionSource> {
    let sources = [
        VersionSource::File("VERSION".into()),
        VersionSource::Cargo("Cargo.toml".into()),
        VersionSource::PackageJson("package.json".into()),
    ];
    let nobody_asked = Fact::Unknown("nobody asked".into());
    sources.into_iter().find(|source| read_version(root, source, &nobody_asked).known().is_some_and(|text| text.parse::<Tag>().is_ok()))
}
