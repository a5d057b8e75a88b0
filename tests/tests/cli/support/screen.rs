//! What a terminal shows of what was written to it, as far as programs of ours go: text, cursor, cleared lines.

/// A screen of so many columns and any number of rows.
#[derive(Debug)]
pub struct Screen {
    columns: usize,
    rows: Vec<Vec<char>>,
    row: usize,
    column: usize,
    /// Whether the cursor is shown.
    pub cursor: bool,
    /// What was written beyond the last column: the row before it.
    pub wrapped: Vec<String>,
}

/// The second column of a wide character.
const FILLER: char = '\0';

impl Screen {
    /// What is there once all that was written.
    pub fn of(columns: usize, written: &str) -> Self {
        let mut screen = Self { columns, rows: vec![Vec::new()], row: 0, column: 0, cursor: true, wrapped: Vec::new() };
        let mut rest = written;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                '\r' => screen.column = 0,
                '\n' => screen.down(1),
                '\u{1b}' => rest = screen.sequence(rest),
                c if c.is_control() => panic!("{c:?} before {rest:?}"),
                c => screen.put(c),
            }
        }
        screen
    }

    /// The rows that have something on them.
    pub fn lines(&self) -> Vec<String> {
        let lines = self.rows.iter().map(|row| row.iter().filter(|c| **c != FILLER).collect::<String>().trim_end().to_owned());
        lines.filter(|line| !line.is_empty()).collect()
    }

    fn put(&mut self, c: char) {
        let width = if ('\u{1100}'..='\u{d7ff}').contains(&c) && !('\u{2000}'..='\u{2e7f}').contains(&c) { 2 } else { 1 };
        if self.column + width > self.columns {
            self.wrapped.push(self.rows[self.row].iter().collect());
            self.down(1);
            self.column = 0;
        }
        let row = &mut self.rows[self.row];
        row.resize(row.len().max(self.column + width), ' ');
        row[self.column] = c;
        if width == 2 {
            row[self.column + 1] = FILLER;
        }
        self.column += width;
    }

    fn down(&mut self, count: usize) {
        self.row += count;
        self.rows.resize(self.rows.len().max(self.row + 1), Vec::new());
    }

    /// `[`, numbers, a letter: ECMA-48's control sequences. Whatever else is there must not be.
    fn sequence<'a>(&mut self, rest: &'a str) -> &'a str {
        let body = rest.strip_prefix('[').unwrap_or_else(|| panic!("no control sequence: {rest:?}"));
        let end = body.find(|c: char| c.is_ascii_alphabetic()).unwrap_or_else(|| panic!("no end: {rest:?}"));
        let number = body[..end].parse().unwrap_or(1);
        match (&body[..end], &body[end..=end]) {
            (_, "m") => {}
            ("?25", "l") => self.cursor = false,
            ("?25", "h") => self.cursor = true,
            (_, "A") => self.row = self.row.saturating_sub(number),
            (_, "B") => self.down(number),
            (_, "C") => self.column = (self.column + number).min(self.columns - 1),
            (_, "D") => self.column = self.column.saturating_sub(number),
            (_, "G") => self.column = number - 1,
            ("2", "K") => self.rows[self.row].clear(),
            ("" | "0", "K") => self.rows[self.row].truncate(self.column),
            ("" | "0", "J") => {
                self.rows[self.row].truncate(self.column);
                self.rows.truncate(self.row + 1);
            }
            other => panic!("{other:?} before {:?}", &body[end..]),
        }
        &body[end + 1..]
    }
}
