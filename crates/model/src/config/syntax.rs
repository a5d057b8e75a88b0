//! TOML's own grammar: every mistake in it, and the document that can be read beside them.

mod mend;

use super::{Problem, places::Places};
use toml::de::{DeTable, Error};

/// A text with its broken lines blanked; every byte that is left stands where it stood.
pub(super) struct Mended {
    text: String,
    mistakes: Vec<Mistake>,
}

/// A mistake in the grammar, and where it starts.
struct Mistake {
    byte: usize,
    message: String,
    hint: Option<&'static str>,
}

/// A text with more mistakes is none that a person wants told one by one.
const MOST: usize = 100;

/// Takes out what is no TOML, statement by statement: the parser's own recovery gives up the rest of a file at some mistakes.
pub(super) fn mend(text: &str) -> Mended {
    let mut mended = Mended { text: text.into(), mistakes: Vec::new() };
    while mended.mistakes.len() < MOST
        && let Some((mistake, region)) = mend::first(&mended.text)
    {
        mended.mistakes.push(mistake);
        if !mend::blank(&mut mended.text, region) {
            break;
        }
    }
    mended
}

impl Mended {
    /// Whether nothing was lost: what is missing from the document is missing from the file.
    pub(super) fn is_whole(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// What is left of the file, and the grammar's problems. A key that stands twice is one, though it hides nothing.
    pub(super) fn parse(&self, places: &Places<'_>) -> (DeTable<'_>, Vec<Problem>) {
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        let told = self.mistakes.iter().map(|mistake| (mistake.byte, format!("invalid TOML: {}", mistake.message), mistake.hint));
        let twice = errors.iter().filter(|error| is_duplicate(error)).filter_map(Error::span).map(|span| {
            let key = self.text.get(span.clone()).unwrap_or_default();
            (span.start, format!("duplicate key `{key}`"), Some("leave one of them out, or merge the two"))
        });
        let problem = |(byte, message, hint): (_, _, Option<&str>)| Problem {
            place: Some(places.at(byte)),
            hint: hint.map(str::to_owned),
            ..Problem::new("", message)
        };
        (table.into_inner(), told.chain(twice).map(problem).collect())
    }
}

fn is_duplicate(error: &Error) -> bool {
    error.message() == "duplicate key"
}
