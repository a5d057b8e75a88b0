//! Dockerfiles with what is said of them, `cases/NAME.Dockerfile` and `.txt`. `UPDATE_EXPECT=1` writes the latter anew.

use archwright_plan::{
    dockerfile::Ignore,
    lint::{Context, Diagnostic, Input, lint, mend},
};
use camino::{Utf8Path, Utf8PathBuf};
use std::{collections::BTreeMap, fmt::Write as _, fs};

/// What `# lint: KEY=VALUE …` among the first lines asks for.
#[derive(Default)]
struct Asked {
    file: Option<String>,
    platforms: Option<String>,
    args: BTreeMap<String, String>,
    context: Option<Context>,
}

fn asked(text: &str) -> Asked {
    let mut asked = Asked::default();
    for (key, value) in text
        .lines()
        .filter_map(|line| line.strip_prefix("# lint: "))
        .flat_map(str::split_whitespace)
        .filter_map(|word| word.split_once('='))
    {
        let list = || value.split(',').map(str::to_owned);
        match key {
            "file" => asked.file = Some(value.to_owned()),
            "platforms" => asked.platforms = Some(value.to_owned()),
            "arg" => drop(value.split_once('=').map(|(name, value)| asked.args.insert(name.to_owned(), value.to_owned()))),
            "context" => asked.context = Some(Context::of(list())),
            "ignore" => {
                let ignore = Ignore::read(&value.replace(',', "\n")).unwrap();
                asked.context = asked.context.map(|context| context.ignoring(".dockerignore", ignore));
            }
            "made" => asked.context = asked.context.map(|context| context.made(list())),
            key => panic!("no such key: {key}"),
        }
    }
    asked
}

fn found(text: &str, asked: &Asked) -> Vec<Diagnostic> {
    let platforms = asked.platforms.as_deref().unwrap_or("linux/amd64,linux/arm64").parse().unwrap();
    let args = [asked.args.clone()];
    let file = asked.file.as_deref().unwrap_or("Dockerfile");
    lint(&Input { file, text, platforms: &platforms, args: &args, target: None, context: asked.context.as_ref() })
}

fn shown(text: &str) -> String {
    let asked = asked(text);
    let found = found(text, &asked);
    let mut shown = String::new();
    for diagnostic in &found {
        writeln!(shown, "{}", diagnostic.finding).unwrap();
        if let Some(span) = &diagnostic.span {
            writeln!(shown, "  at: {}", text[span.clone()].replace('\n', "⏎")).unwrap();
        }
    }
    let mended = mend(text, found.iter().filter_map(|diagnostic| diagnostic.fix.as_ref()));
    if mended != text {
        writeln!(shown, "mended:").unwrap();
        let mended: Vec<_> = mended.lines().collect();
        mended.iter().filter(|line| !text.lines().any(|old| old == **line)).for_each(|line| writeln!(shown, "  {line}").unwrap());
    }
    shown
}

fn cases() -> Vec<Utf8PathBuf> {
    let dir = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lint/cases");
    let mut files: Vec<_> = dir.read_dir_utf8().unwrap().map(|entry| entry.unwrap().into_path()).collect();
    files.retain(|file| file.extension() == Some("Dockerfile"));
    files.sort();
    files
}

#[test]
fn each_dockerfile_gets_what_is_expected() {
    let mut wrong = Vec::new();
    for case in cases() {
        let found = shown(&fs::read_to_string(&case).unwrap());
        let file = case.with_extension("txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            assert!(std::env::var_os("CI").is_none(), "UPDATE_EXPECT is refused when CI is set");
            fs::write(&file, &found).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if found != expected {
            wrong.push(format!("{case}\nexpected:\n{expected}\nfound:\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_right_stays_silent() {
    for case in cases().into_iter().filter(|case| case.file_name().is_some_and(|name| name.starts_with("silent-"))) {
        assert_eq!(shown(&fs::read_to_string(&case).unwrap()), "", "{case}");
    }
}

/// A fix that was applied leaves nothing behind that it was for.
#[test]
fn what_was_mended_is_found_no_more() {
    for case in cases() {
        let text = fs::read_to_string(&case).unwrap();
        let asked = asked(&text);
        let mut mended = text.clone();
        for _ in 0..5 {
            mended = mend(&mended, found(&mended, &asked).iter().filter_map(|diagnostic| diagnostic.fix.as_ref()));
        }
        let left: Vec<_> = found(&mended, &asked).into_iter().filter(|diagnostic| diagnostic.fix.is_some()).collect();
        assert!(left.is_empty(), "{case}\n{mended}\n{left:?}");
    }
}
