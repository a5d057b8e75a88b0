use super::{Build, Evaluated, evaluate};
use crate::dockerfile::{Base, Dockerfile, On, Reach, expand};
use archwright_model::Platform;
use std::{collections::BTreeMap, fmt::Write as _};

fn build(text: &str, platform: Platform, args: &[(&str, &str)], target: Option<&str>) -> (Dockerfile, Evaluated) {
    let args: BTreeMap<_, _> = args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let dockerfile = Dockerfile::read(text);
    let evaluated = evaluate(&dockerfile, &Build { args: &args, target, platform, builder: Platform::LINUX_AMD64 });
    (dockerfile, evaluated)
}

/// What the last instruction's words come to on linux/arm64.
#[track_caller]
fn last(text: &str, args: &[(&str, &str)], expected: &str) {
    let (dockerfile, evaluated) = build(text, Platform::LINUX_ARM64, args, None);
    let (instruction, step) = (dockerfile.instructions.last().unwrap(), evaluated.steps.last().unwrap());
    let filled = expand(instruction.rest.text(), dockerfile.escape, &step.env).unwrap().text;
    assert_eq!(filled, expected, "{text}");
}

// Each was built with Docker Engine 28.5 (BuildKit 0.25), whose answer is the expectation.
#[test]
fn of_one_name_the_last_arg_or_env_counts() {
    last("FROM a\nENV X=env\nARG X=arg\nWORKDIR /$X", &[], "/arg");
    last("FROM a\nARG X=arg\nENV X=env\nWORKDIR /$X", &[("X", "cli")], "/env");
    last("FROM a\nARG X=one\nARG X=two\nWORKDIR /$X", &[], "/two");
    last("FROM a\nENV X=env\nARG X\nWORKDIR /$X", &[], "/env");
    last("FROM a\nARG X=one\nWORKDIR /$X", &[("X", "cli")], "/cli");
}

#[test]
fn a_default_beats_what_buildkit_sets() {
    last("FROM a\nARG TARGETARCH=amd64\nWORKDIR /$TARGETARCH", &[], "/amd64");
    last("ARG TARGETARCH=amd64\nFROM a\nARG TARGETARCH\nWORKDIR /$TARGETARCH", &[], "/amd64");
    last("ARG TARGETARCH=${TARGETARCH:-amd64}\nFROM a\nARG TARGETARCH\nWORKDIR /$TARGETARCH", &[], "/arm64");
    last("FROM a\nARG TARGETARCH=${TARGETARCH:-amd64}\nWORKDIR /$TARGETARCH", &[], "/amd64");
    last("FROM a\nARG TARGETARCH\nWORKDIR /$TARGETARCH-${TARGETVARIANT-none}", &[], "/arm64-none");
}

#[test]
fn a_stage_sees_what_it_declares_and_what_its_base_saw() {
    last("ARG B=$TARGETARCH\nFROM a AS x\nARG B\nFROM x\nWORKDIR /$B", &[], "/arm64");
    last("ARG B=1\nFROM a\nWORKDIR /$B", &[], "/");
    last("FROM a\nARG A=$TARGETARCH\nARG TARGETARCH\nWORKDIR /[$A][$TARGETARCH]", &[], "/[][arm64]");
    last("FROM a\nENV abc=hello\nENV abc=bye def=$abc\nWORKDIR /$def", &[], "/hello");
    last("FROM a\nARG A=1 B=$A\nWORKDIR /$B", &[], "/1");
    last("FROM a\nENV OLD the  rest\nWORKDIR /$OLD", &[], "/the  rest");
}

#[test]
fn stages_are_the_platforms_own() {
    let text = "ARG BASE=x-${TARGETARCH}\nFROM --platform=$BUILDPLATFORM rust AS build\nFROM a AS x-amd64\nFROM b AS X-arm64\nCOPY --from=BUILD /a /b\nFROM ${BASE} AS out\nFROM --platform=linux/amd64 scratch";
    let (_, evaluated) = build(text, Platform::LINUX_ARM64, &[], Some("OUT"));
    let reach: Vec<_> = evaluated.stages.iter().map(|stage| stage.reach).collect();
    assert_eq!(reach, [Reach::Copied, Reach::Unused, Reach::Image, Reach::Image, Reach::Unused]);
    assert_eq!((&evaluated.stages[3].base, evaluated.stages[3].base_varies), (&Base::Stage(2), true));
    assert_eq!((evaluated.stages[0].on, evaluated.stages[0].platform), (On::Builder, Platform::LINUX_AMD64));
    assert_eq!((evaluated.stages[4].on, evaluated.stages[4].platform), (On::Target, Platform::LINUX_ARM64));
    assert_eq!(evaluated.image(), Some(3));
}

#[test]
fn a_platform_is_told_by_whom_it_follows() {
    let on = |flag: &str| {
        let (_, evaluated) = build(
            &format!("ARG P=$BUILDPLATFORM\nFROM --platform={flag} a AS b\nFROM --platform=linux/s390x b"),
            Platform::LINUX_AMD64,
            &[],
            None,
        );
        assert_eq!(evaluated.stages[0].on, evaluated.stages[1].on);
        (evaluated.stages[1].on, evaluated.stages[1].platform.to_string())
    };
    assert_eq!(on("$P"), (On::Builder, "linux/amd64".into()));
    assert_eq!(on("linux/$TARGETARCH"), (On::Target, "linux/amd64".into()));
    assert_eq!(on("linux/arm/v7"), (On::Fixed, "linux/arm/v7".into()));
    assert_eq!(on("linux/amd64"), (On::Fixed, "linux/amd64".into()));
}

#[test]
fn what_is_only_mounted_brings_no_file() {
    let text = "FROM a AS tool\nFROM tool AS more\nFROM b AS lib\nFROM c\nRUN --mount=type=bind,from=more,target=/m x\nCOPY --from=2 /l /l\nCOPY --from=alpine /x /x";
    let (_, evaluated) = build(text, Platform::LINUX_AMD64, &[], None);
    let reach: Vec<_> = evaluated.stages.iter().map(|stage| stage.reach).collect();
    assert_eq!(reach, [Reach::Mounted, Reach::Mounted, Reach::Copied, Reach::Image]);
}

#[test]
fn five_thousand_lines_are_read_in_a_row() {
    let mut text = String::from("FROM a AS s0\n");
    for at in 0..2500 {
        let before = usize::max(at, 1) - 1;
        write!(text, "ENV V{at}=$V{before}x\nRUN echo $V{at} ${{TARGETARCH:-none}}\n").unwrap();
    }
    let (dockerfile, evaluated) = build(&text, Platform::LINUX_ARM64, &[], None);
    assert_eq!((dockerfile.instructions.len(), evaluated.steps.len()), (5001, 5001));
    // Each keeps what it asks for, and not all that is known.
    assert!(evaluated.steps.iter().all(|step| step.env.len() <= 2));
}
