//! The report's page in a real browser: narrow and wide, light and dark, it fits, can be read, and needs nothing from elsewhere.
//!
//! `cargo xtask test pages` finds or fetches the browser; `ARCHWRIGHT_TEST_BROWSER` names it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test: what fails here fails it")]

mod browser;
mod frame;
mod report;

use frame::{Frame, frames};
use report::page;
use serde_json::Value;

/// What must be so in every frame.
#[track_caller]
fn check(name: &str, frame: &Frame) {
    let at = format!("{name} at {} pixels, {}", frame.width, frame.scheme);
    let none = |key: &str| assert_eq!(frame.measured[key], Value::Array(Vec::new()), "{key}: {at}");
    assert_eq!(frame.measured["scheme"], frame.scheme, "the browser shows another scheme: {at}");
    assert!(frame.number("scrollWidth") <= f64::from(frame.width), "wider than its window: {at}: {}", frame.measured["beyond"]);
    for fault in ["beyond", "faint", "clipped", "small", "loaded", "nameless", "unfocused", "skippedHeadings", "loneHeaders", "strayBars"] {
        none(fault);
    }
    assert_eq!(frame.measured["h1"], 1, "{at}");
    assert_eq!(frame.measured["lang"], "en", "{at}");
}

#[test]
fn the_page_of_eight_variants_fits_and_can_be_read() {
    let html = page("openhqm");
    for frame in frames(&html) {
        check("openhqm", &frame);
        assert_eq!((&frame.measured["rows"], &frame.measured["lanes"]), (&16.into(), &16.into()));
        let background = frame.number("background");
        assert!(if frame.scheme == "dark" { background < 0.1 } else { background > 0.8 }, "{}: {background}", frame.scheme);
    }
}

#[test]
fn so_does_the_page_of_a_run_that_failed() {
    let html = page("broken");
    for frame in frames(&html) {
        check("broken", &frame);
    }
}

/// Names as long as they get, and what somebody would slip into a page.
#[test]
fn long_names_and_markup_of_others_change_nothing() {
    let html = page("rude");
    for frame in frames(&html) {
        check("rude", &frame);
        assert_eq!(frame.measured["scripts"], 0);
    }
}

/// The measures see what is wrong: a page that is too wide, too faint, and loads something.
#[test]
fn what_is_wrong_is_seen() {
    let html = "<!DOCTYPE html><html lang=\"en\"><title>x</title><h1>x</h1><h3>skipped</h3>\
        <div style=\"width: 2000px; background: #fff; color: #ccc\">too wide and too faint</div>\
        <img src=\"https://elsewhere.invalid/x.png\" alt=\"\"><button></button>\
        <table><tr><th>lone</th></tr></table><p style=\"font-size: 6px\">small</p>\
        <div style=\"width: 10px; overflow: hidden; white-space: nowrap\">clipped away</div>\
        <div class=\"track\" style=\"width: 50px\"><div class=\"bar\" style=\"width: 90px\">x</div></div></html>";
    for frame in frames(html) {
        assert!(frame.number("scrollWidth") > f64::from(frame.width));
        for fault in ["beyond", "faint", "clipped", "small", "loaded", "nameless", "skippedHeadings", "loneHeaders", "strayBars"] {
            assert_ne!(frame.measured[fault], Value::Array(Vec::new()), "{fault}: {:#}", frame.measured);
        }
    }
}
