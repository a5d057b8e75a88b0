//! The place of a time in a tag: `{time:%Y-%m-%d-%H-%M}`, in UTC.

use crate::nearest;
use std::fmt;

/// A format of a time; every text that it gives may stand in a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeFormat(Vec<Piece>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Literal(char),
    Field(Field),
}

/// A part of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Epoch,
}

const FIELDS: [(char, Field); 7] = [
    ('Y', Field::Year),
    ('m', Field::Month),
    ('d', Field::Day),
    ('H', Field::Hour),
    ('M', Field::Minute),
    ('S', Field::Second),
    ('s', Field::Epoch),
];

/// A format that is meant where none is given.
pub(super) const USUAL: &str = "%Y-%m-%d-%H-%M";

impl TimeFormat {
    /// A format; an error says what is wrong with it, and perhaps what was meant.
    pub(super) fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        let mut pieces = Vec::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            pieces.push(match letter {
                '%' => {
                    let name = letters.next().map(String::from).unwrap_or_default();
                    let field = FIELDS.iter().find(|(known, _)| name == known.to_string());
                    let Some((_, field)) = field else { return Err((unknown(&name), None)) };
                    Piece::Field(*field)
                }
                letter if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.') => Piece::Literal(letter),
                letter => {
                    let dashed = text.replace(letter, "-");
                    return Err((format!("`{letter}` cannot stand in a tag"), Some(dashed)));
                }
            });
        }
        if pieces.iter().any(|piece| matches!(piece, Piece::Field(_))) {
            Ok(Self(pieces))
        } else {
            let known = ["%Y", "%m", "%d", "%H", "%M", "%S", "%s"];
            Err(("it has no part of a time".into(), Some(nearest(text, known).unwrap_or(USUAL).into())))
        }
    }

    /// A time, in seconds since 1970, as the format has it.
    pub fn render(&self, seconds: u64) -> String {
        let (year, month, day) = date(seconds / 86_400);
        let of_day = seconds % 86_400;
        let piece = |piece: &Piece| match piece {
            Piece::Literal(letter) => letter.to_string(),
            Piece::Field(Field::Year) => format!("{year:04}"),
            Piece::Field(Field::Month) => format!("{month:02}"),
            Piece::Field(Field::Day) => format!("{day:02}"),
            Piece::Field(Field::Hour) => format!("{:02}", of_day / 3600),
            Piece::Field(Field::Minute) => format!("{:02}", of_day / 60 % 60),
            Piece::Field(Field::Second) => format!("{:02}", of_day % 60),
            Piece::Field(Field::Epoch) => seconds.to_string(),
        };
        self.0.iter().map(piece).collect()
    }

    /// Whether some time gives that text.
    pub fn fits(&self, text: &str) -> bool {
        fits(&self.0, text)
    }
}

fn fits(pieces: &[Piece], text: &str) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return text.is_empty() };
    let digits = |count: usize| text.get(..count).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    match first {
        Piece::Literal(letter) => text.strip_prefix(*letter).is_some_and(|text| fits(rest, text)),
        Piece::Field(Field::Epoch) => (1..=text.len()).any(|count| digits(count) && fits(rest, &text[count..])),
        Piece::Field(Field::Year) => digits(4) && fits(rest, &text[4..]),
        Piece::Field(Field::Month | Field::Day | Field::Hour | Field::Minute | Field::Second) => digits(2) && fits(rest, &text[2..]),
    }
}

fn unknown(name: &str) -> String {
    let known: Vec<_> = FIELDS.iter().map(|(known, _)| format!("%{known}")).collect();
    format!("`%{name}` is no part of a time: there are {}", known.join(", "))
}

/// Year, month and day of a day since 1970 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

impl fmt::Display for TimeFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Literal(letter) => write!(f, "{letter}"),
            Piece::Field(field) => {
                let letter = FIELDS.iter().find(|(_, known)| known == field).map_or('Y', |(letter, _)| *letter);
                write!(f, "%{letter}")
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{TimeFormat, USUAL};

    #[test]
    fn as_date_has_it() {
        // `date --utc --date @SECONDS +FORMAT` says the same.
        for (seconds, format, text) in [
            (0, USUAL, "1970-01-01-00-00"),
            (951_782_400, "%Y%m%d", "20000229"),
            (951_868_799, USUAL, "2000-02-29-23-59"),
            (951_868_800, USUAL, "2000-03-01-00-00"),
            (1_795_305_480, "%Y-%m-%dT%H-%M-%SZ", "2026-11-21T23-58-00Z"),
            (4_107_542_399, "%d.%m.%Y", "28.02.2100"),
            (4_107_542_400, "%d.%m.%Y", "01.03.2100"),
            (1_795_305_480, "%s", "1795305480"),
        ] {
            let format = TimeFormat::parse(format).unwrap();
            assert_eq!(format.render(seconds), text, "{format}");
            assert!(format.fits(text) && !format.fits(&text[1..]) || text.len() == 10, "{format}");
        }
    }

    #[test]
    fn what_is_no_format() {
        for (text, why, near) in [
            ("%Y-%x", "`%x` is no part of a time: there are %Y, %m, %d, %H, %M, %S, %s", None),
            ("%Y-%", "`%` is no part of a time: there are %Y, %m, %d, %H, %M, %S, %s", None),
            ("%H:%M", "`:` cannot stand in a tag", Some("%H-%M")),
            ("YYYY", "it has no part of a time", Some(USUAL)),
            ("", "it has no part of a time", Some(USUAL)),
        ] {
            assert_eq!(TimeFormat::parse(text).unwrap_err(), (why.to_owned(), near.map(str::to_owned)), "{text}");
        }
    }
}
