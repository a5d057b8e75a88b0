//! Any text is read, expanded and judged without a panic and in bounded time. Every word stands where it is said to, what a variable
//! is hangs on nothing but what is asked for, ends of lines mean nothing, and what is mended is found no more.
#![no_main]

use archwright_model::Platforms;
use archwright_plan::dockerfile::{Base, Build, Dockerfile, Env, Evaluated, Ignore, Instruction, Reach, Word, evaluate, expand, names};
use archwright_plan::lint::{Context, Input, kinds, lint, mend};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use std::time::Duration;

/// More rounds than any file needs that is mended at all.
const ROUNDS: usize = 12;

/// The processor's time that this process took: what a machine that does much else adds is left out. Nothing where there is no procfs.
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    // In user mode and in the kernel's, each in hundredths of a second.
    Duration::from_millis(10 * fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>())
}

fuzz_target!(|text: &str| {
    let start = processor_time();
    let dockerfile = Dockerfile::read(text);
    dockerfile.instructions.iter().for_each(|instruction| places(text, instruction));
    ends_of_lines(text, &dockerfile);
    let all: Platforms = "linux/amd64,linux/arm64,linux/arm/v7".parse().expect("platforms");
    let args = [("TARGETARCH", "arm64"), ("VERSION", "1"), ("BASE", "build")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let (args, none) = (BTreeMap::from(args), BTreeMap::new());
    for platform in all.iter() {
        for (args, target) in [(&none, None), (&args, Some("build"))] {
            stages(&dockerfile, &evaluate(&dockerfile, &Build { args, target, platform, builder: "linux/amd64".parse().expect("one") }));
        }
    }
    judged(text, &Input { file: "Dockerfile", text, platforms: &all, args: &[], target: None, context: None });
    let context = Context::of(["src/main.rs", "target/release/app", "a.amd64"].map(str::to_owned));
    let context = context.ignoring(".dockerignore", Ignore::read("target\n!target/release\n*.log").expect("patterns"));
    let one = "linux/arm64".parse().expect("platforms");
    judged(
        text,
        &Input { file: "a/Dockerfile", text, platforms: &one, args: &[args, none], target: Some("build"), context: Some(&context) },
    );
    let taken = processor_time().saturating_sub(start);
    assert!(taken < Duration::from_secs(2), "{taken:?}");
});

/// A word is what stands at its place, continuations taken out.
fn stands(text: &str, word: &Word) {
    let there = text.get(word.span.clone()).unwrap_or_else(|| panic!("no place: {word:?}"));
    if there.contains('\n') {
        let mut left = there.chars();
        assert!(word.text.chars().all(|c| left.any(|other| other == c)), "{word:?} at {there:?}");
        assert_eq!(word.text.chars().next(), there.chars().next(), "{word:?} at {there:?}");
        assert_eq!(word.text.chars().last(), there.chars().last(), "{word:?} at {there:?}");
    } else {
        assert_eq!(word.text, there);
    }
}

fn places(text: &str, instruction: &Instruction) {
    stands(text, &instruction.keyword);
    for flag in &instruction.flags {
        stands(text, &flag.word);
        flag.value.iter().for_each(|value| stands(text, value));
    }
    instruction.quoted_words().iter().for_each(|word| stands(text, word));
    for pair in instruction.pairs() {
        stands(text, &pair.name);
        pair.value.iter().for_each(|value| stands(text, value));
    }
    // What is in a list is written there with escapes.
    for word in instruction.words().iter().chain(&instruction.exec().unwrap_or_default()) {
        assert!(text.get(word.span.clone()).is_some(), "no place: {word:?}");
    }
    for (at, c) in instruction.rest.text().char_indices() {
        assert!(text.get(instruction.rest.origin(at)..).is_some_and(|there| there.starts_with(c)), "{c:?} at {at}");
    }
    for doc in &instruction.heredocs {
        let there = text.get(doc.start..).unwrap_or_else(|| panic!("no place: {doc:?}"));
        let missing = if there.ends_with('\n') { "" } else { "\n" };
        assert!(doc.body.is_empty() || format!("{there}{missing}").starts_with(&doc.body), "{doc:?}");
    }
    assert!(instruction.line >= 1 && instruction.line <= instruction.last_line);
    for (name, _) in instruction.sources() {
        assert!(instruction.flags.iter().any(|flag| flag.word.text.contains(name)), "{name}");
    }
}

/// The end of a line is one whatever stands there.
fn ends_of_lines(text: &str, dockerfile: &Dockerfile) {
    if text.contains('\r') {
        return;
    }
    let shown = |instruction: &Instruction| {
        let flags: Vec<_> = instruction.flags.iter().map(|flag| flag.word.text.clone()).collect();
        let docs: Vec<_> = instruction.heredocs.iter().map(|doc| (doc.body.replace('\r', ""), doc.closed)).collect();
        (instruction.verb, instruction.line, instruction.last_line, flags, instruction.rest.text().to_owned(), docs)
    };
    let all = |dockerfile: &Dockerfile| dockerfile.instructions.iter().map(shown).collect::<Vec<_>>();
    let other = Dockerfile::read(&text.replace('\n', "\r\n"));
    assert_eq!(all(&other), all(dockerfile));
    assert_eq!((&other.comments, other.escape, &other.syntax), (&dockerfile.comments, dockerfile.escape, &dockerfile.syntax));
}

fn stages(dockerfile: &Dockerfile, build: &Evaluated) {
    assert_eq!(build.steps.len(), dockerfile.instructions.len());
    let mut end = None;
    for (at, stage) in build.stages.iter().enumerate() {
        assert!(end.is_none_or(|end| end == stage.from) && stage.from < stage.end && stage.end <= dockerfile.instructions.len());
        end = Some(stage.end);
        assert!(!matches!(stage.base, Base::Stage(base) if base >= at));
    }
    assert_eq!(build.image().is_some(), !build.stages.is_empty());
    assert!(build.image().is_none_or(|image| build.stages[image].reach == Reach::Image));
    for (instruction, step) in dockerfile.instructions.iter().zip(&build.steps) {
        let text = instruction.rest.text();
        let Ok(expanded) = expand(text, dockerfile.escape, &step.env) else { continue };
        let asked: Vec<_> = expanded.used.iter().chain(&expanded.unset).collect();
        // Only what is used decides.
        let used: Env = expanded.used.iter().filter_map(|name| Some((name.clone(), step.env.get(name)?.to_owned()))).collect();
        assert_eq!(expand(text, dockerfile.escape, &used).as_ref(), Ok(&expanded));
        // What is asked for was known to be: a name with other than these letters is BuildKit's alone, and digits and signs are nobody's.
        let plain = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.is_ascii();
        if text.is_ascii() {
            let mentions = names(&text.replace('\'', " "), dockerfile.escape);
            let known = |name: &&&String| mentions.iter().any(|mention| mention.name == ***name);
            assert!(asked.iter().filter(|name| plain(name)).all(|name| known(&name)), "{asked:?} in {text:?}");
        }
    }
}

/// What is found has its place, and mending comes to an end.
fn judged(text: &str, input: &Input<'_>) {
    let mut text = text.to_owned();
    for round in 0..=ROUNDS {
        let input = Input { text: &text, ..*input };
        let found = lint(&input);
        for diagnostic in &found {
            let place = diagnostic.span.clone().map(|span| text.get(span));
            assert!(place != Some(None), "no place: {diagnostic:?}");
            let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits);
            edits.for_each(|edit| assert!(text.get(edit.span.clone()).is_some(), "no place: {diagnostic:?}"));
            assert!(kinds::explain(&diagnostic.finding.id).is_some(), "{diagnostic:?}");
            assert_eq!(diagnostic.finding.position.is_some(), diagnostic.span.is_some(), "{diagnostic:?}");
        }
        assert!(found.is_sorted_by_key(|diagnostic| (diagnostic.finding.position, diagnostic.finding.id.clone())));
        let mended = mend(&text, found.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()));
        if mended == text {
            assert!(found.iter().all(|diagnostic| diagnostic.fix.is_none()), "nothing is mended: {found:?}");
            return;
        }
        assert!(round < ROUNDS, "mending has no end: {found:?}");
        text = mended;
    }
}
