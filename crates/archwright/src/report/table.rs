//! Columns of text.

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// A table with a heading.
#[derive(Debug, Default)]
pub(super) struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new<'a>(columns: impl IntoIterator<Item = (&'a str, Align)>) -> Self {
        Self { columns: columns.into_iter().map(|(name, align)| (name.to_owned(), align)).collect(), rows: Vec::new() }
    }

    /// A row of as many cells as there are columns; the last may be left out.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = impl Into<String>>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// Each line with that in front of it.
    pub(super) fn render(&self, indent: &str) -> String {
        let heading: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        let all = || std::iter::once(&heading).chain(&self.rows);
        let width = |column: usize| all().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&self.columns).zip(&widths).map(|((cell, (_, align)), width)| match align {
                Align::Left => format!("{cell:width$}"),
                Align::Right => format!("{cell:>width$}"),
            });
            format!("{indent}{}", cells.collect::<Vec<_>>().join("  "))
        };
        all().map(|row| trimmed(&line(row))).collect()
    }
}

fn trimmed(line: &str) -> String {
    format!("{}\n", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{Align, Table};

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new([("image", Align::Left), ("size", Align::Right), ("", Align::Left)]);
        table.row(["app", "12.0 MB", ""]);
        table.row(["größe", "1 B", "x"]);
        table.row(["short"]);
        assert_eq!(table.render("  "), "  image     size\n  app    12.0 MB\n  größe      1 B  x\n  short\n");
    }
}
