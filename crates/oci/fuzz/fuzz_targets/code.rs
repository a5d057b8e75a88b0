//! Any bytes as the files of an image: parts of them lie where programs, loaders, libraries and their lists do. A file must be the
//! same in one piece and in many, and survive the cache; judging must end, and say the same twice.
#![no_main]

use archwright_oci::code::{FileCode, Inspector, identify};
use archwright_oci::config::RunConfig;
use archwright_oci::proof::{FileAt, FilePolicy, FileSubject, Found, View, judge_files};
use libfuzzer_sys::fuzz_target;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

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

fn look(bytes: &[u8]) -> FileCode {
    let whole = identify(bytes);
    let mut inspector = Inspector::new(bytes.len() as u64);
    for part in bytes.chunks(1 + bytes.len() % 61) {
        inspector.feed(part);
    }
    assert_eq!(inspector.finish(), whole);
    // What is fed may be less or more than what was promised.
    for size in [0, bytes.len() as u64 / 2, u64::MAX] {
        let mut inspector = Inspector::new(size);
        inspector.feed(bytes);
        inspector.finish();
    }
    whole
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, mut rest)) = bytes.split_first() else { return };
    let mut files = BTreeMap::new();
    // A place, a length of two bytes, and so much content.
    while let [place, low, high, more @ ..] = rest {
        let (content, behind) = more.split_at(more.len().min(usize::from(u16::from_le_bytes([*low, *high]))));
        files.insert(PLACES[usize::from(*place) % PLACES.len()], (look(content), content.to_vec()));
        rest = behind;
    }
    let run: RunConfig =
        serde_json::from_str(r#"{"Entrypoint":["/app/server"],"Env":["LD_LIBRARY_PATH=/lib:$ORIGIN"]}"#).expect("a config");
    let platform = PLATFORMS[usize::from(*first) % PLATFORMS.len()].parse().expect("a platform");
    let subject = FileSubject { name: "fuzzed", platform, run: Some(&run), layers: &[] };
    let files = Files(files);
    let proof = judge_files(&files, &subject, &FilePolicy::FULL);
    assert_eq!(judge_files(&files, &subject, &FilePolicy::FULL), proof);
});
