//! The report as one page: whole in itself, without a script, a font or an image from anywhere.

mod failures;
mod images;
mod page;
mod proofs;
mod scale;
mod tags;
mod timeline;

use super::{
    Report,
    fate::{Row, rows},
    last::ending,
    verdict::{images as of_rows, platforms, verdict},
};
use archwright_model::count;
use page::Page;

/// Its looks, for light and dark, narrow and wide.
const STYLE: &str = include_str!("html/style.css");

/// Nothing is loaded and nothing is run, whatever a report says.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The page.
pub fn html(report: &Report) -> String {
    let rows = rows(report);
    let mut page = Page::default();
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n",
    );
    page.empty("meta", &[("http-equiv", "Content-Security-Policy"), ("content", POLICY)]);
    page.element("title", &[], &format!("{}: {}", what(&rows), ending(report)));
    page.raw("<style>\n");
    page.raw(STYLE);
    page.raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n");
    page.within("header", &[], |page| head(page, report, &rows));
    page.within("main", &[("id", "main")], |page| {
        failures::failures(page, report);
        images::images(page, &rows);
        timeline::timeline(page, report);
        tags::tags(page, report);
        proofs::proofs(page, report);
        failures::advice(page, report);
    });
    let version = env!("CARGO_PKG_VERSION");
    page.element("footer", &[], &format!("Written by archwright {version} from target/archwright/report.json."));
    page.raw("</body>\n</html>\n");
    page.into_text()
}

/// What was built: `8 images for linux/amd64 and linux/arm64`.
fn what(rows: &[Row<'_>]) -> String {
    let names: Vec<_> = platforms(rows).iter().map(ToString::to_string).collect();
    match (of_rows(rows).as_slice(), names.as_slice()) {
        ([], _) => "A run without images".into(),
        ([one], names) => format!("{one} for {}", names.join(" and ")),
        (several, names) => format!("{} for {}", count(several.len(), "image"), names.join(" and ")),
    }
}

fn head(page: &mut Page, report: &Report, rows: &[Row<'_>]) {
    page.element("h1", &[], &what(rows));
    let (class, mark) = if report.is_success() { ("state well", "✓") } else { ("state ill", "✗") };
    page.within("p", &[("class", class)], |page| {
        page.element("span", &[("aria-hidden", "true")], mark);
        page.text(&format!(" {}", ending(report)));
    });
    let summary = verdict(report);
    let bytes: u64 = report.images.iter().flat_map(|image| &image.platforms).map(|proof| proof.bytes).sum();
    let facts = [
        ("result", Some(summary).filter(|text| !text.is_empty())),
        ("begun", report.begun.as_deref().map(|begun| begun.replace('T', " ").replace('Z', " UTC"))),
        ("all layers", (bytes > 0).then(|| super::summary::size(bytes))),
        ("findings", Some(count(report.findings.len(), "finding")).filter(|_| !report.findings.is_empty())),
    ];
    page.within("dl", &[("class", "facts")], |page| {
        for (name, value) in facts.iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
            page.within("div", &[], |page| {
                page.element("dt", &[], name);
                page.element("dd", &[], value);
            });
        }
    });
}

#[cfg(test)]
mod tests;
