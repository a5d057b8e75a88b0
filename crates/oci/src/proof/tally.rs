//! What was looked at, counted.

use archwright_model::{Platform, count};
use std::collections::BTreeSet;

/// What was looked at.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Files that only one architecture runs.
    pub native: usize,
    /// ELF files of the platform.
    pub own: usize,
    /// Programs that run, each with all its libraries.
    pub programs: usize,
    /// Loaders that are there for them.
    pub loaders: BTreeSet<String>,
    /// Libraries that were found for them.
    pub libraries: BTreeSet<String>,
}

impl Tally {
    /// In a few words.
    pub fn proved(&self, files: usize, platform: Platform) -> Vec<String> {
        let mut proved = vec![count(files, "file")];
        if self.own > 0 {
            proved.push(format!("{} ELF of {}", self.own, platform.arch().uname()));
        }
        if self.programs > 0 {
            proved.push(format!("{} that can run", count(self.programs, "program")));
        }
        let found = match (self.loaders.len(), self.libraries.len()) {
            (0, 0) => return vec![proved.join(", ")],
            (0, number) => libraries(number),
            (1, 0) => "loader".into(),
            (1, number) => format!("loader and {}", libraries(number)),
            (loaders, number) => format!("{} and {}", count(loaders, "loader"), libraries(number)),
        };
        proved.push(format!("{found} found"));
        vec![proved.join(", ")]
    }
}

fn libraries(number: usize) -> String {
    if number == 1 { "1 library".into() } else { format!("{number} libraries") }
}
