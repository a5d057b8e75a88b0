//! `archwright.toml`, case by case: `config/CASE.toml` gives `config/CASE.txt`, a project as JSON or the problems.
//!
//! `UPDATE_EXPECT=1 cargo test -p archwright-model` writes the expected texts anew.

#![expect(clippy::unwrap_used, reason = "a test: what fails here fails it")]

use archwright_model::{
    Platform, Project, Sourced,
    config::{self, ConfigError, KeyDefault, Kind},
    project::{Cli, Image, Need, TagTemplate, Target, Ui, Variant},
};
use camino::{Utf8Path, Utf8PathBuf};
use std::{fmt::Write as _, fs};

fn folder() -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/config")
}

fn read(text: &str) -> Result<Project, ConfigError> {
    config::read(text, "archwright.toml".as_ref(), "/work".as_ref())
}

fn case(name: &str) -> String {
    fs::read_to_string(folder().join(format!("{name}.toml"))).unwrap()
}

/// What a reader of the test sees of a result.
fn shown(result: &Result<Project, ConfigError>) -> String {
    match result {
        Ok(project) => serde_json::to_string_pretty(project).unwrap() + "\n",
        Err(error) => format!("{error}\n"),
    }
}

#[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the product")]
fn updates() -> bool {
    let set = |name| std::env::var(name).is_ok_and(|value| !value.is_empty());
    assert!(!(set("UPDATE_EXPECT") && set("CI")), "UPDATE_EXPECT is refused when CI is set");
    set("UPDATE_EXPECT")
}

#[track_caller]
fn check(name: &str, updates: bool) -> Result<(), String> {
    let expected = folder().join(format!("{name}.txt"));
    let got = shown(&read(&case(name)));
    if updates {
        fs::write(expected, got).unwrap();
        return Ok(());
    }
    match fs::read_to_string(&expected) {
        Ok(text) if text == got => Ok(()),
        Ok(text) => Err(format!("== {name}: expected\n{text}== got\n{got}")),
        Err(error) => Err(format!("== {name}: {error}; got\n{got}")),
    }
}

fn names() -> Vec<String> {
    let mut names: Vec<String> = folder()
        .read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension() == Some("toml"))
        .map(|path| path.file_stem().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn cases_read_as_expected() {
    let updates = updates();
    let failures: Vec<String> = names().iter().filter_map(|name| check(name, updates).err()).collect();
    assert!(failures.is_empty(), "{} of {} cases:\n{}", failures.len(), names().len(), failures.join("\n"));
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_nothing() {
    for name in names() {
        let text = case(&name);
        let unix = shown(&read(&text));
        assert_eq!(shown(&read(&text.replace('\n', "\r\n"))), unix, "{name} with CRLF");
        assert_eq!(shown(&read(&format!("\u{feff}{text}"))), unix, "{name} with a byte order mark");
    }
}

/// Nothing panics, and what is no TOML is never read as a project.
#[track_caller]
fn survives(text: &str) {
    let valid = toml::de::DeTable::parse(text).is_ok();
    let read = read(text);
    assert!(valid || read.is_err(), "read as a project:\n{text}");
}

#[test]
fn broken_texts_are_refused_without_panic() {
    for name in ["design", "every-key", "inline-and-dotted", "unicode", "syntax-duplicates"] {
        let text = case(name);
        for (end, _) in text.char_indices() {
            survives(&text[..end]);
        }
        let lines: Vec<&str> = text.lines().collect();
        for skipped in 0..lines.len() {
            let kept: Vec<&str> = lines.iter().enumerate().filter(|(line, _)| *line != skipped).map(|(_, line)| *line).collect();
            survives(&kept.join("\n"));
        }
        // Every eleventh place of each text: all of them were tried once, and take half a minute.
        for (place, _) in text.char_indices().step_by(11) {
            for wedge in ["\"", "[", "]", "{", "}", "=", ".", "\n", "'''", ",", "ü"] {
                survives(&format!("{}{wedge}{}", &text[..place], &text[place..]));
            }
        }
    }
}

#[test]
fn every_problem_has_a_place_and_they_come_in_the_order_of_the_file() {
    for name in names() {
        let Err(error) = read(&case(&name)) else { continue };
        let places: Vec<_> = error.problems().iter().map(|problem| problem.place.clone().expect("a place")).collect();
        assert!(places.is_sorted(), "{name}: {error}");
        assert!(!places.is_empty(), "{name}");
    }
}

/// Whether a key stands in the tables of an array.
fn in_array(key: &config::KeyDoc) -> bool {
    let is_array = |kind| matches!(kind, Kind::Tables | Kind::ListOrTables);
    config::keys().iter().any(|other| is_array(other.kind) && other.path == key.table())
}

/// The key table and the readers cannot disagree: each documented default, written out, changes nothing but origins.
#[test]
fn documented_defaults_are_the_defaults() {
    let mut text = String::new();
    let mut bare = String::new();
    for key in config::keys().iter().filter(|key| !in_array(key)) {
        let path = key.path.replace("KEY", "k").replace("HOST", "\"h.example\"").replace("NAME", "n").replace("AXIS", "a");
        match key.default {
            KeyDefault::Value(value) => writeln!(text, "{path} = {value}").unwrap(),
            KeyDefault::Required => {
                let value = match key.kind {
                    Kind::List => "['n']".to_owned(),
                    Kind::Word(words) => format!("'{}'", words[0]),
                    _ => "'x'".to_owned(),
                };
                writeln!(text, "{path} = {value}").unwrap();
                writeln!(bare, "{path} = {value}").unwrap();
            }
            KeyDefault::Unset | KeyDefault::Means(_) => {}
        }
    }
    bare.push_str("[image.k.variant.n]\n[target.k]\n[registry.\"h.example\"]\n");
    let mut full = read(&text).unwrap();
    let bare = read(&bare).unwrap();
    full.platforms.origin = bare.platforms.origin.clone();
    full.builder.origin = bare.builder.origin.clone();
    full.images[0].platforms.origin = bare.images[0].platforms.origin.clone();
    // Whether the tags are written says whose they are.
    full.images[0].bake.clone_from(&bare.images[0].bake);
    assert_eq!(full, bare);
}

/// The words of the key table are the enums' own.
#[test]
fn documented_words_are_read() {
    for key in config::keys().iter().filter(|key| !in_array(key)) {
        let Kind::Word(words) = key.kind else { continue };
        for word in words {
            let path = key.path.replace("KEY", "k");
            let needed = "image.x = {}\nui.u.dir = 'u'\n";
            let beside_type = key.table() == "image.KEY.cache" && key.name() != "type";
            let required = match key.path.split_once('.').unwrap().0 {
                _ if beside_type => "image.k.cache.type = 'local'\n",
                "ui" => "ui.k.dir = 'k'\n",
                "cli" => "cli.k.manifest = 'k'\n",
                _ => "",
            };
            read(&format!("{needed}{required}{path} = '{word}'\n")).unwrap();
        }
    }
}

/// `every-key.toml` sets every key of the table, so that its expected text shows each of them read.
#[test]
fn the_case_with_every_key_has_every_key() {
    let table: toml::Table = case("every-key").parse().unwrap();
    for key in config::keys() {
        if key.path.starts_with("project.version.") {
            continue;
        }
        let mut tables = vec![toml::Value::Table(table.clone())];
        for part in key.path.split('.') {
            tables = tables
                .iter()
                .flat_map(|value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]))
                .filter_map(|value| value.as_table().cloned())
                .flat_map(|table| match part {
                    "KEY" | "HOST" | "NAME" | "AXIS" => table.values().cloned().collect(),
                    _ => table.get(part).cloned().into_iter().collect::<Vec<_>>(),
                })
                .collect();
        }
        assert!(!tables.is_empty(), "{} is not set", key.path);
    }
}

