//! What BuildKit is told about the build of an image.

use super::value::{self, Reader};
use crate::{
    config::{
        Problem, path,
        raw::{Item, Section},
    },
    project::{
        BakeSource, BakeTags, BuildCache, BuildContext, BuildOptions, BuildSecret, CacheKind, Compress, OutputOptions, Pull, SecretSource,
        SshKey, Timestamps,
    },
};
use std::collections::BTreeMap;

pub(super) fn options(section: &Section, reader: &mut Reader<'_>) -> BuildOptions {
    BuildOptions {
        dockerfile_inline: None,
        contexts: contexts(section, reader),
        secrets: section.tables("secrets").iter().enumerate().map(|(index, section)| secret(section, index, reader)).collect(),
        ssh: section.items("ssh").unwrap_or_default().iter().enumerate().map(|(index, item)| ssh(item, index)).collect(),
        no_cache_filter: reader.texts(section, "no-cache-filter"),
        pull: if section.flag("pull") == Some(true) { Pull::Always } else { Pull::IfMissing },
        add_hosts: section.strings("add-hosts"),
        ulimits: section.strings("ulimits"),
        shm_size: value::optional(section, "shm-size"),
        network: reader.word(section, "image.KEY", "network").unwrap_or_default(),
        output: section.section("output").map(|section| output(section, reader)).unwrap_or_default(),
        cache: section.section("cache").and_then(|section| cache(section, reader)),
    }
}

/// The bake file that describes an image; what it says of the build does not stand here too.
pub(super) fn bake(image: &Section, reader: &mut Reader<'_>) -> Option<BakeSource> {
    let section = image.section("bake")?;
    for name in ["dockerfile", "context"] {
        if let Some(found) = image.text(name).filter(|found| !["Dockerfile", "."].contains(&found.value)) {
            let problem = Problem::new(&found.key, format!("`{}` stands beside `{}`, whose file says it", found.key, section.key));
            reader.report(problem.hint("keep one of them"));
        }
    }
    let tags = if image.items("tags").is_some() { BakeTags::OfProject } else { BakeTags::OfFile };
    let target = section.text("target")?.value.to_owned();
    Some(BakeSource { file: value::path_or(section, "file", "docker-bake.hcl".into()), target, tags })
}

fn contexts(section: &Section, reader: &mut Reader<'_>) -> BTreeMap<String, BuildContext> {
    let table = section.path("contexts");
    let all = section.strings("contexts").into_iter();
    all.filter_map(|(name, text)| Some((name.clone(), reader.parse(&path::join(&table, &name), &text)?))).collect()
}

/// One that cannot be read leaves something in its place, so that those behind it keep theirs.
fn secret(section: &Section, index: usize, reader: &mut Reader<'_>) -> BuildSecret {
    let id = section.text("id").map_or_else(|| format!("secret-{index}"), |found| found.value.to_owned());
    let from = match (section.text("env"), section.text("file")) {
        (Some(name), None) => SecretSource::Env(name.value.into()),
        (None, Some(file)) => SecretSource::File(file.value.into()),
        (first, _) => {
            if !reader.told(&section.key) {
                let (what, hint) = match first {
                    Some(_) => ("two places", "keep one of `env` and `file`"),
                    None => ("no place", "name the variable with `env`, or the file with `file`"),
                };
                reader.report(Problem::new(&section.key, format!("secret `{id}` comes from {what}")).hint(hint));
            }
            SecretSource::Env("_".into())
        }
    };
    BuildSecret { id, from }
}

fn ssh(item: &Item, index: usize) -> SshKey {
    match item {
        Item::Text(found) => SshKey { id: found.value.clone(), path: None },
        Item::Table(section) => SshKey {
            id: section.text("id").map_or_else(|| format!("key-{index}"), |found| found.value.to_owned()),
            path: section.text("path").map(|found| found.value.into()),
        },
    }
}

fn output(section: &Section, reader: &mut Reader<'_>) -> OutputOptions {
    OutputOptions {
        compression: reader.word(section, "image.KEY.output", "compression"),
        compression_level: section.number("compression-level"),
        compress: if section.flag("force-compression") == Some(true) { Compress::All } else { Compress::New },
        timestamps: if section.flag("rewrite-timestamp") == Some(true) { Timestamps::Rewritten } else { Timestamps::Kept },
    }
}

/// The words for what keeps a cache; which of the other keys each takes.
const KINDS: [(&str, Option<&str>); 4] = [("registry", Some("ref")), ("gha", None), ("local", Some("dir")), ("inline", None)];

fn cache(section: &Section, reader: &mut Reader<'_>) -> Option<BuildCache> {
    let word = section.text("type")?;
    let Some((_, takes)) = KINDS.iter().find(|(known, _)| *known == word.value) else {
        let near = crate::nearest(word.value, KINDS.iter().map(|(known, _)| *known));
        let all: Vec<_> = KINDS.iter().map(|(known, _)| format!("`{known}`")).collect();
        let problem = Problem::new(&word.key, format!("`{}` takes one of {}, not `{}`", word.key, all.join(", "), word.value));
        reader.report(problem.did_you_mean(near));
        return None;
    };
    for place in ["ref", "dir"].into_iter().filter(|place| Some(*place) != *takes) {
        if let Some(found) = section.text(place) {
            let problem = Problem::new(&found.key, format!("a cache of the type `{}` has no `{place}`", word.value));
            reader.report(problem.hint(match takes {
                Some(takes) => format!("it is named by `{takes}`"),
                None => "leave it out".into(),
            }));
        }
    }
    let kind = match word.value {
        "registry" => CacheKind::Registry(section.text("ref").and_then(|found| reader.parse(&found.key, found.value))),
        "local" => CacheKind::Local(value::path_or(section, "dir", ".cache/buildkit".into())),
        "gha" => CacheKind::Gha,
        _ => CacheKind::Inline,
    };
    Some(BuildCache {
        kind,
        mode: reader.word(section, "image.KEY.cache", "mode").unwrap_or_default(),
        write: reader.word(section, "image.KEY.cache", "write").unwrap_or_default(),
    })
}
