//! A layer's tree, laid over what is there.

use super::{Below, FileSystem, Id, Inode, Kind, Names, Origin, ROOT};

impl FileSystem {
    /// Lays a tree over the file system, as an overlay mount does: directories are joined, everything else hides what is below it.
    pub(super) fn merge(&mut self, upper: Id) {
        let mut open = vec![(ROOT, upper)];
        while let Some((below, above)) = open.pop() {
            let Kind::Directory(directory) = &mut self.inodes[above as usize].kind else { continue };
            let names = std::mem::take(&mut directory.names);
            let (origin, hides) = (directory.origin, directory.below);
            if hides == Below::Hidden
                && let Some(names) = self.names_mut(below)
            {
                names.clear();
            }
            if origin == Origin::Entry {
                let Inode { layer, mode, .. } = self.inodes[above as usize];
                let below = &mut self.inodes[below as usize];
                (below.layer, below.mode) = (layer, mode);
            }
            self.lay(below, names, &mut open);
        }
    }

    fn lay(&mut self, below: Id, names: Names, open: &mut Vec<(Id, Id)>) {
        for (name, above) in names {
            let existing = self.names(below).and_then(|names| names.get(&name).copied());
            let shown = match (&self.inode(above).kind, existing.map(|id| (id, &self.inode(id).kind))) {
                (Kind::Whiteout, _) => None,
                (Kind::Directory(_), Some((id, Kind::Directory(_)))) => {
                    open.push((id, above));
                    Some(id)
                }
                (Kind::Directory(_), _) => {
                    // A directory that begins here: its own marks mean nothing, but what is in it has to be looked through.
                    let Inode { layer, mode, .. } = *self.inode(above);
                    let id = self.add(Inode { layer, mode, kind: Kind::Directory(super::Directory::new(Origin::Entry)) });
                    open.push((id, above));
                    Some(id)
                }
                (Kind::File(_) | Kind::Symlink(_) | Kind::Device(_), _) => Some(above),
            };
            if let Some(names) = self.names_mut(below) {
                match shown {
                    Some(id) => drop(names.insert(name, id)),
                    None => drop(names.remove(&name)),
                }
            }
        }
    }
}
