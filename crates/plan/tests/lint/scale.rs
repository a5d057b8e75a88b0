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

/// What a Dockerfile is called here, how it begins, each of its lines, and how it ends.
type Many<'a> = (&'a str, &'a str, fn(usize) -> String, &'a str);

/// Lines of one thing each: where a rule compares each with each, it shows.
#[test]
fn no_rule_takes_the_square_of_what_it_looks_at() {
    let target = "FROM debian:12\nARG TARGETARCH\n";
    let builder = "FROM --platform=$BUILDPLATFORM golang:1 AS build\n";
    let image = "FROM debian:12\nCOPY --from=build /out/a7 /bin/\n";
    let in_one_run = format!("{target}RUN ");
    let all: [Many<'_>; 9] = [
        ("case", &in_one_run, |at| format!("case $TARGETARCH in amd64) A{at}=x;; arm64) A{at}=y;; esac; \\\n"), "true"),
        ("case without arm64", &in_one_run, |at| format!("case $TARGETARCH in amd64) A=x;; esac; curl https://e/$A{at}; \\\n"), "true"),
        ("if", &in_one_run, |at| format!("if [ $TARGETARCH = amd64 ]; then A{at}=x; else A{at}=y; fi; \\\n"), "true"),
        ("compile", builder, |at| format!("RUN go build -o /out/a{at} .\n"), image),
        ("download", target, |at| format!("RUN curl -O https://example.org/{at}/linux-amd64.tar.gz\n"), ""),
        ("target", builder, |at| format!("RUN GOARCH=amd64 go build -o /out/a{at} ./{at}\n"), image),
        ("copy", target, |at| format!("COPY target/release/a{at} dist/linux-amd64/b{at} /bin/\n"), ""),
        ("ignore", target, |at| format!("# archwright: ignore=AW207 why\nRUN curl -O https://e/{at}/linux-amd64\n"), ""),
        ("argument", target, |at| format!("ARG A{at}=1\nRUN echo $A{at}\n"), ""),
    ];
    for (name, head, line, tail) in all {
        let time = |lines: usize| {
            let text = (0..lines).fold(head.to_owned(), |text, at| text + &line(at)) + tail;
            let start = std::time::Instant::now();
            found(&text);
            start.elapsed()
        };
        let (short, long) = (time(200), time(2_000));
        assert!(long < short * 40 + Duration::from_millis(200), "{name}: {short:?}, {long:?}");
    }
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
