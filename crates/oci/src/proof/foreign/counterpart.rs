//! The same thing for the platform itself, beside a foreign file: `linux-arm64` beside `linux-x64`.

use super::super::view::{FileAt, View, join};
use super::System;
use super::names::{Name, Token, read};
use archwright_model::{Arch, Platform};
use std::cell::OnceCell;

/// Looks for siblings.
pub(super) struct Siblings<'a> {
    view: &'a dyn View,
    platform: Platform,
    files: &'a [FileAt<'a>],
    /// Every file of the platform, sorted.
    own: OnceCell<Vec<&'a str>>,
}

/// What stands beside a foreign file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beside {
    /// The same for this platform; its path.
    Own(String),
    /// The same for yet another one, and none for this platform; the directory of both.
    Others(String),
    Nothing,
}

impl<'a> Siblings<'a> {
    pub fn new(view: &'a dyn View, platform: Platform, files: &'a [FileAt<'a>]) -> Self {
        Self { view, platform, files, own: OnceCell::new() }
    }

    /// What stands beside a file of that machine, at the part of its path that names the machine or the system.
    pub fn of(&self, path: &str, arch: Option<Arch>, system: System) -> Beside {
        let mut others = Beside::Nothing;
        let mut end = path.len();
        while let Some(start) = path[..end].rfind('/') {
            let (parent, part) = (&path[..start], &path[start + 1..end]);
            let name = read(part);
            if self.tells(&name, arch, system) {
                match self.beside(parent, part, &name) {
                    Beside::Nothing => {}
                    own @ Beside::Own(_) => return own,
                    more @ Beside::Others(_) => others = more,
                }
            }
            if part == "prebuilds"
                && let Some(built) = ["build", "bin", "lib"].iter().map(|name| join(parent, name)).find(|path| self.has_own(path))
            {
                // npm builds the module where it finds no prebuilt one.
                return Beside::Own(built);
            }
            end = start;
        }
        others
    }

    /// Whether a part of a path says that what lies there is of the file's own machine or system, and not of the platform.
    fn tells(&self, name: &Name, arch: Option<Arch>, system: System) -> bool {
        match system {
            System::Linux => name.machines().any(|machine| machine == arch) && !name.is_for(self.platform.arch()),
            System::Other => name.tokens.contains(&Token::OtherSystem),
        }
    }

    fn beside(&self, parent: &str, part: &str, name: &Name) -> Beside {
        let directory = if parent.is_empty() { "/" } else { parent };
        let mut others = Beside::Nothing;
        for sibling in self.view.names(directory) {
            let other = read(&sibling);
            if sibling == part || other.rest != name.rest || other.tokens.is_empty() || other.tokens == name.tokens {
                continue;
            }
            let path = format!("{parent}/{sibling}");
            // A directory that is named for a system alone may hold any machine.
            let fits = other.is_for(self.platform.arch()) || (other.machines().next().is_none() && other.tokens.contains(&Token::Linux));
            if fits && !other.tokens.contains(&Token::OtherSystem) && self.has_own(&path) {
                return Beside::Own(path);
            }
            others = Beside::Others(directory.to_owned());
        }
        others
    }

    /// Whether a file is of the platform, or one below a directory.
    fn has_own(&self, path: &str) -> bool {
        let own = self.own.get_or_init(|| {
            let arch = Some(self.platform.arch());
            let own = self.files.iter().filter(|file| file.code.elf().is_some_and(|elf| elf.arch() == arch));
            let mut paths: Vec<&str> = own.map(|file| &*file.path).collect();
            paths.sort_unstable();
            paths
        });
        let below = format!("{path}/");
        let first = own.partition_point(|own| *own < below.as_str());
        own.get(first).is_some_and(|own| own.starts_with(&below)) || own.binary_search(&path).is_ok()
    }
}
