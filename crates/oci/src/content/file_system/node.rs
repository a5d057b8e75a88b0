//! One file, directory, link or device of a file system.

use super::{FileSystem, Id, Kind};
use crate::code::FileCode;
use crate::content::path;
use crate::content::scan::{DeviceKind, FileEntry};
use archwright_model::finding::LayerPlace;
use std::collections::btree_map;

/// Something in a [`FileSystem`], with the path by which it was found.
#[derive(Debug, Clone)]
pub struct Node<'a> {
    system: &'a FileSystem,
    id: Id,
    path: Vec<u8>,
}

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NodeKind<'a> {
    /// A directory.
    Directory,
    /// A regular file.
    File(&'a FileEntry),
    /// A symbolic link, and where it leads.
    Symlink(&'a [u8]),
    /// A device or a pipe.
    Device(DeviceKind),
}

impl<'a> Node<'a> {
    pub(super) fn new(system: &'a FileSystem, id: Id, path: Vec<u8>) -> Self {
        Self { system, id, path }
    }

    pub(super) fn id(&self) -> Id {
        self.id
    }

    /// Its path, relative to the root; empty for the root itself.
    pub fn path(&self) -> &[u8] {
        &self.path
    }

    /// Its path as people write it: absolute, what is no printable text escaped.
    pub fn display(&self) -> String {
        path::display(&self.path)
    }

    /// The last part of its path.
    pub fn name(&self) -> &[u8] {
        path::split(&self.path).1
    }

    /// The layer that brought it; of a directory in several layers, the last that has an entry for it.
    pub fn layer(&self) -> Option<&'a LayerPlace> {
        self.system.layers.get(self.system.inode(self.id).layer as usize)
    }

    /// The permission bits, with set-user-ID, set-group-ID and sticky.
    pub fn mode(&self) -> u16 {
        self.system.inode(self.id).mode
    }

    /// Whether anybody may execute it; of a directory, pass through it.
    pub fn is_executable(&self) -> bool {
        self.mode() & 0o111 != 0
    }

    /// What it is.
    pub fn kind(&self) -> NodeKind<'a> {
        match &self.system.inode(self.id).kind {
            Kind::File(file) => NodeKind::File(file),
            Kind::Symlink(target) => NodeKind::Symlink(target),
            Kind::Device(kind) => NodeKind::Device(*kind),
            // No mark of a layer is in a file system that is ready.
            Kind::Directory(_) | Kind::Whiteout => NodeKind::Directory,
        }
    }

    /// Whether it is a directory.
    pub fn is_directory(&self) -> bool {
        self.kind() == NodeKind::Directory
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&'a FileEntry> {
        match self.kind() {
            NodeKind::File(file) => Some(file),
            NodeKind::Directory | NodeKind::Symlink(_) | NodeKind::Device(_) => None,
        }
    }

    /// What runs in it, if it is a file in which something runs.
    pub fn code(&self) -> Option<&'a FileCode> {
        self.file()?.code.as_deref()
    }

    /// Its content, if it is one of the texts that are [kept](crate::content::kept).
    pub fn text(&self) -> Option<&'a [u8]> {
        self.file()?.text.as_deref()
    }

    /// Whether both are names of one file: hard links.
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.system, other.system)
    }

    /// What a directory has under a name.
    pub fn child(&self, name: &[u8]) -> Option<Self> {
        let id = *self.system.names(self.id)?.get(name)?;
        Some(self.below(name, id))
    }

    /// What is in a directory, in the order of the names' bytes; nothing if it is none.
    pub fn children(&self) -> Children<'a> {
        Children { directory: self.clone(), names: self.system.names(self.id).map(|names| names.iter()) }
    }

    fn below(&self, name: &[u8], id: Id) -> Self {
        let mut path = Vec::with_capacity(self.path.len() + 1 + name.len());
        path.extend_from_slice(&self.path);
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(name);
        Self { system: self.system, id, path }
    }
}

/// See [`Node::children`].
#[derive(Debug)]
pub struct Children<'a> {
    directory: Node<'a>,
    names: Option<btree_map::Iter<'a, Box<[u8]>, Id>>,
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        let (name, id) = self.names.as_mut()?.next()?;
        Some(self.directory.below(name, *id))
    }
}

/// See [`FileSystem::iter`].
#[derive(Debug)]
pub struct Walk<'a> {
    open: Vec<Children<'a>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(root: &Node<'a>) -> Self {
        Self { open: vec![root.children()] }
    }
}

impl<'a> Iterator for Walk<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        loop {
            match self.open.last_mut()?.next() {
                Some(node) => {
                    if node.is_directory() {
                        self.open.push(node.children());
                    }
                    return Some(node);
                }
                None => drop(self.open.pop()),
            }
        }
    }
}
