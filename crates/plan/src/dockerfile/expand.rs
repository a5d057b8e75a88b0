//! Variables in words, as BuildKit's `frontend/dockerfile/shell` fills them in: quotes, escapes, `$NAME` and `${NAME…}` in every form
//! that it knows (`:-` `-` `:+` `+` `:?` `?` `#` `##` `%` `%%` `/` `//`).

mod mentions;
mod modifier;

pub use mentions::{Mention, names};

use super::Env;
use modifier::Modifier;
use std::fmt;

/// How deep `${A:-${B:-…}}` may go.
const DEEPEST: usize = 64;
/// The longest text that comes of a word.
const LONGEST: usize = 1 << 18;

/// What came of a word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expanded {
    /// The word with its variables filled in.
    pub text: String,
    /// Variables that it asked for and that have a value.
    pub used: Vec<String>,
    /// Variables that it asked for and that have none.
    pub unset: Vec<String>,
}

/// Why a word is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpandError {
    /// `${NAME` without its end.
    Open,
    /// A quote without its end.
    Quote(char),
    /// `${}`, `${:…}`, `${{…}}`.
    BadSubstitution,
    /// `${NAME^^}` and others that BuildKit does not know.
    Modifier(String),
    /// A pattern with an escape that is none.
    Pattern(String),
    /// `${NAME:?message}` of a variable without a value.
    Required(String),
    /// Deeper or longer than any that builds.
    TooMuch,
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("`${` without `}`"),
            Self::Quote(quote) => write!(f, "{quote} without its end"),
            Self::BadSubstitution => f.write_str("`${` without a name"),
            Self::Modifier(modifier) => write!(f, "BuildKit does not know `{modifier}` in `${{…}}`"),
            Self::Pattern(pattern) => write!(f, "`{pattern}` is no pattern"),
            Self::Required(message) => f.write_str(message),
            Self::TooMuch => f.write_str("too long or too deep"),
        }
    }
}

impl std::error::Error for ExpandError {}

/// Fills in the variables of a word, and takes its quotes and escapes away.
pub fn expand(word: &str, escape: char, env: &Env) -> Result<Expanded, ExpandError> {
    Lexer { rest: word, escape, env, quotes: Quotes::Taken, expanded: Expanded::default(), depth: 0 }.all()
}

/// Fills in the variables of a text that keeps its quotes: a here-document.
pub fn expand_text(text: &str, escape: char, env: &Env) -> Result<Expanded, ExpandError> {
    Lexer { rest: text, escape, env, quotes: Quotes::Kept, expanded: Expanded::default(), depth: 0 }.all()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Taken,
    Kept,
}

/// Whether an escape stays before what it escapes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    Taken,
    Kept,
}

struct Lexer<'a> {
    rest: &'a str,
    escape: char,
    env: &'a Env,
    quotes: Quotes,
    expanded: Expanded,
    depth: usize,
}

impl Lexer<'_> {
    fn all(mut self) -> Result<Expanded, ExpandError> {
        let escapes = if self.quotes == Quotes::Kept { Escapes::Kept } else { Escapes::Taken };
        self.expanded.text = self.until(None, escapes)?;
        Ok(self.expanded)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Everything up to a character, which is taken, or to the end.
    fn until(&mut self, stop: Option<char>, escapes: Escapes) -> Result<String, ExpandError> {
        let mut text = String::new();
        while let Some(c) = self.next() {
            match c {
                c if Some(c) == stop => return Ok(text),
                '$' => text.push_str(&self.dollar()?),
                '\'' if self.quotes == Quotes::Taken => text.push_str(&self.single()?),
                '"' if self.quotes == Quotes::Taken => text.push_str(&self.double(escapes)?),
                c if c == self.escape => {
                    if escapes == Escapes::Kept {
                        text.push(c);
                    }
                    text.extend(self.next());
                }
                c => text.push(c),
            }
            if text.len() > LONGEST {
                return Err(ExpandError::TooMuch);
            }
        }
        if stop.is_some() { Err(ExpandError::Open) } else { Ok(text) }
    }

    fn single(&mut self) -> Result<String, ExpandError> {
        let (text, rest) = self.rest.split_once('\'').ok_or(ExpandError::Quote('\''))?;
        self.rest = rest;
        Ok(text.to_owned())
    }

    fn double(&mut self, escapes: Escapes) -> Result<String, ExpandError> {
        let mut text = String::new();
        loop {
            match self.next().ok_or(ExpandError::Quote('"'))? {
                '"' => return Ok(text),
                '$' => text.push_str(&self.dollar()?),
                c if c == self.escape => {
                    let taken = self.peek().filter(|next| matches!(next, '"' | '$') || *next == self.escape);
                    if escapes == Escapes::Kept || taken.is_none() {
                        text.push(c);
                    }
                    if taken.is_some() {
                        text.extend(self.next());
                    }
                }
                c => text.push(c),
            }
            if text.len() > LONGEST {
                return Err(ExpandError::TooMuch);
            }
        }
    }

    /// What follows a `$`.
    fn dollar(&mut self) -> Result<String, ExpandError> {
        if self.peek() != Some('{') {
            let name = self.name();
            return Ok(if name.is_empty() { "$".to_owned() } else { self.get(&name).unwrap_or_default() });
        }
        self.next();
        if self.peek().is_none() {
            return Err(ExpandError::Open);
        }
        let name = self.name();
        if name.is_empty() {
            return Err(ExpandError::BadSubstitution);
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(ExpandError::TooMuch);
        }
        let value = self.braced(&name);
        self.depth -= 1;
        value
    }

    /// What follows `${NAME`.
    fn braced(&mut self, name: &str) -> Result<String, ExpandError> {
        let (modifier, all) = match self.next().ok_or(ExpandError::Open)? {
            '}' => return Ok(self.get(name).unwrap_or_default()),
            ':' => {
                let next = self.next().ok_or(ExpandError::Open)?;
                (Modifier::of(next).ok_or_else(|| ExpandError::Modifier(format!(":{next}")))?, true)
            }
            '/' => return self.replaced(name),
            c => (Modifier::of(c).ok_or_else(|| ExpandError::Modifier(c.to_string()))?, false),
        };
        let escapes = if modifier.takes_pattern() { Escapes::Kept } else { Escapes::Taken };
        let word = self.until(Some('}'), escapes)?;
        let value = self.get(name);
        modifier.apply(name, value, &word, all)
    }

    /// `${NAME/PATTERN/TEXT}`, `${NAME//PATTERN/TEXT}`.
    fn replaced(&mut self, name: &str) -> Result<String, ExpandError> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let pattern = self.until(Some('/'), Escapes::Kept)?;
        let text = self.until(Some('}'), Escapes::Kept)?;
        let value = self.get(name).unwrap_or_default();
        modifier::replace(&value, &pattern, &text, all)
    }

    fn name(&mut self) -> String {
        let special = |c: char| matches!(c, '@' | '*' | '#' | '?' | '-' | '$' | '!');
        let length = match self.peek() {
            Some(c) if c.is_ascii_digit() => self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len()),
            Some(c) if special(c) => c.len_utf8(),
            Some(_) => self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len()),
            None => 0,
        };
        let (name, rest) = self.rest.split_at(length);
        self.rest = rest;
        name.to_owned()
    }

    fn get(&mut self, name: &str) -> Option<String> {
        let value = self.env.get(name).map(str::to_owned);
        let told = if value.is_some() { &mut self.expanded.used } else { &mut self.expanded.unset };
        if !told.iter().any(|known| known == name) {
            told.push(name.to_owned());
        }
        value
    }
}

#[cfg(test)]
mod tests;
