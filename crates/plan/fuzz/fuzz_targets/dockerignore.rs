//! Any patterns are read or refused, and compared with any path, without a panic and in bounded time.
#![no_main]

use archwright_plan::{
    dockerfile::Ignore,
    lint::{Context, Lookup},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| {
    let (patterns, path) = texts;
    if let Ok(ignore) = Ignore::read(patterns) {
        let excluded = ignore.excludes(path);
        let context = Context::of([path.trim_matches('/').to_owned()]).ignoring(".dockerignore", ignore);
        if let Lookup::Ignored(_, line) = context.look(path) {
            assert!(line >= 1 && excluded.is_none_or(|line| line >= 1));
        }
    }
});
