//! One case: a folder with what goes in and what must come out.
//!
//! - `project.toml`: the `archwright.toml`; `cases/project.toml` if there is none
//! - `facts.json`: a JSON merge patch (RFC 7386) over `cases/facts.json`
//! - `request.json`: what is asked, see [`crate::case::request`]
//! - `plan.txt`: the plan as text, or the error with its exit code and its fix
//! - `plan.json`, `bake.json`: the other renderings, where they are there

use archwright_model::{Command, Origin, Project, Sourced, config};
use archwright_plan::{
    Facts, Output, Plan, PlanError, PlatformChoice, Request, Run, Selection, Work, compose, render,
    request::{Override, Variants},
};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use std::fs;

pub fn folder(case: &str) -> Utf8PathBuf {
    Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case)
}

/// Compares every rendering of a case's plan with the expected one, and plans twice: equal input gives equal bytes.
#[track_caller]
pub fn check(case: &str) {
    let dir = folder(case);
    let first = renderings(&dir);
    assert_eq!(renderings(&dir), first, "`{case}`: the same input gave other bytes");
    for (name, got) in first {
        let file = dir.join(name);
        if name != "plan.txt" && !file.exists() {
            continue;
        }
        if updates() {
            fs::write(&file, got).unwrap();
            continue;
        }
        let expected = fs::read_to_string(&file).unwrap_or_else(|error| format!("({file}: {error})"));
        assert!(expected == got, "`{case}`, {name}: UPDATE_EXPECT=1 takes what is new\n== expected\n{expected}\n== got\n{got}");
    }
}

