//! Fixtures.

#[cfg(feature = "registry")]
mod fake_registry;
#[cfg(feature = "registry")]
mod http;
#[cfg(feature = "registry")]
pub mod proxy;
#[cfg(feature = "registry")]
pub mod tls;

#[cfg(feature = "registry")]
pub use fake_registry::{FakeRegistry, Fault, Guard};

use archwright_oci::annotation::Annotations;
use archwright_oci::{Document, Layout, layout};
use camino::Utf8PathBuf;

/// A directory that is gone after the test.
pub struct Scratch {
    _dir: tempfile::TempDir,
    pub path: Utf8PathBuf,
}

pub fn scratch() -> Scratch {
    let dir = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(dir.path().to_owned()).unwrap();
    Scratch { _dir: dir, path }
}

/// A layout as `BuildKit` wrote it, `amd64` or `arm64`.
pub fn built(arch: &str) -> Layout {
    Layout::open(Utf8PathBuf::from(format!("{}/tests/data/buildkit-{arch}", env!("CARGO_MANIFEST_DIR")))).unwrap()
}

/// Both platforms in one layout, and its index.
pub fn merged(scratch: &Scratch) -> (Layout, Document) {
    let into = Layout::create(scratch.path.join("merged")).unwrap();
    let names = ["127.0.0.1:5005/noetl/server:1.2".parse().unwrap(), "debian:x".parse().unwrap()];
    let index = layout::merge(&[built("amd64"), built("arm64")], &into, &names, &Annotations::new()).unwrap();
    (into, index.into())
}
