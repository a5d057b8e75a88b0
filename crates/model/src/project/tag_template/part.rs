//! The pieces of a tag template: text, and places that the plan fills in.

use super::{
    TagTemplateError,
    time::{TimeFormat, USUAL},
};
use crate::nearest;
use std::fmt;

/// One piece of a tag template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagPart {
    /// Text as it is.
    Literal(String),
    /// The project's version.
    Version,
    /// The version's first number.
    Major,
    /// The version's first two numbers, `1.4`.
    Minor,
    /// The first digits of the commit.
    GitSha(ShaLength),
    /// `git describe --tags --always --dirty`.
    GitDescribe,
    /// The branch, what no tag can have replaced by dashes.
    GitBranch,
    /// The number of the pull request, or merge request.
    PullRequest,
    /// The time of the run.
    Time(TimeFormat),
}

/// How many digits of a commit: 7 to 40.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShaLength(usize);

impl ShaLength {
    /// The usual number.
    pub const USUAL: Self = Self(12);

    /// The number of digits.
    pub fn digits(self) -> usize {
        self.0
    }
}

const PLACES: [(&str, TagPart); 7] = [
    ("version", TagPart::Version),
    ("major", TagPart::Major),
    ("minor", TagPart::Minor),
    ("git-sha", TagPart::GitSha(ShaLength::USUAL)),
    ("git-describe", TagPart::GitDescribe),
    ("git-branch", TagPart::GitBranch),
    ("pr", TagPart::PullRequest),
];

/// What people know such places as.
const ELSEWHERE: [(&str, &str); 9] = [
    ("branch", "git-branch"),
    ("sha", "git-sha"),
    ("commit", "git-sha"),
    ("git-commit", "git-sha"),
    ("pull-request", "pr"),
    ("date", "time:%Y-%m-%d"),
    ("timestamp", "time:%Y-%m-%d-%H-%M"),
    ("git-tag", "version"),
    ("tag", "version"),
];

impl TagPart {
    /// The place of that name in a tag.
    pub(super) fn place(name: &str, tag: &str) -> Result<Self, TagTemplateError> {
        let malformed = |message: String, suggestion: Option<String>| TagTemplateError::Malformed { message, suggestion };
        if let Some((_, part)) = PLACES.iter().find(|(known, _)| *known == name) {
            return Ok(part.clone());
        }
        let (kind, argument) = name.split_once(':').unwrap_or((name, ""));
        match kind {
            "time" if name == "time" => {
                Err(malformed(format!("place `{{time}}` in tag `{tag}` has no format"), Some(format!("{{time:{USUAL}}}"))))
            }
            "time" => TimeFormat::parse(argument).map(Self::Time).map_err(|(why, near)| {
                malformed(format!("place `{{{name}}}` in tag `{tag}`: {why}"), near.map(|near| format!("{{time:{near}}}")))
            }),
            "git-sha" => {
                if let Ok(digits @ 7..=40) = argument.parse() {
                    return Ok(Self::GitSha(ShaLength(digits)));
                }
                let message = format!("place `{{{name}}}` in tag `{tag}`: a commit is told by 7 to 40 digits, not `{argument}`");
                Err(malformed(message, Some("{git-sha:7}".into())))
            }
            _ => {
                let elsewhere = ELSEWHERE.iter().find(|(known, _)| *known == kind).map(|(_, ours)| *ours);
                let known = PLACES.iter().map(|(known, _)| *known).chain(["time"]);
                let near = elsewhere.or_else(|| nearest(kind, known)).unwrap_or("version");
                let near = if near == "time" { format!("{{time:{USUAL}}}") } else { format!("{{{near}}}") };
                Err(malformed(format!("unknown place `{{{name}}}` in tag `{tag}`"), Some(near)))
            }
        }
    }

    /// Something that may stand in its place, as short as it can be.
    pub(super) fn sample(&self) -> String {
        match self {
            Self::Literal(text) => text.clone(),
            Self::Version | Self::Major | Self::Minor | Self::GitDescribe | Self::GitBranch | Self::PullRequest => "0".into(),
            Self::GitSha(length) => "0".repeat(length.digits()),
            Self::Time(format) => format.render(0),
        }
    }

    /// Whether the project's version fills it.
    pub fn asks_version(&self) -> bool {
        match self {
            Self::Version | Self::Major | Self::Minor => true,
            Self::Literal(_) | Self::GitSha(_) | Self::GitDescribe | Self::GitBranch | Self::PullRequest | Self::Time(_) => false,
        }
    }

    /// Whether the commit fills it.
    pub fn asks_commit(&self) -> bool {
        match self {
            Self::GitSha(_) | Self::GitDescribe => true,
            Self::Literal(_) | Self::Version | Self::Major | Self::Minor | Self::GitBranch | Self::PullRequest | Self::Time(_) => false,
        }
    }
}

impl fmt::Display for TagPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.write_str(text),
            Self::Version => f.write_str("{version}"),
            Self::Major => f.write_str("{major}"),
            Self::Minor => f.write_str("{minor}"),
            Self::GitSha(ShaLength::USUAL) => f.write_str("{git-sha}"),
            Self::GitSha(length) => write!(f, "{{git-sha:{}}}", length.digits()),
            Self::GitDescribe => f.write_str("{git-describe}"),
            Self::GitBranch => f.write_str("{git-branch}"),
            Self::PullRequest => f.write_str("{pr}"),
            Self::Time(format) => write!(f, "{{time:{format}}}"),
        }
    }
}
