//! `docker build`, `docker buildx build|bake` and `docker push` in command lines.

use super::{ImageBuild, Loads, Publishes};

/// Flags of `docker buildx build` that take a value in the next word.
const WITH_VALUE: [&str; 28] = [
    "-t",
    "--tag",
    "-f",
    "--file",
    "--platform",
    "--build-arg",
    "--build-context",
    "--builder",
    "--cache-from",
    "--cache-to",
    "--label",
    "--annotation",
    "--output",
    "-o",
    "--target",
    "--secret",
    "--ssh",
    "--progress",
    "--metadata-file",
    "--iidfile",
    "--network",
    "--allow",
    "--add-host",
    "--attest",
    "--provenance",
    "--sbom",
    "--set",
    "--shm-size",
];

/// The builds in a text of command lines.
pub(in crate::cli::audit_dir) fn builds(file: &str, text: &str) -> Vec<ImageBuild> {
    let mut found = Vec::new();
    for (line, command) in joined(text) {
        let built = of_words(file, &words(&command));
        found.extend(built.into_iter().map(|build| ImageBuild { file: file.to_owned(), line, ..build }));
    }
    found
}

fn of_words(file: &str, words: &[String]) -> Vec<ImageBuild> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some((build, length)) = build(&words[at..]) {
            found.push(build);
            at += length.max(1);
            continue;
        }
        if is_script(file, words, at) {
            let script = words[at].strip_prefix("sh(").map_or(words[at].as_str(), |script| script.trim_end_matches(')'));
            found.extend(of_words(file, &self::words(script)));
        }
        at += 1;
    }
    found
}

/// Whether a word is a command line of its own: behind `sh -c`, in a step of a Jenkinsfile, in the scripts of a package.json.
fn is_script(file: &str, words: &[String], at: usize) -> bool {
    let before = at.checked_sub(1).map(|at| words[at].as_str()).unwrap_or_default();
    let name = file.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    words[at].contains(' ')
        && match name.as_str() {
            "jenkinsfile" => matches!(before.rsplit('(').next(), Some("sh" | "script:")) || words[at].starts_with("sh("),
            "package.json" => before.ends_with(':') && before != "description:",
            _ => before.starts_with('-') && !before.starts_with("--") && before.ends_with('c'),
        }
}

/// Lines without comments, continued ones joined.
pub(in crate::cli::audit_dir) fn joined(text: &str) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with('#') {
            continue;
        }
        let trimmed = line.trim_end();
        let (part, more) = trimmed.strip_suffix('\\').map_or((trimmed, false), |part| (part, true));
        match all.last_mut() {
            Some((_, command)) if open => command.push_str(part),
            _ => all.push((number, part.to_owned())),
        }
        open = more;
    }
    all
}

