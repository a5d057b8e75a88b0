//! What stands behind the name in `${NAME…}`.

use super::ExpandError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Modifier {
    Default,
    Alternative,
    Required,
    Prefix,
    Suffix,
}

impl Modifier {
    pub(super) fn of(c: char) -> Option<Self> {
        match c {
            '-' => Some(Self::Default),
            '+' => Some(Self::Alternative),
            '?' => Some(Self::Required),
            '#' => Some(Self::Prefix),
            '%' => Some(Self::Suffix),
            _ => None,
        }
    }

    pub(super) fn takes_pattern(self) -> bool {
        matches!(self, Self::Prefix | Self::Suffix)
    }

    /// What comes of a value; with `empty_is_unset`, as `:` says, one without a character is none.
    pub(super) fn apply(self, name: &str, value: Option<String>, word: &str, empty_is_unset: bool) -> Result<String, ExpandError> {
        let given = value.clone().filter(|value| !(empty_is_unset && value.is_empty()));
        Ok(match self {
            Self::Default => given.unwrap_or_else(|| word.to_owned()),
            Self::Alternative => given.map(|_| word.to_owned()).unwrap_or_default(),
            Self::Required => given.ok_or_else(|| {
                let why = if value.is_none() { "is not allowed to be unset" } else { "is not allowed to be empty" };
                ExpandError::Required(format!("{name}: {}", if word.is_empty() { why } else { word }))
            })?,
            Self::Prefix => {
                let (pattern, length) = greed(word, '#');
                let (value, pattern) = (value.unwrap_or_default(), Pattern::read(pattern)?);
                let cuts = pattern.ends(&value, 0);
                let cut = length.choose(&cuts).unwrap_or_default();
                value[cut..].to_owned()
            }
            Self::Suffix => {
                let (pattern, length) = greed(word, '%');
                let (value, pattern) = (value.unwrap_or_default(), Pattern::read(pattern)?);
                // The shortest end of a value is the one that begins last.
                let starts: Vec<usize> = boundaries(&value).filter(|start| pattern.ends(&value, *start).contains(&value.len())).collect();
                let cut = match length {
                    Length::Shortest => starts.last(),
                    Length::Longest => starts.first(),
                };
                value[..cut.copied().unwrap_or(value.len())].to_owned()
            }
        })
    }
}

/// The longest value that patterns are tried on: trying takes the square of it.
const LONGEST: usize = 512;

/// A value with what matches a pattern replaced, the longest match first, once or everywhere.
pub(super) fn replace(value: &str, pattern: &str, text: &str, all: bool) -> Result<String, ExpandError> {
    let pattern = Pattern::read(pattern)?;
    if value.len() > LONGEST {
        return Err(ExpandError::TooMuch);
    }
    let (mut replaced, mut at) = (String::new(), 0);
    while at <= value.len() {
        let end = pattern.ends(value, at).last().copied();
        let next = value[at..].chars().next();
        match (end, next) {
            (Some(end), _) if end > at || !all => {
                replaced.push_str(text);
                at = end;
                if !all {
                    break;
                }
            }
            (_, Some(c)) => {
                replaced.push(c);
                at += c.len_utf8();
            }
            (_, None) => break,
        }
    }
    replaced.push_str(value.get(at..).unwrap_or_default());
    Ok(replaced)
}

#[derive(Clone, Copy)]
enum Length {
    Shortest,
    Longest,
}

impl Length {
    fn choose(self, ends: &[usize]) -> Option<usize> {
        match self {
            Self::Shortest => ends.first().copied(),
            Self::Longest => ends.last().copied(),
        }
    }
}

/// `##` and `%%` take the longest.
fn greed(word: &str, sign: char) -> (&str, Length) {
    word.strip_prefix(sign).map_or((word, Length::Shortest), |pattern| (pattern, Length::Longest))
}

fn boundaries(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()))
}

enum Token {
    Char(char),
    One,
    Many,
}

struct Pattern(Vec<Token>);

impl Pattern {
    /// `*` and `?`, and escapes of these, of the escape, and of what would end the pattern.
    fn read(text: &str) -> Result<Self, ExpandError> {
        let mut tokens = Vec::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '*' => Token::Many,
                '?' => Token::One,
                '\\' => match chars.next() {
                    Some(c @ ('*' | '?' | '\\' | '}' | '/')) => Token::Char(c),
                    Some(_) | None => return Err(ExpandError::Pattern(text.to_owned())),
                },
                c => Token::Char(c),
            });
        }
        Ok(Self(tokens))
    }

    /// Every place where a match that begins at `start` may end, rising.
    fn ends(&self, value: &str, start: usize) -> Vec<usize> {
        if value.len() > LONGEST {
            return Vec::new();
        }
        let places: Vec<usize> = boundaries(value).filter(|at| *at >= start).collect();
        let mut reached = vec![false; places.len()];
        if let Some(first) = reached.first_mut() {
            *first = true;
        }
        for token in &self.0 {
            let mut next = vec![false; places.len()];
            for (at, place) in places.iter().enumerate() {
                let c = value[*place..].chars().next();
                let before = at.checked_sub(1).and_then(|before| next.get(before)).copied().unwrap_or_default();
                match token {
                    Token::Many => next[at] = reached[at] || before,
                    Token::One if reached[at] && c.is_some() => next[at + 1] = true,
                    Token::Char(wanted) if reached[at] && c == Some(*wanted) => next[at + 1] = true,
                    Token::One | Token::Char(_) => {}
                }
            }
            reached = next;
        }
        places.into_iter().zip(reached).filter(|(_, reached)| *reached).map(|(place, _)| place).collect()
    }
}
