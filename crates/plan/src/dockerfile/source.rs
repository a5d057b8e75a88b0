//! Where a piece of the text stands.

use archwright_model::finding::Position;
use std::ops::Range;

/// A text and the beginnings of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    text: String,
    starts: Vec<usize>,
}

impl Source {
    /// A text.
    pub fn new(text: &str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at + 1).filter(|at| *at < text.len());
        Self { text: text.to_owned(), starts: std::iter::once(0).chain(ends).collect() }
    }

    /// All of it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many lines it has.
    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// A line by its number, from 1, without its end; empty beyond the last.
    pub fn line(&self, number: usize) -> &str {
        let Some(start) = number.checked_sub(1).and_then(|at| self.starts.get(at)) else { return "" };
        let end = self.starts.get(number).copied().unwrap_or(self.text.len());
        self.text.get(*start..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// Where a line begins; the end of the text beyond the last.
    pub fn start_of(&self, number: usize) -> usize {
        number.checked_sub(1).and_then(|at| self.starts.get(at)).copied().unwrap_or(self.text.len())
    }

    /// The line and column of an offset.
    pub fn position(&self, offset: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let column = self.text.get(self.start_of(line)..offset).map_or(1, |before| before.chars().count() + 1);
        Position { line, column }
    }

    /// What stands there.
    pub fn slice(&self, span: Range<usize>) -> &str {
        self.text.get(span).unwrap_or_default()
    }
}

/// Text put together from pieces of another one, of which it is known where each came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Joined {
    text: String,
    /// Where each piece begins: here, and there.
    pieces: Vec<(usize, usize)>,
}

impl Joined {
    /// One more piece, which stands at an offset of the source.
    pub(super) fn push(&mut self, piece: &str, offset: usize) {
        self.pieces.push((self.text.len(), offset));
        self.text.push_str(piece);
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The offset in the source of an offset in this text.
    pub fn origin(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= at);
        piece.checked_sub(1).and_then(|piece| self.pieces.get(piece)).map_or(0, |(start, offset)| offset + (at - start))
    }

    /// The span in the source of a span in this text: up to the end of its last character.
    pub fn origins(&self, span: Range<usize>) -> Range<usize> {
        let start = self.origin(span.start);
        if span.is_empty() { start..start } else { start..self.origin(span.end - 1) + 1 }
    }

    /// What follows an offset, with its places.
    pub(super) fn from(&self, at: usize) -> Self {
        let text = self.text.get(at..).unwrap_or_default().to_owned();
        let mut pieces = vec![(0, self.origin(at))];
        pieces.extend(self.pieces.iter().filter(|(start, _)| *start > at).map(|(start, offset)| (start - at, *offset)));
        Self { text, pieces }
    }
}

#[cfg(test)]
mod tests {
    use super::{Joined, Source};

    #[test]
    fn columns_count_characters() {
        let source = Source::new("a\nä b\n\nc");
        let at = |offset: usize| {
            let position = source.position(offset);
            (position.line, position.column)
        };
        assert_eq!([at(0), at(2), at(5), at(7), at(8)], [(1, 1), (2, 1), (2, 3), (3, 1), (4, 1)]);
        assert_eq!((source.line(2), source.line(3), source.line(4), source.line(9)), ("ä b", "", "c", ""));
        assert_eq!(Source::new("a\r\nb\n").lines(), 2);
    }

    #[test]
    fn pieces_keep_their_places() {
        let mut joined = Joined::default();
        joined.push("COPY a ", 0);
        joined.push("b c", 20);
        assert_eq!((joined.text(), joined.origin(5), joined.origin(7)), ("COPY a b c", 5, 20));
        assert_eq!(joined.origins(7..10), 20..23);
        let rest = joined.from(5);
        assert_eq!((rest.text(), rest.origin(0), rest.origin(2)), ("a b c", 5, 20));
    }
}
