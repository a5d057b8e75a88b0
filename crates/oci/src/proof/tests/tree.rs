//! A file system made by hand.

use crate::code::elf::{ByteOrder, Class, Dynamic, VersionNeed};
use crate::code::{Elf, ElfKind, FileCode, Machine, identify};
use crate::proof::{FileAt, Found, View};
use archwright_model::Arch;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Files by path, each in a layer.
#[derive(Clone, Default)]
pub struct Tree {
    nodes: BTreeMap<String, Node>,
    layer: usize,
}

#[derive(Clone)]
enum Node {
    File { layer: usize, mode: u16, code: FileCode, text: Vec<u8> },
    Link(String),
}

impl Tree {
    pub fn with(mut self, path: &str, mode: u16, code: FileCode, text: &[u8]) -> Self {
        self.nodes.insert(path.into(), Node::File { layer: self.layer, mode, code, text: text.to_vec() });
        self
    }

    /// An executable file.
    pub fn program(self, path: &str, code: impl Into<FileCode>) -> Self {
        self.with(path, 0o755, code.into(), b"")
    }

    /// A file that is not executable.
    pub fn file(self, path: &str, code: impl Into<FileCode>) -> Self {
        self.with(path, 0o644, code.into(), b"")
    }

    pub fn text(self, path: &str, text: &[u8]) -> Self {
        self.with(path, 0o644, FileCode::None, text)
    }

    pub fn script(self, path: &str, text: &str) -> Self {
        self.with(path, 0o755, identify(text.as_bytes()), text.as_bytes())
    }

    pub fn link(mut self, path: &str, target: &str) -> Self {
        self.nodes.insert(path.into(), Node::Link(target.into()));
        self
    }

    pub fn without(mut self, path: &str) -> Self {
        self.nodes.remove(path);
        self
    }

    /// What is added from here on lies in the next layer.
    pub fn layer(mut self) -> Self {
        self.layer += 1;
        self
    }

    /// The real path of what is there, or how it ends.
    fn real(&self, path: &str) -> Result<String, Found<'static>> {
        let (mut done, mut left) = (String::new(), parts(path));
        let (mut links, mut by_itself) = (0, false);
        while let Some(part) = left.pop() {
            if part == ".." {
                done.truncate(done.rfind('/').unwrap_or(0));
                continue;
            }
            let next = format!("{done}/{part}");
            match self.nodes.get(&next) {
                Some(Node::Link(target)) => {
                    links += 1;
                    by_itself |= left.is_empty();
                    if links > 40 {
                        return Err(Found::Cycle);
                    }
                    if target.starts_with('/') {
                        done.clear();
                    }
                    left.extend(parts(target));
                }
                Some(Node::File { .. }) if !left.is_empty() => return Err(Found::Missing),
                Some(Node::File { .. }) => done = next,
                None if self.is_directory(&next) => done = next,
                None if by_itself => return Err(Found::Dangling(next)),
                None => return Err(Found::Missing),
            }
        }
        Ok(done)
    }

    fn is_directory(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.nodes.range(below.clone()..).next().is_some_and(|(path, _)| path.starts_with(&below))
    }

    fn at<'a>(&'a self, path: &str) -> Option<FileAt<'a>> {
        match self.nodes.get_key_value(path)? {
            (path, Node::File { layer, mode, code, text }) => {
                let text = (!text.is_empty()).then_some(text.as_slice());
                Some(FileAt { path: Cow::Borrowed(path), layer: *layer, mode: *mode, code, text })
            }
            (_, Node::Link(_)) => None,
        }
    }
}

fn parts(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".").rev().map(str::to_owned).collect()
}

impl View for Tree {
    fn find(&self, path: &str) -> Found<'_> {
        match self.real(path) {
            Ok(real) => self.at(&real).map_or(Found::Directory(Cow::Owned(if real.is_empty() { "/".into() } else { real })), Found::File),
            Err(found) => found,
        }
    }

    fn names(&self, directory: &str) -> Vec<Cow<'_, str>> {
        let Ok(real) = self.real(directory) else { return Vec::new() };
        let below = format!("{real}/");
        let names: BTreeSet<&str> =
            self.nodes.keys().filter_map(|path| path.strip_prefix(&below)).filter_map(|rest| rest.split('/').next()).collect();
        names.into_iter().map(Cow::Borrowed).collect()
    }

    fn code_files(&self) -> Box<dyn Iterator<Item = FileAt<'_>> + '_> {
        Box::new(self.nodes.keys().filter_map(|path| self.at(path)).filter(|file| *file.code != FileCode::None))
    }

    fn file_count(&self) -> usize {
        self.nodes.values().filter(|node| matches!(node, Node::File { .. })).count()
    }
}

/// An ELF file's facts, made by hand.
#[derive(Clone)]
pub struct Made(pub Elf);

/// A static program.
pub fn program(arch: Arch) -> Made {
    let class = if matches!(arch, Arch::Arm | Arch::I386) { Class::Bits32 } else { Class::Bits64 };
    let order = if arch == Arch::S390x { ByteOrder::Big } else { ByteOrder::Little };
    Made(Elf {
        machine: Machine(arch.elf_machine()),
        class,
        order,
        os_abi: 0,
        kind: ElfKind::Executable,
        flags: 0,
        arm: None,
        x86_level: 0,
        interpreter: None,
        dynamic: None,
        is_go: false,
        is_android: false,
        is_partial: false,
        defect: None,
    })
}

/// A library of that name.
pub fn library(arch: Arch, soname: &str) -> Made {
    let mut made = program(arch);
    made.0.kind = ElfKind::Shared;
    made.dynamic().soname = Some(soname.into());
    made
}

impl Made {
    fn dynamic(&mut self) -> &mut Dynamic {
        self.0.dynamic.get_or_insert_default()
    }

    pub fn loader(mut self, path: &str) -> Self {
        self.0.interpreter = Some(path.into());
        self.dynamic();
        self
    }

    pub fn needs(mut self, libraries: &[&str]) -> Self {
        self.dynamic().needed = libraries.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    pub fn runpath(mut self, path: &str) -> Self {
        self.dynamic().runpath = Some(path.into());
        self
    }

    pub fn rpath(mut self, path: &str) -> Self {
        self.dynamic().rpath = Some(path.into());
        self
    }

    pub fn wants(mut self, library: &str, versions: &[&str]) -> Self {
        let versions = versions.iter().map(|version| (*version).to_owned()).collect();
        self.dynamic().version_needs.push(VersionNeed { library: library.into(), versions });
        self
    }

    pub fn has(mut self, versions: &[&str]) -> Self {
        self.dynamic().version_definitions = versions.iter().map(|version| (*version).to_owned()).collect();
        self
    }

    pub fn but(mut self, change: impl FnOnce(&mut Elf)) -> Self {
        change(&mut self.0);
        self
    }
}

impl From<Made> for FileCode {
    fn from(made: Made) -> Self {
        Self::Elf(Box::new(made.0))
    }
}
