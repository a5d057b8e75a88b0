//! Looking at a file while it streams by.

use super::sparse::Sparse;
use super::{FileCode, elf, macho, pe, script};

/// Files up to this size are kept whole.
const WHOLE: u64 = 1024 * 1024;
/// Of larger ones first this much, which tells what else is worth keeping.
const HEAD: u64 = 64 * 1024;

/// Takes the bytes of one file in order and tells what it is. At most 24 MiB are kept, for ELF files only, and of those what
/// their program headers point to.
#[derive(Debug)]
pub struct Inspector {
    kept: Sparse,
    kind: Kind,
    /// How much must be there before anything is decided.
    head: u64,
    start: Vec<u8>,
}

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Too few of them yet.
    Unknown,
    Elf,
    Pe,
    MachO,
    Script,
    JavaClass,
    Archive,
    Nothing,
}

/// As many bytes tell the kinds apart.
const MAGIC: usize = 8;

impl Inspector {
    /// A file of that size.
    pub fn new(size: u64) -> Self {
        Self { kept: Sparse::new(size), kind: Kind::Unknown, head: if size <= WHOLE { size } else { HEAD }, start: Vec::new() }
    }

    /// One that keeps the whole file, to compare with.
    #[cfg(any(test, fuzzing))]
    pub fn keeping_all(size: u64) -> Self {
        Self { kept: Sparse::new(size), kind: Kind::Unknown, head: size, start: Vec::new() }
    }

    /// The next bytes.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        if self.kind == Kind::Unknown {
            let missing = MAGIC - self.start.len();
            let (now, rest) = bytes.split_at(bytes.len().min(missing));
            self.start.extend_from_slice(now);
            if self.start.len() < MAGIC {
                return;
            }
            bytes = rest;
            self.decide();
        }
        if self.wants_more() {
            // What is worth keeping of the rest is known when the head is there.
            let head = self.head.saturating_sub(self.kept.position());
            let (head, rest) = bytes.split_at(bytes.len().min(usize::try_from(head).unwrap_or(usize::MAX)));
            if !head.is_empty() {
                self.kept.feed(head);
                if self.kept.position() == self.head && self.head < self.kept.size() {
                    self.look_ahead();
                }
            }
            self.kept.feed(rest);
        }
    }

    /// Whether further bytes can still change the answer.
    pub fn wants_more(&self) -> bool {
        self.kind == Kind::Unknown || self.kept.position() < self.kept.end()
    }

    /// What the file is.
    pub fn finish(mut self) -> FileCode {
        if self.kind == Kind::Unknown {
            self.decide();
        }
        match self.kind {
            Kind::Unknown | Kind::Nothing => FileCode::None,
            Kind::Elf => elf::read(&self.kept).map_or_else(FileCode::BadElf, |elf| FileCode::Elf(Box::new(elf))),
            Kind::Pe => pe::read(&self.kept).map_or(FileCode::None, FileCode::Pe),
            Kind::MachO => FileCode::MachO(macho::architectures(self.kept.from(0).unwrap_or_default())),
            Kind::Script => script::read(self.kept.from(0).unwrap_or_default()).map_or(FileCode::None, FileCode::Script),
            Kind::JavaClass => FileCode::JavaClass,
            Kind::Archive => FileCode::Archive,
        }
    }

    fn decide(&mut self) {
        self.kind = kind(&self.start);
        let keep = match self.kind {
            Kind::Elf | Kind::Pe => self.head,
            Kind::MachO => 4096,
            Kind::Script => script::LINE,
            Kind::Unknown | Kind::JavaClass | Kind::Archive | Kind::Nothing => 0,
        };
        self.kept.keep(std::iter::once(0..keep).collect());
        self.kept.feed(&self.start);
    }

    fn look_ahead(&mut self) {
        if self.kind == Kind::Elf {
            let ranges = elf::ranges(&self.kept);
            self.kept.keep(ranges);
        }
    }
}

fn kind(start: &[u8]) -> Kind {
    match start {
        [0x7f, b'E', b'L', b'F', ..] => Kind::Elf,
        // The last, a fat one, counts its architectures here; in a Java class this is the version, 45 or more.
        [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..] | [0xca, 0xfe, 0xba, 0xbe | 0xbf, 0, 0, 0, 1..45] => {
            Kind::MachO
        }
        [0xca, 0xfe, 0xba, 0xbe, _, _, 0, 45..=255] | [0xca, 0xfe, 0xba, 0xbe, _, _, 1..=255, _] => Kind::JavaClass,
        [b'M', b'Z', ..] => Kind::Pe,
        [b'#', b'!', ..] => Kind::Script,
        [b'P', b'K', 3, 4, ..] => Kind::Archive,
        _ => Kind::Nothing,
    }
}
