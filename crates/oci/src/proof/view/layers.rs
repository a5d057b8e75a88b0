//! The merged layers of an image, as a view.

use super::{FileAt, Found, View};
use crate::code::FileCode;
use crate::content::{FileSystem, Node, NodeKind, ResolveError};
use std::borrow::Cow;

impl View for FileSystem {
    fn find(&self, path: &str) -> Found<'_> {
        match self.resolve(path) {
            Ok(node) => match node.kind() {
                NodeKind::File(_) => Found::File(file(&node)),
                NodeKind::Directory => Found::Directory(Cow::Owned(node.display())),
                NodeKind::Symlink(_) | NodeKind::Device(_) => Found::Special,
            },
            Err(ResolveError::NotFound(end)) => match self.locate(path) {
                Ok(_) => Found::Dangling(end),
                Err(_) => Found::Missing,
            },
            Err(ResolveError::NotDirectory(_)) => Found::Missing,
            Err(ResolveError::TooManyLinks) => Found::Cycle,
        }
    }

    fn names(&self, directory: &str) -> Vec<Cow<'_, str>> {
        let Ok(node) = self.resolve(directory) else { return Vec::new() };
        node.children().map(|child| Cow::Owned(String::from_utf8_lossy(child.name()).into_owned())).collect()
    }

    fn code_files(&self) -> Box<dyn Iterator<Item = FileAt<'_>> + '_> {
        Box::new(self.iter().filter(|node| node.code().is_some_and(|code| *code != FileCode::None)).map(|node| file(&node)))
    }

    fn file_count(&self) -> usize {
        self.iter().filter(|node| node.file().is_some()).count()
    }
}

fn file<'a>(node: &Node<'a>) -> FileAt<'a> {
    const DATA: &FileCode = &FileCode::None;
    FileAt {
        path: Cow::Owned(node.display()),
        layer: node.layer().map_or(0, |layer| layer.number.saturating_sub(1)),
        mode: node.mode(),
        code: node.code().unwrap_or(DATA),
        text: node.text(),
    }
}
