//! In which order tags move: what can harm nobody first.

use archwright_model::{
    Tag,
    project::{TagPart, TagTemplate},
};

/// How many images a tag is likely to mean in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TagClass {
    /// One: made of the version or the commit, or a literal that reads as one.
    Unique,
    /// Whatever is current under that name: `stable`, `1.2`.
    Moving,
    /// What everybody gets who names no tag: `latest`, with or without a variant's suffix.
    Latest,
}

impl TagClass {
    /// The class of a tag that was made of that template.
    pub(super) fn of(template: &TagTemplate, tag: &Tag) -> Self {
        let names = template.parts().iter().map(Names::of);
        match names.max() {
            Some(Names::One) => Self::Unique,
            Some(Names::Line) => Self::Moving,
            Some(Names::Text) | None => Self::of_text(&template.to_string(), tag),
        }
    }

    /// That of a tag without places.
    fn of_text(text: &str, tag: &Tag) -> Self {
        if is_version(text) || is_commit(text) {
            Self::Unique
        } else if tag.as_str().starts_with("latest") {
            Self::Latest
        } else {
            Self::Moving
        }
    }
}

/// What a piece of a tag says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Names {
    /// Nothing: it is text.
    Text,
    /// Whatever is current of a line, a branch or a pull request.
    Line,
    /// One image.
    One,
}

impl Names {
    fn of(part: &TagPart) -> Self {
        match part {
            TagPart::Literal(_) => Self::Text,
            TagPart::Major | TagPart::Minor | TagPart::GitBranch | TagPart::PullRequest => Self::Line,
            TagPart::Version | TagPart::GitSha(_) | TagPart::GitDescribe | TagPart::Time(_) => Self::One,
        }
    }
}

/// Three numbers or more, joined by dots or dashes: `1.0.0`, `v2.3.1-rc1`, `2026-11-21`. Fewer mean the newest of a line: `1.2`.
fn is_version(text: &str) -> bool {
    let text = text.strip_prefix('v').unwrap_or(text);
    text.split(['.', '-']).take_while(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())).count() >= 3
}

/// As Git shortens a commit, or more of it; `deadbeef` is a word.
fn is_commit(text: &str) -> bool {
    text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) && text.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::TagClass::{self, Latest, Moving, Unique};

    #[test]
    fn what_moves_when() {
        for (template, class) in [
            ("{version}", Unique),
            ("v{version}", Unique),
            ("latest-{git-sha}", Unique),
            ("nightly-{git-describe}", Unique),
            ("1.0.0", Unique),
            ("v2.3.1-rc1", Unique),
            ("2026-11-21", Unique),
            ("61f751a", Unique),
            ("1.2", Moving),
            ("{minor}", Moving),
            ("v{major}", Moving),
            ("{minor}-{git-sha}", Unique),
            ("{git-branch}", Moving),
            ("pr-{pr}", Moving),
            ("pr-{pr}-{git-sha}", Unique),
            ("{time:%Y}", Unique),
            ("v1", Moving),
            ("stable", Moving),
            ("3.11-slim", Moving),
            ("latest", Latest),
            ("latest-slim", Latest),
        ] {
            let tag = template.replace(['{', '}', ':', '%'], "");
            assert_eq!(TagClass::of(&template.parse().unwrap(), &tag.parse().unwrap()), class, "{template}");
        }
    }
}
