//! One layer, unpacked into a tree of its own.

use super::resolve::Last;
use super::{Below, Directory, FileSystem, Id, Inode, Kind, Origin, ROOT};
use crate::content::fault::LayerFault;
use crate::content::path;
use crate::content::scan::{EntryContent, LayerEntry};
use std::collections::VecDeque;

/// How many links of its own a layer may lead an entry through (containerd, `continuity/fs/path.go`).
const LINKS: usize = 255;
/// How many names the paths of a layer may lead through together: so many, and so many more for each entry.
const STEPS: u64 = 10_000_000;
const STEPS_OF_ENTRY: u64 = 32;

/// What unpacking one layer keeps in mind.
struct Layer {
    root: Id,
    steps: u64,
    /// The directory of the entry before, and its path: most entries lie beside each other.
    last: Option<(Box<[u8]>, Id)>,
}

impl FileSystem {
    /// The tree of the layer that was added last; gives its root.
    pub(super) fn unpack(&mut self, entries: Vec<LayerEntry>) -> Id {
        let root = self.directory(Origin::Implied, 0o755);
        let mut layer = Layer { root, steps: STEPS + STEPS_OF_ENTRY * entries.len() as u64, last: None };
        for entry in entries {
            let place = entry.path.clone();
            if let Err(fault) = self.put(&mut layer, entry)
                && let Some(place_of_layer) = self.layers.last()
            {
                self.faults.push((place_of_layer.clone(), fault.of(&place)));
                if layer.steps == 0 {
                    break;
                }
            }
        }
        root
    }

    fn put(&mut self, layer: &mut Layer, entry: LayerEntry) -> Result<(), LayerFault> {
        if entry.content == EntryContent::Opaque {
            let id = self.parent(layer, &entry.path)?;
            if let Kind::Directory(directory) = &mut self.inodes[id as usize].kind {
                directory.below = Below::Hidden;
            }
            return Ok(());
        }
        let (directory, name) = path::split(&entry.path);
        let parent = self.parent(layer, directory)?;
        let existing = self.names(parent).and_then(|names| names.get(name).copied());
        let id = match (entry.content, existing) {
            (EntryContent::Whiteout, Some(_)) => {
                return Err(LayerFault::entry("no runtime unpacks the whiteout: the same layer has a file of that name"));
            }
            (EntryContent::Directory, Some(id)) if self.names(id).is_some() => {
                self.inodes[id as usize].mode = entry.mode;
                if let Kind::Directory(directory) = &mut self.inodes[id as usize].kind {
                    directory.origin = Origin::Entry;
                }
                return Ok(());
            }
            // One that takes the place of a whiteout shows what lower layers have in it (seen with containerd 2.1).
            (EntryContent::Directory, _) => self.directory(Origin::Entry, entry.mode),
            (EntryContent::Whiteout, None) => self.inode_of_layer(0, Kind::Whiteout),
            (EntryContent::File(file), _) => self.inode_of_layer(entry.mode, Kind::File(file)),
            (EntryContent::Symlink(target), _) => self.inode_of_layer(entry.mode, Kind::Symlink(target)),
            (EntryContent::Device(kind), _) => self.inode_of_layer(entry.mode, Kind::Device(kind)),
            (EntryContent::HardLink(target), _) => self.linked(layer, &target)?,
            (EntryContent::Opaque, _) => return Ok(()),
        };
        if let Some(names) = self.names_mut(parent) {
            names.insert(name.into(), id);
        }
        if existing.is_some() {
            layer.last = None;
        }
        Ok(())
    }

    /// The directory in which an entry lies.
    fn parent(&mut self, layer: &mut Layer, place: &[u8]) -> Result<Id, LayerFault> {
        match &layer.last {
            Some((last, id)) if **last == *place => Ok(*id),
            _ => {
                let id = self.make_directory(layer, place)?;
                layer.last = Some((place.into(), id));
                Ok(id)
            }
        }
    }

    /// What a hard link leads to. Links of the target's directories are followed, the last is not.
    fn linked(&mut self, layer: &mut Layer, target: &[u8]) -> Result<Id, LayerFault> {
        let fail = |why: &str| LayerFault::entry(format!("no runtime unpacks the hard link to {}: {why}", path::display(target)));
        let found = match self.walk(layer.root, target, Last::Kept, LINKS, &mut layer.steps) {
            Ok(node) => node.id(),
            Err(_) => match self.walk(ROOT, target, Last::Kept, LINKS, &mut layer.steps) {
                Ok(_) => return Err(fail("that is a file of another layer")),
                Err(error) => return Err(fail(&error.to_string())),
            },
        };
        match &self.inode(found).kind {
            Kind::File(_) | Kind::Symlink(_) | Kind::Device(_) => Ok(found),
            Kind::Directory(_) => Err(fail("that is a directory")),
            Kind::Whiteout => Err(fail("there is no such file")),
        }
    }

    /// The directory at a path, made as far as it is not there; links of the layer are followed.
    fn make_directory(&mut self, layer: &mut Layer, place: &[u8]) -> Result<Id, LayerFault> {
        let mut open: VecDeque<Vec<u8>> = path::parts(place).map(<[u8]>::to_vec).collect();
        let mut passed = vec![layer.root];
        let mut followed = 0;
        while let Some(name) = open.pop_front() {
            layer.steps = layer.steps.saturating_sub(1);
            if layer.steps == 0 {
                return Err(LayerFault::limit("its paths lead through more names than anybody walks through"));
            }
            let here = passed.last().copied().unwrap_or(layer.root);
            if name == b".." {
                passed.truncate(passed.len().saturating_sub(1).max(1));
                continue;
            }
            let existing = self.names(here).and_then(|names| names.get(name.as_slice()).copied());
            let next = match existing.map(|id| (id, &self.inode(id).kind)) {
                Some((id, Kind::Directory(_))) => id,
                Some((_, Kind::Symlink(target))) => {
                    followed += 1;
                    if followed > LINKS {
                        return Err(LayerFault::entry("no runtime unpacks it: its path leads through symbolic links in a circle"));
                    }
                    if target.starts_with(b"/") {
                        passed.truncate(1);
                    }
                    for name in path::parts(target).rev() {
                        open.push_front(name.to_vec());
                    }
                    continue;
                }
                Some((_, Kind::File(_) | Kind::Device(_) | Kind::Whiteout)) => {
                    return Err(LayerFault::entry("no runtime unpacks it: part of its path is no directory in the same layer"));
                }
                None => {
                    let id = self.directory(Origin::Implied, 0o755);
                    if let Some(names) = self.names_mut(here) {
                        names.insert(name.into(), id);
                    }
                    id
                }
            };
            passed.push(next);
        }
        Ok(passed.pop().unwrap_or(layer.root))
    }

    fn directory(&mut self, origin: Origin, mode: u16) -> Id {
        self.inode_of_layer(mode, Kind::Directory(Directory::new(origin)))
    }

    fn inode_of_layer(&mut self, mode: u16, kind: Kind) -> Id {
        let layer = u32::try_from(self.layers.len().saturating_sub(1)).unwrap_or(u32::MAX);
        self.add(Inode { layer, mode, kind })
    }
}
