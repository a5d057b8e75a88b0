//! HTML that is written piece by piece; all that is said in it is escaped.

use crate::text::plain;

/// A page, or a part of one.
#[derive(Debug, Default)]
pub(super) struct Page(String);

impl Page {
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// What is ours and HTML already.
    pub(super) fn raw(&mut self, html: &str) {
        self.0.push_str(html);
    }

    /// What is said.
    pub(super) fn text(&mut self, text: &str) {
        self.0.push_str(&escaped(text));
    }

    /// An element that holds a text.
    pub(super) fn element(&mut self, tag: &str, attributes: &[(&str, &str)], text: &str) {
        self.within(tag, attributes, |page| page.text(text));
    }

    /// An element that holds nothing.
    pub(super) fn empty(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.open(tag, attributes);
        self.0.push('\n');
    }

    /// An element and what is in it.
    pub(super) fn within(&mut self, tag: &str, attributes: &[(&str, &str)], inner: impl FnOnce(&mut Self)) {
        self.open(tag, attributes);
        inner(self);
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
        if !matches!(tag, "span" | "code" | "strong") {
            self.0.push('\n');
        }
    }

    /// A part of the report with its heading.
    pub(super) fn section(&mut self, id: &str, heading: &str, inner: impl FnOnce(&mut Self)) {
        let of = format!("{id}-heading");
        self.within("section", &[("id", id), ("aria-labelledby", &of)], |page| {
            page.element("h2", &[("id", &of)], heading);
            inner(page);
        });
    }

    fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.0.push_str(&escaped(value));
            self.0.push('"');
        }
        self.0.push('>');
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
    html
}
