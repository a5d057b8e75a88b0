//! Live lines on a real terminal, a narrow one: they fit, they go, and the terminal is left as it was found.

use crate::support::{OnTerminal, Sandbox};
use serde_json::json;
use std::time::{Duration, Instant};

const COLUMNS: u16 = 60;

/// Longer than the terminal is wide; it would clear the screen, set the title, and write over our own lines.
const RUDE: &str = "\u{1b}[2J\u{1b}[3A\u{1b}]0;mine now\u{7}\u{1b}[31mred\u{7}\r";

fn sandbox() -> Sandbox {
    Sandbox::noetl().env("TERM", "xterm-256color")
}

fn is_spinner(c: char) -> bool {
    ('\u{2800}'..='\u{28ff}').contains(&c)
}

/// no-color.org: bold is not asked for either.
#[test]
fn no_color_is_no_bold() {
    let written = |sandbox: &Sandbox| OnTerminal::start(sandbox, &["docker-build"], COLUMNS).wait().written;
    // Stdout is a pipe here, where nothing is bold unless somebody insists.
    let bold = || Sandbox::image().env("TERM", "xterm-256color").env("CLICOLOR_FORCE", "1");
    assert!(written(&bold()).contains("\u{1b}[1m"));
    assert!(!written(&bold().env("NO_COLOR", "1")).contains("\u{1b}[1m"));
}

#[test]
fn live_lines_fit_and_go() {
    let sandbox = sandbox();
    let said = format!("{RUDE}{}\n{RUDE}{}\n", "wide ".repeat(40), "日本".repeat(40));
    sandbox.rules(json!([
        { "call": "npm run build", "stdout": said, "sleep": 1 },
        { "call": "docker buildx bake", "stderr": said, "sleep": 1 },
    ]));
    let left = OnTerminal::start(&sandbox, &["docker-build"], COLUMNS).wait();
    let lines = left.screen.lines();
    assert_eq!(left.status.code(), Some(0), "{}", lines.join("\n"));
    assert!(left.written.contains("wide wide"), "no live line was drawn: {:?}", left.written);
    assert_eq!(left.screen.wrapped, Vec::<String>::new());
    assert!(left.screen.cursor, "the cursor stays hidden");
    // What stays is one line per step, and no live one.
    let steps = ["ui.web", "cli.tool", "builder", "build", "index.app", "prove.app", "layout.app"];
    assert_eq!(lines.len(), steps.len(), "{lines:#?}");
    for step in steps {
        assert!(lines.iter().any(|line| line.starts_with(&format!("✓ {step} "))), "{step}: {lines:#?}");
    }
    assert!(left.stdout.contains("done in "), "{}", left.stdout);
}

const FLAVOURS: [&str; 8] = ["all", "azure", "gcp", "kafka", "minimal", "mqtt", "redis", "sqs"];

/// As OpenHQM is: eight variants of one image for two platforms, each at work.
fn eight() -> Sandbox {
    let variants = FLAVOURS.map(|flavour| format!("[image.openhqm.variant.{flavour}]\nbuild-args = {{ BACKEND = '{flavour}' }}\n"));
    let project =
        "[project]\nregistry = 'registry.invalid/x'\nplatforms = ['linux/amd64', 'linux/arm64']\nbuilder = 'b'\n[image.openhqm]\n";
    let sandbox = Sandbox::new(&format!("{project}{}", variants.concat())).env("TERM", "xterm-256color");
    let lanes = FLAVOURS.iter().flat_map(|flavour| ["amd64", "arm64"].map(|arch| format!("openhqm_V_{flavour}-linux-{arch}")));
    let working = lanes.enumerate().map(|(at, lane)| {
        let name = format!("[{lane} builder 3/7] RUN pip install --no-cache-dir --requirement requirements/{at}.txt --target /opt/openhqm");
        json!({ "vertexes": [{ "digest": format!("sha256:{at}"), "name": name, "started": "2026-11-20T10:00:00Z" }] }).to_string() + "\n"
    });
    sandbox.rules(json!([{ "call": "docker buildx bake", "stderr": working.collect::<String>(), "sleep": 2 }]));
    sandbox
}

