//! The images in the local registry, which is a mirror for Docker Hub: `FROM debian:bookworm-slim` finds them.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use xshell::cmd;

use super::bases;
use super::buildkit;
use super::context::Context;
use super::http;
use super::layout;
use super::phase::{Job, Outcome};
use super::state::State;

/// Pushes the base images.
pub fn push_bases(context: &Context, state: &State, job: &Job) -> Result<Outcome> {
    let mut outcome = Outcome::AlreadySo;
    for (name, image) in bases::IMAGES {
        if push(context, state, job, &bases::layout_dir(context, name), image)? {
            outcome = Outcome::Done;
        }
    }
    Ok(outcome)
}

/// Removes from our engine's own store what it once pulled as a base image and is another by now: the driver `docker` builds on what is there.
pub fn remove_old_bases(context: &Context, job: &Job) -> Result<Outcome> {
    let mut outcome = Outcome::AlreadySo;
    for (name, image) in bases::IMAGES {
        let digest = layout::digest_of_text(job, &std::fs::read_to_string(bases::layout_dir(context, name).join("index.json"))?)?;
        let image = image.trim_start_matches("library/");
        let known = http::unix(&context.socket(), &format!("/images/{image}/json"));
        if known.is_some_and(|text| !text.contains(&digest)) {
            let (docker, socket) = (context.root().join("usr/bin/docker"), context.socket());
            job.run(cmd!(job.sh, "{docker} -H unix://{socket} image rm --force {image}"))?;
            outcome = Outcome::Done;
        }
    }
    Ok(outcome)
}

/// Pushes the `BuildKit` image and pulls it into the engine under the name that buildx asks for.
pub fn push_buildkit(context: &Context, state: &State, job: &Job) -> Result<Outcome> {
    let dir = buildkit::layout_dir(context);
    let pushed = push(context, state, job, &dir, buildkit::IMAGE)?;
    let digest = layout::digest_of_text(job, &std::fs::read_to_string(dir.join("index.json"))?)?;
    let known = http::unix(&context.socket(), &format!("/images/{}/json", buildkit::IMAGE));
    if !pushed && known.is_some_and(|text| text.contains(&digest)) {
        return Ok(Outcome::AlreadySo);
    }
    let (docker, socket, image) = (context.root().join("usr/bin/docker"), context.socket(), buildkit::IMAGE);
    job.run(cmd!(job.sh, "{docker} -H unix://{socket} pull -q {image}"))?;
    Ok(Outcome::Done)
}

/// Pushes a layout unless the registry serves the same index already.
fn push(context: &Context, state: &State, job: &Job, layout: &Utf8Path, image: &str) -> Result<bool> {
    let (repository, tag) = image.split_once(':').unwrap_or((image, "latest"));
    let index = std::fs::read_to_string(layout.join("index.json"))?;
    if http::loopback(state.port, &format!("/v2/{repository}/manifests/{tag}")) == Some(index) {
        return Ok(false);
    }
    let (crane, registry): (Utf8PathBuf, String) = (context.root().join("usr/bin/crane"), state.registry());
    job.run(cmd!(job.sh, "{crane} push --index --insecure {layout} {registry}/{image}"))?;
    Ok(true)
}