fn renderings(dir: &Utf8Path) -> [(&'static str, String); 3] {
    let (project, asked) = (project(dir), json(&dir.join("request.json")));
    let request = request(&asked);
    let facts = facts(dir, &project, &request);
    let run = Run::new(&project, &facts, &request).unwrap();
    match plan(&run, &asked) {
        Ok(plan) => {
            let end = |text: String| format!("{}\n", text.trim_end());
            [
                ("plan.txt", end(render::text(&plan, &Command::new("archwright").args(["plan", "--bake"])))),
                ("plan.json", end(render::json(&plan).unwrap())),
                ("bake.json", end(render::bake(&plan))),
            ]
        }
        Err(error) => {
            let fix = error.fix().map(|fix| format!("  fix: {fix}\n")).unwrap_or_default();
            let mut text = format!("error (exit {}): {error}\n", error.exit().code());
            for line in error.lines() {
                text.push_str("  | ");
                text.push_str(line);
                text.push('\n');
            }
            text.push_str(&fix);
            [("plan.txt", text), ("plan.json", String::new()), ("bake.json", String::new())]
        }
    }
}

fn plan(run: &Run<'_>, asked: &Value) -> Result<Plan, PlanError> {
    let mut plan = Plan::new(run);
    match asked.get("verb").and_then(Value::as_str) {
        None => compose(&mut plan, run)?,
        Some("ui-build") => compose::uis(&mut plan, run, &words(asked, "keys"))?,
        Some("cli-build") => compose::clis(&mut plan, run, &words(asked, "keys"), &run.project().platforms.value)?,
        Some(other) => panic!("no verb `{other}`"),
    }
    Ok(plan)
}

pub fn project(dir: &Utf8Path) -> Project {
    let own = dir.join("project.toml");
    let file = if own.exists() { own } else { folder("project.toml") };
    let text = fs::read_to_string(&file).unwrap();
    config::read(&text, "archwright.toml".as_ref(), "/project".as_ref()).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The facts of a case, as its own request reads them.
pub fn facts_of(dir: &Utf8Path) -> Facts {
    facts(dir, &project(dir), &request(&json(&dir.join("request.json"))))
}

/// The base facts with the case's own over them.
fn facts(dir: &Utf8Path, project: &Project, request: &Request) -> Facts {
    let mut facts = json(&folder("facts.json"));
    merge(&mut facts, json(&dir.join("facts.json")));
    let read = |facts: &str| serde_json::from_str(facts).unwrap_or_else(|error| panic!("{dir}/facts.json: {error}"));
    let text = facts.to_string();
    if text.contains(OUR_HASH) { read(&text.replace(OUR_HASH, &hash(project, &read(&text), request))) } else { read(&text) }
}

/// Stands in a builder's driver options for the hash of the configuration that the request wants.
const OUR_HASH: &str = "@our-hash@";

fn hash(project: &Project, facts: &Facts, request: &Request) -> String {
    let run = Run::new(project, facts, request).unwrap();
    let mut plan = Plan::new(&run);
    plan.add(run.builder().unwrap()).unwrap();
    match &plan.steps()[0].work {
        Work::EnsureBuilder(work) => work.stamp.to_string(),
        other => panic!("no builder: {other:?}"),
    }
}

/// A request: `images`, `variants`, `all`, `except`, `overrides` (each `KEY=VALUE`), `platforms` (a list, or `server`), `output` (`push`, `load`, `layout`, `oci:DIR`,
/// `nothing`), `registry` (empty for none), `tags`, `builder`, `no-cache`, `keep-going`, `allow-shrink`,
/// `allow-downgrade`.
fn request(asked: &Value) -> Request {
    let text = |key: &str| asked.get(key).and_then(Value::as_str);
    let yes = |key: &str| asked.get(key).and_then(Value::as_bool).unwrap_or(false);
    let flag = |name: &str| Origin::Flag(format!("--{name}"));
    let output = |text: &str| match text {
        "push" => Output::Push,
        "load" => Output::Load,
        "layout" => Output::Layout(None),
        "nothing" => Output::Nothing,
        other => Output::Layout(Some(other.strip_prefix("oci:").unwrap().into())),
    };
    let platforms = |text: &str| match text {
        "server" => PlatformChoice::Server,
        list => PlatformChoice::Exact(list.parse().unwrap()),
    };
    let namespace = |text: &str| if text.is_empty() { None } else { Some(text.parse().unwrap()) };
    Request {
        selection: Selection {
            images: words(asked, "images"),
            variants: if yes("all") { Variants::All } else { Variants::named(words(asked, "variants")) },
            except: words(asked, "except"),
        },
        platforms: text("platforms").map(|list| Sourced::new(platforms(list), flag("platforms"))),
        output: text("output").map(|kind| Sourced::new(output(kind), flag(kind.split(':').next().unwrap()))),
        registry: text("registry").map(|registry| Sourced::new(namespace(registry), flag("registry"))),
        tags: asked.get("tags").map(|_| Sourced::new(words(asked, "tags").iter().map(|tag| tag.parse().unwrap()).collect(), flag("tag"))),
        builder: text("builder").map(|name| Sourced::new(name.parse().unwrap(), flag("builder"))),
        no_cache: yes("no-cache"),
        keep_going: yes("keep-going"),
        allow_shrink: yes("allow-shrink"),
        allow_downgrade: yes("allow-downgrade"),
        overrides: words(asked, "overrides").iter().map(|text| overridden(text)).collect(),
    }
}

/// `KEY=VALUE`, as a variable of the environment has it.
fn overridden(text: &str) -> Override {
    let (key, value) = text.split_once('=').unwrap();
    Override { key: key.into(), value: value.into(), origin: Origin::Environment("VARIABLE".into()) }
}

fn words(asked: &Value, key: &str) -> Vec<String> {
    let list = asked.get(key).and_then(Value::as_array).into_iter().flatten();
    list.map(|word| word.as_str().unwrap().to_owned()).collect()
}

/// A JSON file; an empty object where there is none.
fn json(file: &Utf8Path) -> Value {
    let text = fs::read_to_string(file).unwrap_or_else(|_| "{}".into());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// RFC 7386: objects are merged, `null` takes a key out, anything else replaces.
pub fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                if value.is_null() {
                    target.remove(&key);
                } else {
                    merge(target.entry(key).or_insert(Value::Null), value);
                }
            }
        }
        // A patch object over something else starts from nothing, so that its own `null`s are not kept.
        (target, patch @ Value::Object(_)) => {
            *target = Value::Object(serde_json::Map::new());
            merge(target, patch);
        }
        (target, patch) => *target = patch,
    }
}

#[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the product")]
pub fn updates() -> bool {
    let set = |name| std::env::var(name).is_ok_and(|value| !value.is_empty());
    assert!(!(set("UPDATE_EXPECT") && set("CI")), "UPDATE_EXPECT is refused when CI is set");
    set("UPDATE_EXPECT")
}
