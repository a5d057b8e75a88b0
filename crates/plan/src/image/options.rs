//! What else BuildKit is told about an image: secrets and keys by reference, caches, how layers are written.

use super::cache;
use crate::{ImageId, Output, PlanError, Run, bake::BakeOptions, publish::Release};
use archwright_model::{
    Platform,
    project::{Image, Pull, RunNetwork, SecretSource, Timestamps},
};
use camino::Utf8Path;
use std::collections::BTreeSet;

/// The options of one target.
pub(super) fn options(run: &Run<'_>, id: &ImageId, image: &Image, release: &Release, platform: Platform) -> Result<BakeOptions, PlanError> {
    let build = &image.build;
    let mut allow = BTreeSet::new();
    let mut secrets = Vec::new();
    for secret in &build.secrets {
        secrets.push(match &secret.from {
            SecretSource::Env(name) => format!("id={},env={name}", secret.id),
            SecretSource::File(path) => {
                let path = place(run, image, path)?;
                allow.insert(format!("fs.read={path}"));
                quoted(&[format!("id={}", secret.id), format!("src={path}")])
            }
        });
    }
    let mut ssh = Vec::new();
    for key in &build.ssh {
        ssh.push(if let Some(path) = &key.path {
            let path = place(run, image, path)?;
            allow.insert(format!("fs.read={path}"));
            format!("{}={path}", key.id)
        } else {
            allow.insert("ssh".into());
            key.id.clone()
        });
    }
    if build.network == RunNetwork::Host {
        allow.insert("network.host".into());
    }
    // buildx 0.17 knows the flag, and 0.19 what else can be allowed with it; those before ask for nothing.
    let knows = |allowed: &String| crate::buildx::is_at_least(run, if allowed == "network.host" { (0, 17) } else { (0, 19) });
    allow.retain(knows);
    let (cache_from, cache_to) = cache::pair(run, id, image, release, platform);
    Ok(BakeOptions {
        dockerfile_inline: build.dockerfile_inline.clone(),
        secrets,
        ssh,
        cache_from,
        cache_to,
        no_cache_filter: build.no_cache_filter.clone(),
        pull: build.pull == Pull::Always,
        extra_hosts: build.add_hosts.clone(),
        ulimits: build.ulimits.iter().map(|(name, limit)| format!("{name}={limit}")).collect(),
        shm_size: build.shm_size.clone(),
        network: match build.network {
            RunNetwork::Default => None,
            RunNetwork::None => Some("none".into()),
            RunNetwork::Host => Some("host".into()),
        },
        // What is thrown away is not compressed.
        output: if run.output() == Output::Nothing { Vec::new() } else { build.output.attributes() },
        allow,
    })
}

/// A path as buildx takes it: it knows no `~`.
fn place(run: &Run<'_>, image: &Image, path: &Utf8Path) -> Result<String, PlanError> {
    let Ok(below) = path.strip_prefix("~") else { return Ok(path.to_string()) };
    match &run.facts().home {
        Some(home) => Ok(home.join(below).into_string()),
        None => Err(PlanError::configuration(format!("image `{}`: `{path}` is in the user's home, and HOME is not set", image.key))
            .hint("set HOME, or name an absolute path")),
    }
}

/// Fields of one of buildx's comma-separated lists; one with a comma or a quote stands in quotes.
fn quoted(fields: &[String]) -> String {
    let field = |field: &String| {
        if field.contains([',', '"']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.clone() }
    };
    fields.iter().map(field).collect::<Vec<_>>().join(",")
}

/// What is taken from the environment must be in it; buildx would tell after a minute, or hand over nothing.
pub(super) fn check(run: &Run<'_>, image: &Image) -> Result<(), PlanError> {
    for (what, key, name) in image.build.variables() {
        let Some(why) = run.facts().unusable_variables.get(name) else { continue };
        return Err(PlanError::configuration(format!("image `{}`: {what} is taken from the variable `{name}`, which {why}", image.key))
            .about(format!("image.{}.{key}", image.key))
            .hint(format!("set `{name}`, or take it out of [image.{}]", image.key)));
    }
    let newer =
        [("add-hosts", !image.build.add_hosts.is_empty(), (0, 25)), ("network", image.build.network != RunNetwork::Default, (0, 17))];
    for (key, is_used, version) in newer {
        if is_used && !crate::buildx::is_at_least(run, version) {
            let (major, minor) = version;
            let message = format!(
                "image `{}`: `{key}` is for buildx {major}.{minor} or newer, and this is {}",
                image.key,
                crate::buildx::version(run)
            );
            return Err(PlanError::machine(message)
                .about(format!("image.{}.{key}", image.key))
                .hint(format!("install a newer buildx plugin, or take `{key}` out of [image.{}]", image.key)));
        }
    }
    Ok(())
}

/// What is asked and will not be done.
pub(super) fn notes(run: &Run<'_>, image: &Image) -> Vec<String> {
    let rewrites = image.build.output.timestamps == Timestamps::Rewritten && run.facts().source_date_epoch.is_none();
    let rewrites = rewrites.then(|| {
        format!(
            "image `{}`: rewrite-timestamp does nothing without SOURCE_DATE_EPOCH; `git log -1 --format=%ct` prints a good one",
            image.key
        )
    });
    rewrites.into_iter().chain(cache::note(run, image)).collect()
}
