//! What a page says; how it looks is for a browser to tell (`tests/tests/pages`).

use super::html;
use crate::report::{Report, sample::sample};

#[test]
fn every_part_of_a_report_is_on_it() {
    let page = html(&sample());
    for said in [
        "<h1>5 images for linux/amd64 and linux/arm64</h1>",
        "failed, exit 6 in 10.0 s",
        "1 of 5 images proven; 1 tag new",
        "2026-11-22 01:02:03 UTC",
        "not proven",
        "test failed",
        "Dockerfile:3: RUN &lt;false&gt;: exit code: 1",
        "it &lt;said&gt;\nso",
        "a &lt;note&gt;",
        "mend &amp; run again",
        "registry.invalid/app:good",
        "SLSA provenance v1",
        "Not done: publish",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
}

/// What others said is text, whatever it looks like.
#[test]
fn nothing_that_was_said_becomes_markup() {
    let mut report = sample();
    let said = "</style></pre><script>alert(1)</script>\" onload='x' \u{1b}[31m\u{7}";
    report.notes = vec![said.into()];
    report.next = vec![said.into()];
    report.images[0].place = said.into();
    report.steps[2].failure.as_mut().unwrap().details = vec![said.into()];
    report.builds[6].why = Some(said.into());
    let page = html(&report);
    assert!(!page.contains("<script") && !page.contains("onload='") && !page.contains('\u{1b}') && !page.contains('\u{7}'), "{page}");
    assert_eq!(page.matches("&lt;script&gt;alert(1)").count(), 5, "{page}");
}

#[test]
fn a_run_that_never_began_is_a_page_too() {
    let page = html(&Report::default());
    assert!(page.contains("<h1>A run without images</h1>"), "{page}");
    assert!(!page.contains("<table"), "{page}");
}

#[test]
fn bars_stay_on_their_line() {
    let mut report = sample();
    report.builds[0].at = Some(9.0);
    report.builds[0].seconds = Some(500.0);
    let page = html(&report);
    let percents = page.split("--at:").skip(1).filter_map(|rest| rest.split('%').next()?.parse::<f64>().ok());
    assert!(percents.clone().count() > 10 && percents.clone().all(|at| (0.0..=100.0).contains(&at)));
}
