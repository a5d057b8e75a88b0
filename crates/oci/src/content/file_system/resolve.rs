//! Paths with links in them.

use super::{FileSystem, Id, Kind, Node, ROOT};
use crate::content::path::{self, parts};
use std::collections::VecDeque;
use std::{error, fmt};

/// How many links Linux follows in one path.
const LINKS: usize = 40;
/// How many names one path may lead through, those of links included. Linux has no such bound; no path that is meant to be used
/// comes near.
const STEPS: u64 = 4096;

/// Why a path leads to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolveError {
    /// Nothing is there, under that path, links undone.
    NotFound(String),
    /// What should be a directory is none.
    NotDirectory(String),
    /// More links than Linux follows: as good as a circle.
    TooManyLinks,
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(path) => write!(f, "there is no {path}"),
            Self::NotDirectory(path) => write!(f, "{path} is no directory"),
            Self::TooManyLinks => write!(f, "it leads through more than {LINKS} symbolic links"),
        }
    }
}

impl error::Error for ResolveError {}

impl FileSystem {
    /// What a process finds at a path: every link followed, none out of the root. A relative path starts at the root.
    ///
    /// # Errors
    /// Nothing is there, or links lead in a circle.
    pub fn resolve(&self, path: impl AsRef<[u8]>) -> Result<Node<'_>, ResolveError> {
        self.walk(ROOT, path.as_ref(), Last::Followed, LINKS, &mut { STEPS })
    }

    /// What a process finds at a path without following the last link in it.
    ///
    /// # Errors
    /// Nothing is there, or links lead in a circle.
    pub fn locate(&self, path: impl AsRef<[u8]>) -> Result<Node<'_>, ResolveError> {
        self.walk(ROOT, path.as_ref(), Last::Kept, LINKS, &mut { STEPS })
    }

    /// The walk of [`Self::resolve`] in a tree of its own, which takes from the steps that are left.
    pub(super) fn walk(&self, root: Id, path: &[u8], last: Last, links: usize, steps: &mut u64) -> Result<Node<'_>, ResolveError> {
        let mut open: VecDeque<Vec<u8>> = parts(path).map(<[u8]>::to_vec).collect();
        let mut passed = vec![Node::new(self, root, Vec::new())];
        let mut followed = 0;
        while let Some(name) = open.pop_front() {
            *steps = steps.checked_sub(1).ok_or(ResolveError::TooManyLinks)?;
            let Some(here) = passed.last() else { return Err(ResolveError::NotFound(path::display(path))) };
            if self.names(here.id()).is_none() {
                return Err(ResolveError::NotDirectory(here.display()));
            }
            if name == b".." {
                if passed.len() > 1 {
                    passed.pop();
                }
                continue;
            }
            let Some(child) = here.child(&name) else {
                let missing = [here.path(), b"/", &name].concat();
                return Err(ResolveError::NotFound(path::display(missing.strip_prefix(b"/").unwrap_or(&missing))));
            };
            match &self.inode(child.id()).kind {
                Kind::Symlink(target) if last == Last::Followed || !open.is_empty() => {
                    followed += 1;
                    if followed > links {
                        return Err(ResolveError::TooManyLinks);
                    }
                    if target.starts_with(b"/") {
                        passed.truncate(1);
                    }
                    for part in parts(target).rev() {
                        open.push_front(part.to_vec());
                    }
                }
                Kind::Directory(_) | Kind::File(_) | Kind::Symlink(_) | Kind::Device(_) | Kind::Whiteout => passed.push(child),
            }
        }
        passed.pop().ok_or_else(|| ResolveError::NotFound(path::display(path)))
    }
}

/// Whether the last part of a path is followed if it is a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    Followed,
    Kept,
}