/// Words, quotes taken away; what parts commands is a word of its own.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if Some(c) == quote => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(c),
            c if quote.is_some() => words.last_mut().into_iter().for_each(|word| word.push(c)),
            ';' | '|' => words.extend([c.to_string(), String::new()]),
            '&' if chars.peek() == Some(&'&') => words.extend(["&&".to_owned(), String::new()]),
            '&' => {}
            c if c.is_whitespace() => words.push(String::new()),
            c => words.last_mut().into_iter().for_each(|word| word.push(c)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A build that begins with the first of some words, and how many of them are its.
fn build(words: &[String]) -> Option<(ImageBuild, usize)> {
    let word = |at: usize| words.get(at).map(String::as_str).unwrap_or_default();
    let program = word(0).trim_start_matches(['@', '-', '+']);
    let is_docker = ["docker", "podman", "nerdctl", "$(DOCKER)", "${DOCKER}", "$DOCKER"].contains(&program) || program.ends_with("/docker");
    let verb = |names: &[&str]| names.iter().zip(1..).all(|(name, at)| word(at) == *name);
    let forms: [(&[&str], &str); 6] = [
        (&["buildx", "build"], "docker buildx build"),
        (&["buildx", "bake"], "docker buildx bake"),
        (&["image", "build"], "docker build"),
        (&["builder", "build"], "docker build"),
        (&["build"], "docker build"),
        (&["push"], "docker push"),
    ];
    let (names, tool) = forms.into_iter().find(|(names, _)| is_docker && verb(names))?;
    let start = names.len() + 1;
    let end =
        words.iter().skip(start).position(|word| matches!(word.as_str(), "&&" | ";" | "|")).map_or(words.len(), |length| start + length);
    let mut build = ImageBuild { tool: tool.to_owned(), ..ImageBuild::default() };
    let mut plain = Vec::new();
    let mut rest = words[start..end].iter();
    while let Some(word) = rest.next() {
        let (flag, value) = word
            .split_once('=')
            .filter(|_| word.starts_with("--"))
            .map_or((word.as_str(), None), |(flag, value)| (flag, Some(value.to_owned())));
        if !flag.starts_with('-') || flag == "-" {
            plain.push(word.clone());
            continue;
        }
        let value = if value.is_none() && WITH_VALUE.contains(&flag) { rest.next().cloned() } else { value };
        match (flag, value) {
            ("-t" | "--tag", Some(tag)) => build.tags.push(tag),
            ("-f" | "--file", Some(path)) => build.dockerfile = Some(path),
            ("--platform", Some(platforms)) => build.platforms = Some(platforms),
            ("--build-arg", Some(arg)) => build.add_arg(&arg),
            ("--load", None) => build.loads = Loads::Yes,
            ("--cache-from", Some(cache)) => build.cache_from.push(cache),
            ("--cache-to", Some(cache)) => build.cache_to.push(cache),
            ("--push", None) => build.publishes = Publishes::Yes,
            ("--push", Some(value)) => build.publishes = if value == "false" { Publishes::No } else { Publishes::Yes },
            ("-o" | "--output", Some(output)) if output.contains("push=true") || output.contains("type=registry") => {
                build.publishes = Publishes::Yes;
            }
            ("-o" | "--output", Some(output)) if output.starts_with("type=docker") && !output.contains("dest=") => build.loads = Loads::Yes,
            _ => {}
        }
    }
    if tool == "docker push" {
        build.publishes = Publishes::Yes;
        build.tags = plain;
    } else if tool == "docker buildx bake" {
        build.tool = std::iter::once(tool.to_owned()).chain(plain).collect::<Vec<_>>().join(" ");
    } else {
        let variable = plain.iter().any(|word| word.starts_with('$') && plain.len() > 1);
        build.context = plain.pop();
        // `docker buildx build $(ARGS) .` may push by what is not seen here.
        if build.publishes == Publishes::No && variable {
            build.publishes = Publishes::Perhaps;
        }
    }
    Some((build, end))
}

#[cfg(test)]
mod tests {
    use super::{Publishes, builds};

    #[test]
    fn builds_of_a_makefile_and_a_script() {
        let text = "image:\n\t@docker buildx build --platform linux/amd64,linux/arm64 \\\n\t\t-t ghcr.io/a/b:1 --tag=\"ghcr.io/a/b:latest\" -f docker/Dockerfile --push .\n# docker build x\n\tdocker build -t x . && docker push x; docker pull y\n\tdocker buildx bake -f b.hcl app --push\n";
        let found = builds("Makefile", text);
        let shown: Vec<_> = found.iter().map(|build| (build.line, build.tool.as_str(), build.tags.join(" "), build.publishes)).collect();
        assert_eq!(
            shown,
            [
                (2, "docker buildx build", "ghcr.io/a/b:1 ghcr.io/a/b:latest".to_owned(), Publishes::Yes),
                (5, "docker build", "x".to_owned(), Publishes::No),
                (5, "docker push", "x".to_owned(), Publishes::Yes),
                (6, "docker buildx bake app", String::new(), Publishes::Yes),
            ]
        );
        assert_eq!(
            (found[0].platforms.as_deref(), found[0].dockerfile.as_deref(), found[0].context.as_deref()),
            (Some("linux/amd64,linux/arm64"), Some("docker/Dockerfile"), Some("."))
        );
        assert_eq!(builds("x.sh", "docker build $ARGS ctx")[0].publishes, Publishes::Perhaps);
    }
}
