//! Any bytes as the files of an image: parts of them lie where programs, loaders, libraries and their lists do. A file must be the
//! same in one piece and in many, and survive the cache; of a large one it must be enough to keep parts; judging must end, and say the
//! same twice.
#![no_main]

use archwright_oci::code::{FileCode, Inspector, identify};
use archwright_oci::config::RunConfig;
use archwright_oci::proof::{FileAt, FilePolicy, FileSubject, Found, View, judge_files};
use libfuzzer_sys::fuzz_target;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

const PLACES: [&str; 12] = [
    "/app/server",
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/libc.so.6",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/lib/ld-musl-x86_64.so.1",
    "/etc/ld-musl-x86_64.path",
    "/usr/bin/tool",
    "/app/prebuilds/linux-x64/a.node",
    "/app/prebuilds/linux-arm64/a.node",
    "/var/lib/dpkg/info/a:i386.list",
    "/usr/bin/dpkg",
];

const PLATFORMS: [&str; 4] = ["linux/amd64", "linux/arm64", "linux/arm/v6", "linux/386"];

struct Files(BTreeMap<&'static str, (FileCode, Vec<u8>)>);

impl Files {
    fn at<'a>(&'a self, path: &str) -> Option<FileAt<'a>> {
        let (path, (code, text)) = self.0.get_key_value(path)?;
        Some(FileAt { path: Cow::Borrowed(path), layer: 0, mode: 0o755, code, text: Some(text) })
    }
}

impl View for Files {
    fn find(&self, path: &str) -> Found<'_> {
        let below = format!("{}/", path.trim_end_matches('/'));
        match self.at(path) {
            Some(file) => Found::File(file),
            None if self.0.keys().any(|path| path.starts_with(&below)) => Found::Directory(Cow::Owned(path.to_owned())),
            None => Found::Missing,
        }
    }

    fn names(&self, directory: &str) -> Vec<Cow<'_, str>> {
        let below = format!("{}/", directory.trim_end_matches('/'));
        let names: BTreeSet<&str> =
            self.0.keys().filter_map(|path| path.strip_prefix(&below)).filter_map(|rest| rest.split('/').next()).collect();
        names.into_iter().map(Cow::Borrowed).collect()
    }

    fn code_files(&self) -> Box<dyn Iterator<Item = FileAt<'_>> + '_> {
        Box::new(self.0.keys().filter_map(|path| self.at(path)))
    }

    fn file_count(&self) -> usize {
        self.0.len()
    }
}

/// In pieces of so many bytes.
fn cut(bytes: &[u8], mut inspector: Inspector, length: usize) -> FileCode {
    bytes.chunks(length).for_each(|part| inspector.feed(part));
    inspector.finish()
}

fn look(bytes: &[u8]) -> FileCode {
    let (whole, size) = (identify(bytes), bytes.len() as u64);
    for length in [1, 7, 1 + bytes.len() % 61, 513] {
        assert_eq!(cut(bytes, Inspector::new(size), length), whole);
    }
    // What is fed may be less or more than what was promised.
    for size in [0, size / 2, u64::MAX] {
        cut(bytes, Inspector::new(size), usize::MAX);
    }
    let json = serde_json::to_vec(&whole).expect("text");
    // Entries may overlap, so that a small file says much; there is an end to it.
    assert!(json.len() <= 8 << 20, "{} bytes of facts of {size}", json.len());
    assert_eq!(serde_json::from_slice::<FileCode>(&json).expect("the same"), whole);
    whole
}

/// The same with a hole in the middle, large enough that only parts of it are kept.
fn look_at_large(bytes: &[u8]) {
    let (head, tail) = bytes.split_at(bytes.len() / 2);
    let bytes = [head, &vec![0; 1 << 20], tail].concat();
    let size = bytes.len() as u64;
    let parts = cut(&bytes, Inspector::new(size), 8191);
    assert_eq!(cut(&bytes, Inspector::new(size), 100_003), parts);
    let whole = cut(&bytes, Inspector::keeping_all(size), 100_003);
    match (&parts, &whole) {
        (FileCode::Elf(parts), FileCode::Elf(whole)) => {
            assert_eq!((parts.machine, parts.kind == whole.kind || parts.is_partial), (whole.machine, true));
            assert!(parts.is_partial || parts.defect.is_some() || parts.dynamic == whole.dynamic, "{parts:?} {whole:?}");
        }
        _ => assert_eq!(parts, whole),
    }
}

/// The processor's time that this process took: what a machine that does much else adds is left out. Nothing where there is no procfs.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    // In user mode and in the kernel's, each in hundredths of a second.
    Duration::from_millis(10 * fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>())
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, mut rest)) = bytes.split_first() else { return };
    let start = processor_time();
    let mut files = BTreeMap::new();
    // A place, a length of two bytes, and so much content.
    while let [place, low, high, more @ ..] = rest {
        let (content, behind) = more.split_at(more.len().min(usize::from(u16::from_le_bytes([*low, *high]))));
        if *place >= 0x80 {
            look_at_large(content);
        }
        files.insert(PLACES[usize::from(*place & 0x7f) % PLACES.len()], (look(content), content.to_vec()));
        rest = behind;
    }
    let run: RunConfig =
        serde_json::from_str(r#"{"Entrypoint":["/app/server"],"Env":["LD_LIBRARY_PATH=/lib:$ORIGIN"]}"#).expect("a config");
    let platform = PLATFORMS[usize::from(*first) % PLATFORMS.len()].parse().expect("a platform");
    let subject = FileSubject { name: "fuzzed", platform, run: Some(&run), layers: &[] };
    let files = Files(files);
    let proof = judge_files(&files, &subject, &FilePolicy::FULL);
    assert_eq!(judge_files(&files, &subject, &FilePolicy::FULL), proof);
    let taken = processor_time().saturating_sub(start);
    assert!(taken < Duration::from_secs(2), "{taken:?}");
});
