//! What looks like a secret, by its name or by where it stands.

mod name;

pub use name::names_a_secret;

use std::ops::Range;

/// Stands for a secret wherever one is left out.
pub const MASK: &str = "***";

/// Whether a variable or a build argument holds a secret: its name says so, or its value is a URL with a password.
///
/// What only turns something on or off is none, whatever it is called.
pub fn holds_a_secret(name: &str, value: &str) -> bool {
    const SWITCHES: [&str; 11] = ["", "true", "false", "yes", "no", "on", "off", "none", "null", "0", "1"];
    let switch = SWITCHES.iter().any(|switch| value.eq_ignore_ascii_case(switch));
    names_a_secret(name) && !switch || !passwords(value).is_empty()
}

/// Whether a text is long and mixed enough to be a secret of its own wherever it stands: a plain word (`postgres`, `disabled`)
/// stands in too many places.
pub fn is_distinctive(text: &str) -> bool {
    text.len() >= 8 && !text.chars().all(|c| c.is_ascii_lowercase())
}

/// Where the passwords of URLs stand; a token may stand alone, in the place of the user.
pub fn passwords(text: &str) -> Vec<Range<usize>> {
    /// GitHub's and GitLab's tokens are longer than any user's name is likely to be.
    const TOKEN: usize = 20;
    let mut found = Vec::new();
    for (at, _) in text.match_indices("://") {
        let begin = at + 3;
        let authority = text[begin..].split(|c: char| c.is_whitespace() || "/?#\"'`<>".contains(c)).next().unwrap_or_default();
        let Some(end) = authority.rfind('@') else { continue };
        let start = match authority[..end].split_once(':') {
            Some((user, _)) => user.len() + 1,
            None if end >= TOKEN => 0,
            None => continue,
        };
        if start < end && &authority[start..end] != MASK {
            found.push(begin + start..begin + end);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_a_secret() {
        for (name, value, holds) in [
            ("NPM_TOKEN", "npm_0123456789", true),
            ("DB_PASSWORD", "postgres", true),
            ("VITE_PASSWORD_LOGIN", "True", false),
            ("MIRROR", "https://me:hunter2@mirror.invalid/", true),
            ("MIRROR", "https://mirror.invalid/", false),
        ] {
            assert_eq!(holds_a_secret(name, value), holds, "{name}={value}");
        }
        for (value, is) in [("npm_0123456789", true), ("postgres", false), ("12345678", true), ("Ab1", false)] {
            assert_eq!(is_distinctive(value), is, "{value}");
        }
    }

    #[test]
    fn passwords_of_urls() {
        let found = |text: &str| passwords(text).into_iter().map(|place| text[place].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("http://me:p%40ss@proxy:3128 a://b:c@d"), ["p%40ss", "c"]);
        assert_eq!(found("https://ghp_0123456789abcdef0123@github.com"), ["ghp_0123456789abcdef0123"]);
        for text in ["git+ssh://git@github.com/a/b", "http://host:80/path@2x.png", "https://me:***@host", "pkg:docker/debian@bookworm"] {
            assert!(found(text).is_empty(), "{text}");
        }
    }
}
