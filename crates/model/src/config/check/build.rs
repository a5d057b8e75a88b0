//! What BuildKit would refuse of a build's options, minutes later or by saying nothing.

use crate::{
    Project,
    config::{Problem, path},
    nearest,
    project::{BuildContext, BuildOptions, CacheKind, Image, SecretSource},
};
use std::{collections::BTreeSet, net::IpAddr};

/// What can be limited, by its name in Docker (`go-units`, `ulimit.go`).
const LIMITS: [&str; 15] = [
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

pub(super) fn check(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    for image in &project.images {
        let key = format!("image.{}", image.key);
        contexts(image, &key, &mut problems);
        secrets(&image.build, &key, &mut problems);
        runs(&image.build, &key, &mut problems);
        output(&image.build, &key, &mut problems);
        if let Some(CacheKind::Local(dir)) = image.build.cache.as_ref().map(|cache| &cache.kind) {
            problems.extend(super::paths::outside(dir).map(|why| super::paths::refused(format!("{key}.cache.dir"), dir, why)));
        }
    }
    problems
}

fn contexts(image: &Image, key: &str, problems: &mut Vec<Problem>) {
    for (name, context) in &image.build.contexts {
        let place = path::join(&format!("{key}.contexts"), name);
        if image.needs.iter().any(|need| need.to_string().eq_ignore_ascii_case(name)) {
            problems.push(Problem::new(&place, format!("`{key}` gets the context `{name}` from its `needs` already")).hint("leave it out"));
        } else if ["ui.", "cli.", "prebuilt.", "image."].iter().any(|kind| name.to_lowercase().starts_with(kind)) {
            let problem = Problem::new(&place, format!("the context `{name}` of `{key}` has a name of what `needs` gives"));
            problems.push(problem.hint("name it otherwise"));
        } else if name.is_empty() || name.chars().any(|c| c.is_whitespace() || c.is_control()) {
            problems.push(Problem::new(&place, format!("`{key}` has a context without a name that a Dockerfile can say: `{name}`")));
        }
        if let BuildContext::Folder(dir) = context
            && let Some(why) = super::paths::outside(dir)
        {
            problems.push(super::paths::refused(place, dir, why));
        }
    }
}

fn secrets(options: &BuildOptions, key: &str, problems: &mut Vec<Problem>) {
    ids(options.secrets.iter().map(|secret| secret.id.as_str()), &format!("{key}.secrets"), "secret", problems);
    ids(options.ssh.iter().map(|key| key.id.as_str()), &format!("{key}.ssh"), "SSH key", problems);
    for (index, secret) in options.secrets.iter().enumerate() {
        let SecretSource::Env(name) = &secret.from else { continue };
        let place = format!("{}.env", path::item(&format!("{key}.secrets"), index));
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            let problem = Problem::new(&place, format!("secret `{}` of `{key}`: `{name}` is no name of a variable", secret.id));
            problems.push(problem.hint("name the variable that holds it; its value never stands in a file of the project"));
        } else if ["BUILDX_", "BUILDKIT_"].iter().any(|prefix| name.starts_with(prefix)) {
            let problem = Problem::new(&place, format!("secret `{}` of `{key}`: `{name}` steers buildx, and is not handed on", secret.id));
            problems.push(problem.hint("use a variable of another name"));
        }
    }
}

/// What a mount calls them: no word that buildx's lists would take apart.
fn ids<'a>(ids: impl Iterator<Item = &'a str>, list: &str, what: &str, problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    for (index, id) in ids.enumerate() {
        let place = format!("{}.id", path::item(list, index));
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c)) {
            let problem = Problem::new(place, format!("{what} `{id}`: not an id"));
            problems.push(problem.hint("an id has letters, digits, `-`, `_`, `.` and `/`"));
        } else if !seen.insert(id) {
            problems.push(Problem::new(place, format!("{what} `{id}` is there twice")).hint("give one of them another id"));
        }
    }
}

