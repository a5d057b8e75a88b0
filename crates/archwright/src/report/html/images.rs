//! The table of images, variants and platforms.

use super::page::Page;
use crate::report::{
    fate::{Fate, Row},
    last::time,
    summary::size,
};

/// The sign before the word, for those who do not see colours.
fn mark(fate: Fate) -> (&'static str, &'static str) {
    match fate {
        Fate::Proven => ("well", "✓"),
        Fate::Built => ("plain", "●"),
        Fate::NotProven | Fate::TestFailed | Fate::Failed => ("ill", "✗"),
        Fate::Stopped => ("plain", "■"),
        Fate::NotTried => ("plain", "○"),
    }
}

/// A word with its sign.
pub(super) fn fate(page: &mut Page, fate: Fate) {
    let (class, mark) = mark(fate);
    page.within("span", &[("class", &format!("fate {class}"))], |page| {
        page.element("span", &[("aria-hidden", "true")], mark);
        page.text(&format!(" {}", fate.words()));
    });
}

const COLUMNS: [&str; 6] = ["Image", "Platform", "Outcome", "Build", "Size", "Manifest"];

pub(super) fn images(page: &mut Page, rows: &[Row<'_>]) {
    if rows.is_empty() {
        return;
    }
    let largest = rows.iter().filter_map(|row| Some(row.proof?.bytes)).max().unwrap_or(0);
    page.section("images", "Images", |page| {
        page.within("table", &[("class", "images"), ("role", "table"), ("aria-labelledby", "images-heading")], |page| {
            page.within("thead", &[("role", "rowgroup")], |page| {
                page.within("tr", &[("role", "row")], |page| {
                    for column in COLUMNS {
                        page.element("th", &[("role", "columnheader"), ("scope", "col")], column);
                    }
                });
            });
            page.within("tbody", &[("role", "rowgroup")], |page| {
                let mut before = None;
                for row in rows {
                    line(page, row, before.replace(row.image) == Some(row.image), largest);
                }
            });
        });
    });
}

fn line(page: &mut Page, row: &Row<'_>, again: bool, largest: u64) {
    // Of what has no image, a narrow screen has the reason and no empty places.
    let class = match (again, row.proof.is_none() && row.why.is_some()) {
        (false, false) => "first",
        (false, true) => "first told",
        (true, false) => "again",
        (true, true) => "again told",
    };
    page.within("tr", &[("role", "row"), ("class", class)], |page| {
        page.element("th", &[("role", "rowheader"), ("scope", "row"), ("class", "image")], &row.image.to_string());
        cell(page, "Platform", |page| page.text(&row.platform.to_string()));
        cell(page, "Outcome", |page| {
            fate(page, row.fate);
            if let Some(why) = &row.why {
                page.element("span", &[("class", "why")], why);
            }
        });
        let took = row.seconds().map(time).unwrap_or_default();
        let took = if row.is_cached() { "from the cache".into() } else { took };
        cell(page, "Build", |page| page.text(if took.is_empty() { "–" } else { &took }));
        let bytes = row.proof.map(|proof| proof.bytes);
        cell(page, "Size", |page| {
            page.text(&bytes.map_or_else(|| "–".into(), size));
            if let Some(bytes) = bytes {
                page.element("span", &[("class", "weight"), ("aria-hidden", "true"), ("style", &share(bytes, largest))], "");
            }
        });
        cell(page, "Manifest", |page| match row.proof {
            Some(proof) => page.element("code", &[("title", proof.digest.as_str())], &format!("sha256:{}", proof.digest.short())),
            None => page.text("–"),
        });
    });
}

/// A cell; narrow screens say its column before it.
fn cell(page: &mut Page, column: &str, inner: impl FnOnce(&mut Page)) {
    page.within("td", &[("role", "cell"), ("data-column", column)], |page| page.within("div", &[], inner));
}

#[expect(clippy::cast_precision_loss, reason = "two digits of it are drawn")]
fn share(bytes: u64, largest: u64) -> String {
    format!("--for:{:.1}%", bytes as f64 / largest.max(1) as f64 * 100.0)
}
