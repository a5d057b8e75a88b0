//! One judgement while it is made: the files, what was found, and what was looked at already.

use super::policy::AllowForeign;
use super::search::Directories;
use super::tally::Tally;
use super::view::{FileAt, View};
use super::{FileProof, FileSubject, NativeCode};
use crate::code::Elf;
use crate::findings::FOREIGN_ALLOWED;
use archwright_model::finding::{FindingKind, LayerPlace};
use archwright_model::{Finding, Platform, Severity, count};
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

pub(super) struct Judging<'a> {
    pub view: &'a dyn View,
    pub subject: &'a FileSubject<'a>,
    /// Every file with code in it, in the order of paths.
    pub files: Rc<[FileAt<'a>]>,
    pub findings: Vec<Finding>,
    /// Files that were judged as programs or libraries that run, by real path.
    pub judged: HashSet<String>,
    /// Files that were judged as programs.
    pub programs: HashSet<String>,
    /// Programs of another machine on `PATH`: what is foreign is judged after everything that runs.
    pub on_path: HashSet<String>,
    /// Scripts on `PATH` whose interpreter is not there: of each reason the first, and how many.
    pub idle_scripts: BTreeMap<String, (FileAt<'a>, usize)>,
    pub tally: Tally,
    /// What was found already: many programs need the same library.
    told: HashSet<(&'static str, String, String)>,
    /// Where the loaders of each platform look by themselves: its own, and a second ABI's.
    directories: BTreeMap<Platform, Rc<Directories>>,
    allowed: &'a [AllowForeign],
    /// Of each allowance what it allowed: the first, and how many.
    used: BTreeMap<usize, (String, usize, usize)>,
}

impl<'a> Judging<'a> {
    pub fn new(view: &'a dyn View, subject: &'a FileSubject<'a>, allowed: &'a [AllowForeign]) -> Self {
        Self {
            view,
            subject,
            files: view.code_files().collect(),
            findings: Vec::new(),
            judged: HashSet::new(),
            programs: HashSet::new(),
            on_path: HashSet::new(),
            idle_scripts: BTreeMap::new(),
            told: HashSet::new(),
            directories: BTreeMap::new(),
            tally: Tally::default(),
            allowed,
            used: BTreeMap::new(),
        }
    }

    pub fn platform(&self) -> Platform {
        self.subject.platform
    }

    /// Where the loaders of a platform's programs look by themselves.
    pub fn directories(&mut self, platform: Platform) -> Rc<Directories> {
        let read = || Rc::new(Directories::read(self.view, &FileSubject { platform, ..*self.subject }));
        Rc::clone(self.directories.entry(platform).or_insert_with(read))
    }

    /// Notes that a file was judged as a part of what runs. Of a second ABI, what is told of foreign files is told all the same.
    pub fn note_judged(&mut self, file: &FileAt<'_>, elf: &Elf) {
        if elf.arch() == Some(self.platform().arch()) {
            self.judged.insert(file.path.clone().into_owned());
        }
    }

    /// A finding about a file.
    pub fn find(&mut self, kind: FindingKind, file: &FileAt<'_>, message: String) {
        self.find_as(kind.severity, kind, file, message);
    }

    /// The same, as severe as the place makes it.
    pub fn find_as(&mut self, severity: Severity, kind: FindingKind, file: &FileAt<'_>, message: String) {
        if !self.told.insert((kind.id, file.path.clone().into_owned(), message.clone())) {
            return;
        }
        let layer = self.subject.layers.get(file.layer).map(|digest| LayerPlace { number: file.layer + 1, digest: digest.clone() });
        let finding = kind.at(Some(self.platform()), self.subject.name, message);
        self.findings.push(Finding { severity, layer, path: Some(file.path.clone().into_owned()), ..finding });
    }

    /// A finding about something that is in no layer.
    pub fn find_nowhere(&mut self, severity: Severity, kind: FindingKind, path: Option<&str>, message: String) {
        let finding = kind.at(Some(self.platform()), self.subject.name, message);
        self.findings.push(Finding { severity, path: path.map(str::to_owned), ..finding });
    }

    /// Whether somebody answers for a foreign file.
    pub fn allows(&mut self, file: &FileAt<'_>) -> bool {
        let Some(at) = self.allowed.iter().position(|allowed| allowed.covers(&file.path)) else { return false };
        let (_, _, number) = self.used.entry(at).or_insert_with(|| (file.path.clone().into_owned(), file.layer, 0));
        *number += 1;
        true
    }

    pub fn finish(mut self) -> FileProof {
        let mut idle = Vec::new();
        for (at, allowed) in self.allowed.iter().enumerate() {
            let AllowForeign { path: pattern, why } = allowed;
            match self.used.remove(&at) {
                Some((first, layer, number)) => {
                    let message = format!("{} of another machine allowed by `{pattern}`: {why}", count(number, "file"));
                    let file = FileAt { path: first.into(), layer, mode: 0, code: &crate::code::FileCode::None, text: None };
                    self.find(FOREIGN_ALLOWED, &file, message);
                }
                // On another platform the same file may be foreign.
                None if self.files.iter().any(|file| allowed.covers(&file.path)) => {}
                None => idle.push(at),
            }
        }
        let native = if self.tally.native == 0 { NativeCode::Absent } else { NativeCode::Present };
        let proved = self.tally.proved(self.view.file_count(), self.platform());
        FileProof { findings: self.findings, proved, native, idle }
    }
}
