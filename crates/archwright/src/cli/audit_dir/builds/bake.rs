//! The targets of a bake file.

use super::{ImageBuild, Publishes};
use serde_json::Value;

/// The targets of a file in HCL, read by its lines: what is no plain text in it stays as it is written.
pub(in crate::cli::audit_dir) fn hcl(file: &str, text: &str) -> Vec<ImageBuild> {
    let mut found: Vec<ImageBuild> = Vec::new();
    let (mut depth, mut list) = (0_usize, None::<(String, String)>);
    let mut in_args = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('#') || line.starts_with("//") {
            continue;
        }
        if let Some((key, values)) = &mut list {
            values.push_str(line);
            if line.contains(']') {
                let (key, values) = (key.clone(), values.clone());
                list = None;
                found.last_mut().into_iter().for_each(|build| set(build, &key, &strings(&values)));
            }
            continue;
        }
        if let Some(args) = hcl_args(line, &mut in_args)
            && let Some(build) = found.last_mut()
        {
            for arg in &args {
                build.add_arg(arg);
            }
        }
        if let Some(name) = line.strip_prefix("target ").filter(|_| depth == 0) {
            let tool = format!("bake target {}", name.trim_end_matches('{').trim().trim_matches('"'));
            found.push(ImageBuild { file: file.to_owned(), line: number, tool, publishes: Publishes::Perhaps, ..ImageBuild::default() });
            depth = 1;
            continue;
        }
        if depth == 1
            && let Some((key, value)) = line.split_once('=')
        {
            let (key, value) = (key.trim().to_owned(), value.trim());
            if value.starts_with('[') && !value.contains(']') {
                list = Some((key, value.to_owned()));
            } else {
                found.last_mut().into_iter().for_each(|build| set(build, &key, &strings(value)));
            }
        }
        if depth > 0 {
            // `${TAG}` opens and closes nothing.
            let plain = line.replace("${", "");
            let filled = line.matches("${").count();
            depth = (depth + plain.matches('{').count() + filled).saturating_sub(plain.matches('}').count());
        }
    }
    found
}

/// The arguments on a line of `args = { … }`, which may go on over several lines.
fn hcl_args(line: &str, in_args: &mut bool) -> Option<Vec<String>> {
    let text = match line.strip_prefix("args").and_then(|rest| rest.trim_start().strip_prefix('=')) {
        Some(rest) => rest.trim_start().strip_prefix('{')?,
        None if *in_args => line,
        None => return None,
    };
    // `${TAG}` opens and closes nothing.
    *in_args = text.matches('}').count() == text.matches("${").count();
    let inner = if *in_args { text } else { text.rsplit_once('}').map_or(text, |(inner, _)| inner) };
    let arg = |part: &str| {
        let (name, value) = part.split_once('=')?;
        let name = name.trim().trim_matches('"');
        let value = value.trim();
        let plain = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        // What is no text is a variable's or a function's.
        Some(plain.map_or_else(|| name.to_owned(), |plain| format!("{name}={plain}")))
    };
    Some(inner.split(',').filter_map(arg).collect())
}

/// The targets of a file in JSON.
pub(in crate::cli::audit_dir) fn json(file: &str, text: &str) -> Vec<ImageBuild> {
    let document: Value = serde_json::from_str(text).unwrap_or_default();
    let Some(targets) = document.get("target").and_then(Value::as_object) else { return Vec::new() };
    let build = |(name, target): (&String, &Value)| {
        let line = text.lines().position(|line| line.contains(&format!("\"{name}\""))).map_or(1, |at| at + 1);
        let tool = format!("bake target {name}");
        let mut build = ImageBuild { file: file.to_owned(), line, tool, publishes: Publishes::Perhaps, ..ImageBuild::default() };
        for (name, value) in target.get("args").and_then(Value::as_object).into_iter().flatten() {
            build.add_arg(&value.as_str().map_or_else(|| name.clone(), |value| format!("{name}={value}")));
        }
        for (key, value) in target.as_object().into_iter().flatten() {
            let values: Vec<String> = match value {
                Value::Array(values) => values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
                value => value.as_str().map(str::to_owned).into_iter().collect(),
            };
            set(&mut build, key, &values);
        }
        build
    };
    targets.iter().map(build).collect()
}

fn set(build: &mut ImageBuild, key: &str, values: &[String]) {
    let first = values.first().cloned();
    match key {
        "tags" => build.tags = values.to_vec(),
        "platforms" => build.platforms = Some(values.join(",")),
        "dockerfile" => build.dockerfile = first,
        "context" => build.context = first,
        "cache-from" => build.cache_from = values.to_vec(),
        "cache-to" => build.cache_to = values.to_vec(),
        "output" if values.iter().any(|output| output.contains("type=registry") || output.contains("push=true")) => {
            build.publishes = Publishes::Yes;
        }
        _ => {}
    }
}

/// What stands in quotes.
fn strings(text: &str) -> Vec<String> {
    text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{hcl, json};

    #[test]
    fn targets_of_both_kinds() {
        let text = "group \"default\" { targets = [\"app\"] }\ntarget \"app\" {\n  dockerfile = \"docker/Dockerfile\"\n  args = {\n    tags = \"no\"\n  }\n  tags = [\n    \"ghcr.io/a/b:${TAG}\",\n    \"x\"\n  ]\n  platforms = [\"linux/amd64\", \"linux/arm64\"]\n}\ntarget \"two\" {\n}\n";
        let found = hcl("docker-bake.hcl", text);
        assert_eq!(
            found.iter().map(|build| (build.line, build.tool.as_str())).collect::<Vec<_>>(),
            [(2, "bake target app"), (13, "bake target two")]
        );
        assert_eq!(
            (found[0].tags.join(" "), found[0].platforms.as_deref()),
            ("ghcr.io/a/b:${TAG} x".into(), Some("linux/amd64,linux/arm64"))
        );
        let found = json("docker-bake.json", "{\"target\": {\n \"app\": {\"tags\": [\"a\"], \"dockerfile\": \"D\"}}}");
        assert_eq!((found[0].line, found[0].tags.join(""), found[0].dockerfile.as_deref()), (2, "a".into(), Some("D")));
    }
}
