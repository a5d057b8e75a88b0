//! The two pattern languages of a build context: `.dockerignore`'s, and that of `COPY`'s sources (Go's `filepath.Match`).

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Char(char),
    /// `?`: one character that is no slash.
    One,
    /// `*`: characters that are no slash.
    Many,
    /// `**/` in front of something: nothing, or anything that ends with a slash.
    Folders,
    /// `**` at the end: anything.
    Rest,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

/// How a pattern may be compared with a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// `**file`, `**/file` without anything special behind: what ends so.
    Ends(String),
    Tokens(Vec<Token>),
}

/// A pattern of `.dockerignore`, as moby's patternmatcher compares it with whole paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    form: Form,
}

impl PathPattern {
    /// Reads a cleaned pattern; none if it is one that Go's `filepath.Match` refuses.
    pub fn read(text: &str) -> Option<Self> {
        let chars: Vec<char> = text.chars().collect();
        let mut tokens = Vec::new();
        let mut at = 0;
        let mut special = false;
        while let Some(c) = chars.get(at).copied() {
            at += 1;
            match c {
                '*' if chars.get(at) == Some(&'*') => {
                    at += 1;
                    if chars.get(at) == Some(&'/') {
                        at += 1;
                    }
                    // At the very beginning it is no pattern of its own yet.
                    special |= !tokens.is_empty();
                    tokens.push(if at == chars.len() { Token::Rest } else { Token::Folders });
                }
                '*' => tokens.push(Token::Many),
                '?' => tokens.push(Token::One),
                '[' => {
                    let (class, end) = class(&chars, at)?;
                    tokens.push(class);
                    at = end;
                }
                '\\' => {
                    tokens.push(Token::Char(*chars.get(at)?));
                    at += 1;
                    special = true;
                }
                c => {
                    // A bracket that closes none makes a regular expression of it all the same.
                    special |= c == ']';
                    tokens.push(Token::Char(c));
                }
            }
            special |= matches!(tokens.last(), Some(Token::Many | Token::One | Token::Class { .. }));
        }
        let ends = matches!(tokens.first(), Some(Token::Folders | Token::Rest)) && !special;
        Some(Self { form: if ends { Form::Ends(text[2..].to_owned()) } else { Form::Tokens(tokens) } })
    }

    /// Whether it is that path's, folders above it left aside.
    pub fn matches(&self, path: &str) -> bool {
        match &self.form {
            Form::Ends(end) => path.ends_with(end.as_str()) || end.strip_prefix('/') == Some(path),
            Form::Tokens(tokens) => run(tokens, path),
        }
    }
}

/// Whether a source of `COPY` with `*`, `?` or `[…]` is a path's: as Go's `filepath.Match`, for which no sign crosses a slash.
pub fn matches_path(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    let same =
        |(pattern, part): (&&str, &&str)| PathPattern::read(&pattern.replace("**", "*")).is_some_and(|pattern| pattern.matches(part));
    pattern.len() == path.len() && pattern.iter().zip(&path).all(same)
}

/// `[a-z]` behind its bracket, and where it ends.
fn class(chars: &[char], mut at: usize) -> Option<(Token, usize)> {
    let negated = chars.get(at) == Some(&'^');
    at += usize::from(negated);
    let one = |at: &mut usize| {
        let c = *chars.get(*at)?;
        *at += 1;
        match c {
            '\\' => {
                *at += 1;
                chars.get(*at - 1).copied()
            }
            '-' | ']' => None,
            c => Some(c),
        }
    };
    let mut ranges = Vec::new();
    while ranges.is_empty() || chars.get(at) != Some(&']') {
        let low = one(&mut at)?;
        let high = if chars.get(at) == Some(&'-') {
            at += 1;
            one(&mut at)?
        } else {
            low
        };
        // Go's `filepath.Match` takes one that falls, and its regular expressions refuse it.
        ranges.push(Some((low, high)).filter(|(low, high)| low <= high)?);
    }
    Some((Token::Class { negated, ranges }, at + 1))
}

/// Every place that is reached at once: no pattern takes more than its length times the path's.
fn run(tokens: &[Token], path: &str) -> bool {
    let chars: Vec<char> = path.chars().collect();
    let mut reached = vec![false; chars.len() + 1];
    reached[0] = true;
    for token in tokens {
        let mut next = vec![false; chars.len() + 1];
        let mut seen = false;
        for at in 0..=chars.len() {
            let seen_before = seen;
            seen |= reached[at];
            let c = chars.get(at).copied();
            match token {
                Token::Many => {
                    let before = at.checked_sub(1).is_some_and(|before| next[before] && chars[before] != '/');
                    next[at] = reached[at] || before;
                }
                Token::Rest => next[at] = seen,
                Token::Folders => {
                    // Whatever was reached before a slash, and here.
                    let behind_slash = seen_before && at.checked_sub(1).is_some_and(|before| chars[before] == '/');
                    next[at] = reached[at] || behind_slash;
                }
                Token::Char(wanted) if reached[at] && c == Some(*wanted) => next[at + 1] = true,
                Token::One if reached[at] && c.is_some_and(|c| c != '/') => next[at + 1] = true,
                Token::Class { negated, ranges } if reached[at] => {
                    let within = |c: char| ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated;
                    if c.is_some_and(within) {
                        next[at + 1] = true;
                    }
                }
                Token::Char(_) | Token::One | Token::Class { .. } => {}
            }
        }
        reached = next;
    }
    reached[chars.len()]
}
