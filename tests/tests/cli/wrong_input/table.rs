//! Rows in a file, run side by side.

use super::{case::Case, rules};
use archwright_tests::expect;
use camino::Utf8PathBuf;
use std::{fs, thread};

pub struct Table {
    file: Utf8PathBuf,
    /// What stands above the first row.
    head: String,
    pub cases: Vec<Case>,
}

/// How many rows run at a time.
const LANES: usize = 4;

impl Table {
    pub fn read(name: &str) -> Self {
        let file = Utf8PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cli/wrong_input").join(format!("{name}.txt"));
        let text = fs::read_to_string(&file).unwrap_or_default();
        let text = format!("\n{text}");
        let mut parts = text.split("\n== ");
        let head = parts.next().unwrap_or_default().trim().to_owned();
        Self { file, head, cases: parts.map(Case::read).collect() }
    }

    /// With exactly these rows, in this order; answers that are known stay.
    pub fn hold(&mut self, rows: Vec<Case>) {
        let known = std::mem::take(&mut self.cases);
        self.cases = rows
            .into_iter()
            .map(|row| {
                let same = known.iter().find(|case| case.name == row.name && case.config == row.config);
                Case { answer: same.map(|case| case.answer.clone()).unwrap_or_default(), ..row }
            })
            .collect();
    }

    /// Runs every row, and compares the whole file; each answer keeps the rules of all.
    #[track_caller]
    pub fn check(&self) {
        let mut names: Vec<_> = self.cases.iter().map(|case| &case.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), self.cases.len(), "two rows of one name");
        let size = self.cases.len().div_ceil(LANES).max(1);
        let answered: Vec<Case> = thread::scope(|scope| {
            let answer = |case: &Case| Case { answer: case.run(), ..case.clone() };
            let lanes: Vec<_> =
                self.cases.chunks(size).map(|lane| scope.spawn(move || lane.iter().map(answer).collect::<Vec<_>>())).collect();
            lanes.into_iter().flat_map(|lane| lane.join().unwrap()).collect()
        });
        let broken: Vec<_> = answered.iter().flat_map(|case| rules::broken(case).map(move |rule| format!("{rule}:\n{case}"))).collect();
        let head = if self.head.is_empty() { String::new() } else { format!("{}\n\n", self.head) };
        let rows: Vec<_> = answered.iter().map(ToString::to_string).collect();
        expect::check(&self.file, &format!("{head}{}", rows.join("\n")));
        assert!(broken.is_empty(), "{} answers break a rule\n{}", broken.len(), broken.join("\n"));
    }
}
