//! Long and hostile Dockerfiles.

use archwright_plan::lint::{Input, lint};
use std::{fmt::Write as _, time::Duration};

fn found(text: &str) -> usize {
    let platforms = "linux/amd64,linux/arm64".parse().unwrap();
    lint(&Input { file: "Dockerfile", text, platforms: &platforms, args: &[], target: None, context: None }).len()
}

/// Ten times the lines may take ten times the time, with room for a busy machine, and not a hundred times.
#[test]
fn five_thousand_lines_take_no_square() {
    let text = |lines: usize| {
        let mut text = String::from("FROM debian:12\nARG TARGETARCH\n");
        for line in 0..lines / 4 {
            let before = line.saturating_sub(1);
            write!(text, "ENV V{line}=x$V{before}\nRUN curl -O https://example.org/$TARGETARCH/{line} && \\\n    case $TARGETARCH in amd64) a;; esac\nCOPY a{line} b/\n").unwrap();
        }
        text
    };
    let time = |lines: usize| {
        let text = text(lines);
        let start = std::time::Instant::now();
        assert_eq!(found(&text), 0);
        start.elapsed()
    };
    let (short, long) = (time(500), time(5000));
    assert!(long < short * 40 + Duration::from_millis(200), "{short:?}, {long:?}");
}

#[test]
fn whatever_comes_nobody_panics() {
    let texts = [
        String::new(),
        "\u{feff}".into(),
        "\\".into(),
        "FROM".into(),
        "FROM \\\n".into(),
        "COPY".into(),
        "FROM a\nCOPY\nADD x\nARG\nENV\nENV =\nARG =x\nRUN\nRUN <<\nRUN --\nCOPY --from\nCOPY --from= \nFROM --platform= x".into(),
        "FROM a\nRUN \"$( ' `".into(),
        "FROM ä\nCOPY ö[é-ü] ${ä:-€}\nRUN echo \\é 'ß".into(),
        format!("FROM a\nRUN {}", "$(".repeat(20_000)),
        format!("FROM a\nRUN {}", "if case x in ".repeat(5_000)),
        format!("FROM a\nENV A={}", "${A:-".repeat(20_000)),
        format!("FROM a\n{}", "ENV A=$A$A$A\n".repeat(2_000)),
        format!(
            "FROM a AS x0\n{}",
            (1..1_000).fold(String::new(), |text, at| text + &format!("FROM x{} AS x{at}\nCOPY --from=0 a b\n", at - 1))
        ),
    ];
    for text in texts {
        found(&text);
    }
}
