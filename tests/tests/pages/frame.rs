//! A page in frames of several widths, light and dark, measured in one start of the browser.
//!
//! A browser without a window is never narrower than 500 pixels; a frame is as narrow as it is told to be, and media queries in it
//! ask for its own width and for the colour scheme of the element that holds it.

use crate::browser;
use camino::Utf8PathBuf;
use serde_json::Value;
use std::fs;

/// What was measured of a page in one frame.
#[derive(Debug)]
pub struct Frame {
    pub width: u32,
    pub scheme: String,
    pub measured: Value,
}

impl Frame {
    #[track_caller]
    pub fn number(&self, key: &str) -> f64 {
        self.measured[key].as_f64().unwrap_or_else(|| panic!("{key} is no number: {:#}", self.measured))
    }
}

/// Phone and desktop.
const WIDTHS: [u32; 2] = [390, 1280];

const SCHEMES: [&str; 2] = ["light", "dark"];

/// The page in each frame.
#[track_caller]
pub fn frames(html: &str) -> Vec<Frame> {
    let temp = tempfile::tempdir().unwrap();
    let dir = Utf8PathBuf::from_path_buf(temp.path().canonicalize().unwrap()).unwrap();
    let page = dir.join("frames.html");
    let quoted = html.replace('&', "&amp;").replace('"', "&quot;");
    let all = WIDTHS.into_iter().flat_map(|width| SCHEMES.map(|scheme| (width, scheme)));
    let frames = all.map(|(width, scheme)| {
        let style = format!("color-scheme: {scheme}; border: 0; width: {width}px; height: 800px");
        format!("<iframe data-width=\"{width}\" data-scheme=\"{scheme}\" style=\"{style}\" srcdoc=\"{quoted}\"></iframe>\n")
    });
    let frames = frames.collect::<Vec<_>>().concat();
    let script = include_str!("measure.js");
    fs::write(
        &page,
        format!("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n{frames}<pre id=\"measured\"></pre>\n<script>{script}</script>\n"),
    )
    .unwrap();
    let document = browser::document(&dir, &page);
    let text = document.split("<pre id=\"measured\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    let text = text.unwrap_or_else(|| panic!("nothing was measured: {document}"));
    let bytes: Vec<u8> = text.split_whitespace().map(|byte| byte.parse().unwrap()).collect();
    let all: Vec<Value> = serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(all.len(), WIDTHS.len() * SCHEMES.len());
    let frame = |measured: Value| Frame {
        width: u32::try_from(measured["width"].as_u64().unwrap()).unwrap(),
        scheme: measured["wanted"].as_str().unwrap().to_owned(),
        measured,
    };
    all.into_iter().map(frame).collect()
}
