//! `docker/build-push-action` and `docker/bake-action` in a workflow of GitHub Actions.

use super::{ImageBuild, Loads, Publishes};

/// The builds that actions of a workflow make. It is read by its lines: a step is what stands deeper than its dash.
pub(in crate::cli::audit_dir) fn builds(file: &str, text: &str) -> Vec<ImageBuild> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let used =
            line.trim().trim_start_matches("- ").trim_start().strip_prefix("uses:").map(|action| action.trim().trim_matches(['"', '\'']));
        let action = used.and_then(|action| action.split('@').next()).unwrap_or_default();
        if matches!(action, "docker/build-push-action" | "docker/bake-action") {
            let mut build = ImageBuild { file: file.to_owned(), line: at + 1, tool: action.to_owned(), ..ImageBuild::default() };
            for (key, values) in inputs(step(&lines, at)) {
                set(&mut build, &key, &values);
            }
            found.push(build);
        }
    }
    found
}

/// The lines of the step that a line is in.
fn step<'a>(lines: &'a [&'a str], at: usize) -> &'a [&'a str] {
    let dash = |line: &str| line.trim_start().starts_with("- ").then(|| indent(line));
    let start = (0..=at).rev().find(|line| dash(lines[*line]).is_some_and(|depth| depth <= indent(lines[at]))).unwrap_or(at);
    let depth = indent(lines[start]);
    let ends = |line: &&&str| !line.trim().is_empty() && !line.trim_start().starts_with('#') && indent(line) <= depth;
    let length = lines[start + 1..].iter().take_while(|line| !ends(line)).count();
    &lines[start..=start + length]
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// What stands below `with:`, each with its lines.
fn inputs(step: &[&str]) -> Vec<(String, Vec<String>)> {
    let Some(with) = step.iter().position(|line| line.trim() == "with:") else { return Vec::new() };
    let depth = indent(step[with]);
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut key_depth = None;
    for line in step[with + 1..].iter().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        if indent(line) <= depth {
            break;
        }
        let here = *key_depth.get_or_insert(indent(line));
        let text = line.trim();
        if indent(line) > here {
            found.last_mut().into_iter().for_each(|(_, values)| values.push(text.trim_start_matches("- ").to_owned()));
        } else if let Some((key, value)) = text.split_once(':') {
            let value = value.trim().trim_matches(['"', '\'']);
            let values = if value.is_empty() || value.starts_with(['|', '>']) { Vec::new() } else { vec![value.to_owned()] };
            found.push((key.to_owned(), values));
        }
    }
    found
}

fn set(build: &mut ImageBuild, key: &str, values: &[String]) {
    let joined = values.join(",");
    match key {
        "tags" => {
            build.tags =
                values.iter().flat_map(|value| value.split(',')).map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
        }
        "platforms" => build.platforms = Some(joined),
        "file" => build.dockerfile = Some(joined.trim_start_matches("./").to_owned()),
        "context" => build.context = Some(joined),
        "targets" => build.tool = format!("{} {joined}", build.tool),
        "push" => {
            build.publishes = match joined.as_str() {
                "true" => Publishes::Yes,
                "false" => Publishes::No,
                _ => Publishes::Perhaps,
            };
        }
        "load" if joined == "true" => build.loads = Loads::Yes,
        "build-args" => values.iter().for_each(|arg| build.add_arg(arg)),
        "cache-from" => build.cache_from = values.to_vec(),
        "cache-to" => build.cache_to = values.to_vec(),
        "outputs" if joined.contains("push=true") || joined.contains("type=registry") => build.publishes = Publishes::Yes,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Publishes, builds};

    #[test]
    fn a_step_with_its_inputs() {
        let text = "jobs:\n  b:\n    steps:\n      - uses: actions/checkout@v4\n      - name: build\n        uses: docker/build-push-action@v6\n        with:\n          context: .\n          file: ./docker/Dockerfile\n          platforms: linux/amd64,linux/arm64\n          push: ${{ github.event_name != 'pull_request' }}\n          tags: |\n            ghcr.io/a/b:latest\n            ghcr.io/a/b:${{ github.sha }}\n      - uses: docker/build-push-action@v6\n        with: { push: true }\n";
        let found = builds(".github/workflows/ci.yml", text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].line, 6);
        assert_eq!(found[0].tags, ["ghcr.io/a/b:latest", "ghcr.io/a/b:${{ github.sha }}"]);
        assert_eq!(
            (found[0].platforms.as_deref(), found[0].dockerfile.as_deref()),
            (Some("linux/amd64,linux/arm64"), Some("docker/Dockerfile"))
        );
        assert_eq!(found[0].publishes, Publishes::Perhaps);
    }
}
