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