/// What holds in every `RUN`.
fn runs(options: &BuildOptions, key: &str, problems: &mut Vec<Problem>) {
    for (name, address) in &options.add_hosts {
        let place = path::join(&format!("{key}.add-hosts"), name);
        if name.is_empty() || name.contains(|c: char| c == '=' || c == ',' || c.is_whitespace()) {
            problems.push(
                Problem::new(place, format!("`{key}.add-hosts`: `{name}` is no name of a host"))
                    .hint("write the name on the left, its address on the right"),
            );
        } else if address != "host-gateway" && address.parse::<IpAddr>().is_err() {
            let problem = Problem::new(&place, format!("`{key}.add-hosts`: `{address}` is no address"));
            problems.push(problem.hint("write an IP address, or `host-gateway` for the machine that builds"));
        }
    }
    for (name, limit) in &options.ulimits {
        let place = path::join(&format!("{key}.ulimits"), name);
        if !LIMITS.contains(&name.as_str()) {
            let problem = Problem::new(&place, format!("`{key}.ulimits`: nothing called `{name}` can be limited"));
            problems.push(match nearest(name, LIMITS) {
                Some(near) => problem.did_you_mean(Some(near)),
                None => problem.hint(format!("there are {}", LIMITS.join(", "))),
            });
        } else if let Err(why) = ulimit(limit) {
            problems.push(Problem::new(&place, format!("`{key}.ulimits`: `{limit}` {why}")).hint("for example `1024` or `1024:2048`"));
        }
    }
    if let Some(size) = options.shm_size.as_ref().filter(|size| !is_size(size)) {
        let problem = Problem::new(format!("{key}.shm-size"), format!("`{key}.shm-size`: `{size}` is no size"));
        problems.push(problem.hint("write a number with `k`, `m` or `g` behind it: `128m`"));
    }
}

/// `soft` or `soft:hard`; `-1` is no limit.
fn ulimit(text: &str) -> Result<(), &'static str> {
    let (soft, hard) = text.split_once(':').unwrap_or((text, text));
    match (soft.parse::<i64>(), hard.parse::<i64>()) {
        (Ok(soft), Ok(hard)) if soft >= -1 && hard >= -1 => {
            if hard != -1 && (soft > hard || soft == -1) {
                Err("has a soft limit above its hard one")
            } else {
                Ok(())
            }
        }
        _ => Err("is no limit"),
    }
}

/// A size as Docker reads it: `128m`, `1.5g`, `64MiB`.
fn is_size(text: &str) -> bool {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let unit = text[digits.len()..].trim().to_lowercase();
    let unit = unit.strip_suffix("ib").or_else(|| unit.strip_suffix('b')).unwrap_or(&unit);
    digits.parse::<f64>().is_ok_and(|number| number > 0.0) && ["", "k", "m", "g", "t"].contains(&unit)
}

fn output(options: &BuildOptions, key: &str, problems: &mut Vec<Problem>) {
    let Some(level) = options.output.compression_level else { return };
    let place = format!("{key}.output.compression-level");
    // What BuildKit takes where nothing is said.
    let compression = options.output.compression.unwrap_or(crate::project::Compression::Gzip);
    match compression.highest_level() {
        None => problems.push(Problem::new(&place, format!("`{place}`: `{compression}` has no levels")).hint("leave it out")),
        Some(highest) if level > highest => {
            let problem = Problem::new(&place, format!("`{place}`: {compression} has no level {level}"));
            problems.push(problem.hint(format!("its levels are 0 to {highest}")));
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{is_size, ulimit};

    #[test]
    fn limits_and_sizes_as_docker_reads_them() {
        for (text, fine) in
            [("1024", true), ("1024:2048", true), ("-1", true), ("5:-1", true), ("9:3", false), ("-1:5", false), ("x", false)]
        {
            assert_eq!(ulimit(text).is_ok(), fine, "{text}");
        }
        for (text, fine) in
            [("128m", true), ("1.5g", true), ("64MiB", true), ("64 MB", true), ("4096", true), ("m", false), ("-1m", false), ("5x", false)]
        {
            assert_eq!(is_size(text), fine, "{text}");
        }
    }
}
