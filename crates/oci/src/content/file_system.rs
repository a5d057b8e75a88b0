//! The file system of an image, as a container of it sees it.

mod merge;
mod node;
mod resolve;
mod unpack;

pub use node::{Children, Node, NodeKind, Walk};
pub use resolve::ResolveError;

use super::fault::LayerFault;
use super::path;
use super::scan::{DeviceKind, FileEntry, LayerScan};
use archwright_model::finding::LayerPlace;
use std::collections::BTreeMap;

/// The layers of an image, laid over each other. What a higher layer hides or takes away is not there.
///
/// It is what an overlay mount shows, which Docker, containerd and Podman run images with: each layer is unpacked into a directory of
/// its own. A symbolic link therefore leads entries of its own layer only; an entry `bin/x` over a lower layer's `bin -> usr/bin`
/// makes a directory `bin` that hides the link.
#[derive(Debug)]
pub struct FileSystem {
    inodes: Vec<Inode>,
    layers: Vec<LayerPlace>,
    faults: Vec<(LayerPlace, LayerFault)>,
}

/// The root's place among the inodes.
const ROOT: Id = 0;

type Id = u32;
type Names = BTreeMap<Box<[u8]>, Id>;

/// What a name stands for; several names may stand for one.
#[derive(Debug)]
struct Inode {
    /// The layer that brought it, counted from 0.
    layer: u32,
    mode: u16,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Directory(Directory),
    File(FileEntry),
    Symlink(Box<[u8]>),
    Device(DeviceKind),
    /// In a layer that is being unpacked: what lower layers have there is gone.
    Whiteout,
}

#[derive(Debug)]
struct Directory {
    names: Names,
    origin: Origin,
    below: Below,
}

/// Where a directory comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// An entry of its own.
    Entry,
    /// An entry that lies in it: what a lower layer says of it stays.
    Implied,
}

/// What is seen of lower layers in a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Below {
    Seen,
    Hidden,
}

impl FileSystem {
    /// The layers, the lowest first.
    pub fn new(layers: impl IntoIterator<Item = LayerScan>) -> Self {
        let root = Inode { layer: 0, mode: 0o755, kind: Kind::Directory(Directory::new(Origin::Implied)) };
        let mut built = Self { inodes: vec![root], layers: Vec::new(), faults: Vec::new() };
        for scan in layers {
            built.layers.push(LayerPlace { number: built.layers.len() + 1, digest: scan.digest.clone() });
            let upper = built.unpack(scan.entries);
            built.merge(upper);
        }
        built
    }

    /// The layers, the lowest first.
    pub fn layers(&self) -> &[LayerPlace] {
        &self.layers
    }

    /// What no runtime unpacks although the archives can be read: a hard link to nothing, a file below a file.
    pub fn faults(&self) -> &[(LayerPlace, LayerFault)] {
        &self.faults
    }

    /// The root directory.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, ROOT, Vec::new())
    }

    /// What lies at a path by its names alone: no link is followed, not those of its directories either.
    pub fn node(&self, path: impl AsRef<[u8]>) -> Option<Node<'_>> {
        let mut found = self.root();
        for name in path::parts(path.as_ref()) {
            found = found.child(name)?;
        }
        Some(found)
    }

    /// Everything but the root: a directory before what is in it, names in the order of their bytes.
    pub fn iter(&self) -> Walk<'_> {
        Walk::new(&self.root())
    }

    fn inode(&self, id: Id) -> &Inode {
        &self.inodes[id as usize]
    }

    fn add(&mut self, inode: Inode) -> Id {
        let id = u32::try_from(self.inodes.len()).unwrap_or(u32::MAX);
        self.inodes.push(inode);
        id
    }

    fn names(&self, id: Id) -> Option<&Names> {
        match &self.inode(id).kind {
            Kind::Directory(directory) => Some(&directory.names),
            Kind::File(_) | Kind::Symlink(_) | Kind::Device(_) | Kind::Whiteout => None,
        }
    }

    fn names_mut(&mut self, id: Id) -> Option<&mut Names> {
        match &mut self.inodes[id as usize].kind {
            Kind::Directory(directory) => Some(&mut directory.names),
            Kind::File(_) | Kind::Symlink(_) | Kind::Device(_) | Kind::Whiteout => None,
        }
    }
}

impl<'a> IntoIterator for &'a FileSystem {
    type Item = Node<'a>;
    type IntoIter = Walk<'a>;

    fn into_iter(self) -> Walk<'a> {
        self.iter()
    }
}

impl Directory {
    fn new(origin: Origin) -> Self {
        Self { names: Names::new(), origin, below: Below::Seen }
    }
}
