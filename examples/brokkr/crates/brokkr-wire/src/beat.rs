//! A sign of life.

use std::{fmt, str::FromStr};

/// An agent is alive, on that CPU, with that kubectl.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beat {
    name: String,
    arch: String,
    kubectl: String,
}

/// A word of it has letters that no JSON needs to escape, and no blank.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.len() <= 63 && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+".contains(c))
}

impl Beat {
    pub fn new(name: &str, arch: &str, kubectl: &str) -> Result<Self, WrongBeat> {
        match [name, arch, kubectl].into_iter().find(|word| !is_word(word)) {
            Some(word) => Err(WrongBeat(word.to_owned())),
            None => Ok(Self { name: name.to_owned(), arch: arch.to_owned(), kubectl: kubectl.to_owned() }),
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn to_json(&self) -> String {
        format!(r#"{{"name":"{}","arch":"{}","kubectl":"{}"}}"#, self.name, self.arch, self.kubectl)
    }
}

impl fmt::Display for Beat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.name, self.arch, self.kubectl)
    }
}

impl FromStr for Beat {
    type Err = WrongBeat;

    fn from_str(text: &str) -> Result<Self, WrongBeat> {
        let words: Vec<_> = text.split_whitespace().collect();
        let [name, arch, kubectl] = words[..] else { return Err(WrongBeat(text.to_owned())) };
        Self::new(name, arch, kubectl)
    }
}

/// What is no sign of life.
#[derive(Debug, PartialEq, Eq)]
pub struct WrongBeat(String);

impl fmt::Display for WrongBeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not NAME ARCH KUBECTL, each of letters, digits and -_.+", self.0.escape_debug())
    }
}

impl std::error::Error for WrongBeat {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_what_arrives() {
        let beat = Beat::new("prod-1", "aarch64", "v1.34.1").unwrap();
        assert_eq!(beat.to_string().parse(), Ok(beat.clone()));
        assert_eq!(beat.to_json(), r#"{"name":"prod-1","arch":"aarch64","kubectl":"v1.34.1"}"#);
    }

    #[test]
    fn what_json_would_have_to_escape_is_refused() {
        for text in ["", "prod", "prod x86_64", "a b c d", "pro\"d x86_64 v1", "pro\\d x86_64 v1"] {
            assert!(text.parse::<Beat>().is_err(), "{text}");
        }
        assert!(Beat::new(&"a".repeat(64), "x86_64", "v1").is_err());
    }
}
