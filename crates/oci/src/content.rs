//! What is inside the layers of an image, and the file system that a container of it sees.
//!
//! A layer is read once, as a stream: [`layer::scan`] checks its digest, decompresses it, checks the digest of what comes out
//! against the config, and walks through its archive, which gives a [`LayerScan`]. [`FileSystem`] lays scans over each other as
//! container runtimes do. Nothing is unpacked to disk. What a runtime would not unpack is a [`LayerFault`], never passed over.

pub mod cache;
pub mod compression;
pub mod fault;
pub mod file_system;
pub mod kept;
pub mod layer;
pub mod limits;
pub mod path;
mod read;
pub mod scan;

pub use cache::ScanCache;
pub use compression::Compression;
pub use fault::{LayerFault, LayerFaultKind};
pub use file_system::{FileSystem, Node, NodeKind, ResolveError};
pub use limits::Limits;
pub use read::{ReadSettings, read_layers};
pub use scan::{DeviceKind, EntryContent, FileEntry, LayerEntry, LayerScan};