#[test]
fn a_project_built_by_code_is_checked_without_places() {
    let mut project = Project::new("/work");
    assert_eq!(messages(&project), ["there is nothing to build; add an `[image.KEY]`"]);

    project.images = vec![Image::new("server".parse().unwrap(), "Dockerfile")];
    assert_eq!(messages(&project), [""; 0]);

    project.images[0].needs = vec![Need::Cli("tol".parse().unwrap())];
    project.images[0].platforms.value = vec![Platform::LINUX_AMD64, "darwin/arm64".parse().unwrap()].into();
    project.images[0].tags = vec!["{version}".parse::<TagTemplate>().unwrap()];
    project.images[0].variants = vec![variant("a", ""), variant("b", ""), variant("a", "-x")];
    project.images.push(Image::new("server".parse().unwrap(), "../Dockerfile"));
    project.clis = vec![Cli::new("tool".parse().unwrap(), "Cargo.toml"), Cli::new("tool".parse().unwrap(), "/Cargo.toml")];
    project.uis = vec![Ui { copy_to: vec![".".into()], ..Ui::new("web".parse().unwrap(), "web") }];
    project.targets = vec![Target {
        images: vec!["sever".parse().unwrap()],
        platforms: Some(Sourced::code(Vec::new().into())),
        ..Target::new("plan".parse().unwrap())
    }];
    assert_eq!(
        messages(&project),
        [
            "`cli.tool` is there twice; give one of them another key",
            "`image.server` is there twice; give one of them another key",
            "`image.server.variant.a` is there twice; give one of them another key",
            "a target cannot be called `plan`: it is a verb of archwright; give it another key",
            "`target.plan` names `sever`, which is no image; did you mean `server`?",
            "`image.server` needs `cli.tol`, which is not there; did you mean `cli.tool`?",
            "tag `{version}` of `image.server` has no version to take; set `project.version`",
            "`image.server.variant.b` and `image.server.variant.a` are both `server:{version}`; give one of them another suffix",
            "`image.server.platforms` has `darwin/arm64`: no container runs on macOS itself; did you mean `linux/arm64`?",
            "`target.plan.platforms` is empty; leave it out for the default",
            "`cli.tool.manifest`: `/Cargo.toml` is absolute; paths are relative to the project's folder and stay in it",
            "`image.server.dockerfile`: `../Dockerfile` leads out of the project; paths are relative to the project's folder and stay in it",
            "`ui.web` copies to `.`, which is the project's own folder; name a folder of its own: it is cleaned before each copy",
        ]
    );
}

fn variant(key: &str, suffix: &str) -> Variant {
    Variant { suffix: suffix.into(), ..Variant::new(key.parse().unwrap()) }
}

fn messages(project: &Project) -> Vec<String> {
    let problems = config::check(project);
    assert!(problems.iter().all(|problem| problem.place.is_none()));
    problems.iter().map(ToString::to_string).collect()
}
