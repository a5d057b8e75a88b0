//! Any text is read, expanded and judged without a panic, in bounded time; what is mended is text again, and is found no more.
#![no_main]

use archwright_plan::lint::{Input, lint, mend};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let platforms = "linux/amd64,linux/arm64,linux/arm/v7".parse().unwrap();
    let mut text = text.to_owned();
    for _ in 0..3 {
        let input = Input { file: "Dockerfile", text: &text, platforms: &platforms, args: &[], target: None, context: None };
        let found = lint(&input);
        for diagnostic in &found {
            let span = diagnostic.span.clone().unwrap_or_default();
            assert!(text.get(span).is_some(), "a span that is none: {diagnostic:?}");
        }
        let mended = mend(&text, found.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()));
        if mended == text {
            break;
        }
        text = mended;
    }
});
