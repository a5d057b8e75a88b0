//! One instruction.

use super::{
    Heredoc, Joined, Word,
    word::{self, Pair},
};

/// What an instruction is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the Dockerfile's own word")]
pub enum Verb {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    /// None that we know: a newer frontend's, or a mistake.
    Unknown,
}

impl Verb {
    const ALL: [(&'static str, Self); 18] = [
        ("ADD", Self::Add),
        ("ARG", Self::Arg),
        ("CMD", Self::Cmd),
        ("COPY", Self::Copy),
        ("ENTRYPOINT", Self::Entrypoint),
        ("ENV", Self::Env),
        ("EXPOSE", Self::Expose),
        ("FROM", Self::From),
        ("HEALTHCHECK", Self::Healthcheck),
        ("LABEL", Self::Label),
        ("MAINTAINER", Self::Maintainer),
        ("ONBUILD", Self::Onbuild),
        ("RUN", Self::Run),
        ("SHELL", Self::Shell),
        ("STOPSIGNAL", Self::Stopsignal),
        ("USER", Self::User),
        ("VOLUME", Self::Volume),
        ("WORKDIR", Self::Workdir),
    ];

    pub(super) fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map_or(Self::Unknown, |(_, verb)| verb)
    }

    /// What instructions are called.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(|(name, _)| name)
    }

    /// Whether here-documents may stand behind it.
    pub(super) fn takes_heredocs(self) -> bool {
        matches!(self, Self::Add | Self::Copy | Self::Run)
    }
}

/// `--NAME` or `--NAME=VALUE` in front of an instruction's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Without the dashes.
    pub name: String,
    /// What is behind the `=`.
    pub value: Option<Word>,
    /// The whole of it.
    pub word: Word,
}

/// An instruction, its continued lines joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// What it is called.
    pub verb: Verb,
    /// Its name as it is written, with its place.
    pub keyword: Word,
    /// The line that it begins on.
    pub line: usize,
    /// The last line that is part of it, here-documents included.
    pub last_line: usize,
    /// Its flags.
    pub flags: Vec<Flag>,
    /// What follows these.
    pub rest: Joined,
    /// Its here-documents.
    pub heredocs: Vec<Heredoc>,
    escape: char,
}

impl Instruction {
    /// An instruction of a joined line, of which something is there.
    pub(super) fn new(joined: &Joined, escape: char, line: usize) -> Self {
        let mut rest = joined.from(joined.text().len() - joined.text().trim_start().len());
        let end = rest.text().find(char::is_whitespace).unwrap_or(rest.text().len());
        let keyword = Word { text: rest.text()[..end].to_owned(), span: rest.origins(0..end) };
        rest = rest.from(end);
        let mut flags = Vec::new();
        let mut at = 0;
        for word in word::quoted(&rest, escape) {
            let Some(flag) = word.text.strip_prefix("--").filter(|flag| !flag.is_empty()) else { break };
            at += rest.text()[at..].find(&word.text).unwrap_or_default() + word.text.len();
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(Word { text: value.to_owned(), span: rest.origins(at - value.len()..at) })),
                None => (flag, None),
            };
            flags.push(Flag { name: name.to_owned(), value, word });
        }
        let rest = rest.from(at + (rest.text()[at..].len() - rest.text()[at..].trim_start().len()));
        let verb = Verb::of(&keyword.text);
        Self { verb, keyword, line, last_line: line, flags, rest, heredocs: Vec::new(), escape }
    }

    /// The value of a flag.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name.eq_ignore_ascii_case(name))
    }

    /// What stands between blanks, or in a list `["a", "b"]` where `COPY` and its like take one.
    pub fn words(&self) -> Vec<Word> {
        let list = matches!(self.verb, Verb::Copy | Verb::Add | Verb::Volume).then(|| word::json(&self.rest)).flatten();
        list.unwrap_or_else(|| word::blank_separated(&self.rest))
    }

    /// What stands behind its name and flags, and its here-documents.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.heredocs.iter().map(|doc| doc.body.as_str()).chain([self.rest.text()])
    }

    /// The list of the exec form: `RUN ["a", "b"]`.
    pub fn exec(&self) -> Option<Vec<Word>> {
        word::json(&self.rest)
    }

    /// Its words, quotes holding blanks.
    pub fn quoted_words(&self) -> Vec<Word> {
        word::quoted(&self.rest, self.escape)
    }

    /// What `ARG` and `ENV` set.
    pub fn pairs(&self) -> Vec<Pair> {
        let pairs = word::pairs(&self.rest, self.escape);
        let old = self.verb == Verb::Env && pairs.first().is_some_and(|first| first.value.is_none());
        if old { word::name_and_rest(&self.rest).into_iter().collect() } else { pairs }
    }

    /// Every stage, context or image that something is taken from: `--from=NAME`, `--mount=type=bind,from=NAME`.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &Flag)> {
        let of = |flag: &Flag| -> Option<(usize, usize)> {
            let value = flag.value.as_ref()?;
            match flag.name.as_str() {
                "from" => Some((0, value.text.len())),
                "mount" => {
                    let mut at = 0;
                    value.text.split(',').find_map(|option| {
                        let start = at;
                        at += option.len() + 1;
                        option.strip_prefix("from=").map(|name| (start + 5, start + 5 + name.len()))
                    })
                }
                _ => None,
            }
        };
        self.flags.iter().filter_map(move |flag| {
            let (start, end) = of(flag)?;
            Some((flag.value.as_ref()?.text.get(start..end)?, flag))
        })
    }
}
