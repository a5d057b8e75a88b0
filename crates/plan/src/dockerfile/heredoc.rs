//! Here-documents: `RUN <<EOF`, `COPY <<-"A" <<B /`, `RUN 3<<EOF`.

/// A here-document of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that ends it.
    pub name: String,
    /// Whether the name is not quoted: variables in it are filled in.
    pub expands: bool,
    /// Its lines.
    pub body: String,
    /// Where these begin in the file.
    pub start: usize,
    /// Whether its end was found.
    pub closed: bool,
    /// `<<-`: tabs in front of its end are no part of it.
    pub(super) tabs: bool,
}

impl Heredoc {
    /// As `^(\d*)<<(-?)([^<]*)$` says it, on a whole word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        let rest = word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<")?;
        let (written, tabs) = rest.strip_prefix('-').map_or((rest, false), |name| (name, true));
        let name: String = written.chars().filter(|c| !matches!(c, '"' | '\'' | '\\')).collect();
        let is_one = !name.is_empty() && !name.contains(['<', ' ']);
        is_one.then(|| Self { expands: name == written, name, body: String::new(), start: 0, closed: false, tabs })
    }

    pub(crate) fn ends_with(&self, line: &str) -> bool {
        self.name == if self.tabs { line.trim_start_matches('\t') } else { line }
    }
}

#[cfg(test)]
mod tests {
    use super::Heredoc;

    #[test]
    fn a_word_is_one_or_it_is_not() {
        let name = |word: &str| Heredoc::of(word).map(|doc| (doc.name, doc.expands));
        assert_eq!(name("3<<EOF"), Some(("EOF".into(), true)));
        assert_eq!(name("<<-'B'"), Some(("B".into(), false)));
        assert_eq!([name("<<<E"), name("<<"), name("a<<E"), name("\"<<E\"")], [None, None, None, None]);
    }
}