/// Without what moves: the spinner and the seconds.
fn still(line: &str) -> String {
    line.trim_start_matches(is_spinner).trim_end_matches(|c: char| c.is_ascii_digit() || c == 's' || c == ' ').to_owned()
}

/// What tmux captured of `examples/openhqm` on a real engine is in `data`; see `openhqm_as_tmux_showed_it`.
#[test]
fn eight_variants_for_two_platforms_fit_80_columns_and_stand_still() {
    let sandbox = eight();
    let running = OnTerminal::start(&sandbox, &["docker-build", "--all"], 80);
    sandbox.until_a_fake_sleeps();
    let lanes: Vec<_> =
        FLAVOURS.iter().flat_map(|flavour| ["amd64", "arm64"].map(|arch| format!("openhqm:{flavour} linux/{arch}"))).collect();
    let begun = Instant::now();
    let mut frames = Vec::new();
    while begun.elapsed() < Duration::from_millis(1200) {
        frames.push(running.screen().lines());
    }
    // The first ones may be of the moment in which the lanes come up.
    let is_full = |frame: &Vec<String>| lanes.iter().all(|lane| frame.iter().any(|line| line.contains(&**lane)));
    let full: Vec<_> = frames.iter().skip_while(|frame| !is_full(frame)).collect();
    assert!(full.len() > 3, "{frames:#?}");
    for frame in &full {
        assert!(frame.iter().all(|line| line.chars().count() < 80), "{frame:#?}");
        let still = |frame: &[String]| frame.iter().map(|line| still(line)).collect::<Vec<_>>();
        assert_eq!(still(frame), still(full[0]), "a line came or went while nothing did");
    }
    let left = running.wait();
    assert_eq!((left.status.code(), left.screen.wrapped.len()), (Some(0), 0), "{:#?}", left.screen.lines());
    // No line is taken away to be written again: what a terminal draws in between would flicker.
    let drawn = left.written.split("\u{1b}[K").count();
    assert!(!left.written.contains("\u{1b}[2K") && !left.written.contains("\u{1b}[2J") && drawn > 16, "{:?}", left.written);
    assert!(!left.screen.lines().iter().any(|line| line.starts_with(is_spinner)), "{:#?}", left.screen.lines());
    assert!(left.stdout.contains("8 images proven\n"), "{}", left.stdout);
}

/// Two captures (`tmux capture-pane -p`, 80 by 24) of `docker-build --all --push` in `examples/openhqm`, while all sixteen were built.
#[test]
fn openhqm_as_tmux_showed_it() {
    for capture in include_str!("data/tmux-80-columns.txt").split("\n\n") {
        let lines: Vec<_> = capture.lines().collect();
        assert!(lines.len() < 24 && lines.iter().all(|line| line.chars().count() < 80), "{capture}");
        for lane in FLAVOURS.iter().flat_map(|flavour| ["amd64", "arm64"].map(|arch| format!(" openhqm:{flavour} linux/{arch} "))) {
            let of_lane: Vec<_> = lines.iter().filter(|line| line.contains(&*lane)).collect();
            assert!(matches!(of_lane[..], [line] if line.starts_with(is_spinner) && line.ends_with('s')), "{lane}: {capture}");
        }
    }
}

#[test]
fn ctrl_c_leaves_the_terminal_as_it_was() {
    let sandbox = sandbox();
    sandbox.rules(json!([{ "call": "npm run build", "stdout": format!("{RUDE}{}\n", "wide ".repeat(40)), "sleep": 50 }]));
    let mut running = OnTerminal::start(&sandbox, &["docker-build"], COLUMNS);
    sandbox.until_a_fake_sleeps();
    let begun = Instant::now();
    running.types("\u{3}");
    let left = running.wait();
    let lines = left.screen.lines();
    assert_eq!(left.status.code(), Some(130), "{}", lines.join("\n"));
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
    assert_eq!(left.screen.wrapped, Vec::<String>::new());
    assert!(left.screen.cursor, "the cursor stays hidden");
    assert!(!lines.iter().any(|line| line.starts_with(is_spinner)), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("✗ ui.web ")), "{lines:#?}");
    assert!(lines.last().is_some_and(|line| line.starts_with("failed, exit 130 in ")), "{lines:#?}");
}
