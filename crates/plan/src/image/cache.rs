//! The cache of an image outside its builder: one place per image, variant and platform, so that none overwrites another's
//! (docker/buildx#1044), which is both written and read.

use crate::{
    ImageId, Output, Run,
    facts::{Driver, ImageStore},
    publish::Release,
    tags,
};
use archwright_model::{
    Platform,
    project::{CacheKind, CacheWrite, Image},
};

/// What is read, and what is written.
pub(super) fn pair(run: &Run<'_>, id: &ImageId, image: &Image, release: &Release, platform: Platform) -> (Vec<String>, Vec<String>) {
    let Some(cache) = &image.build.cache else { return (Vec::new(), Vec::new()) };
    let name = format!("{}-{}", id.slug(), platform.slug());
    let (from, to) = match &cache.kind {
        CacheKind::Registry(place) => {
            let place = match place {
                Some(repository) => format!("{}:{name}", repository.canonical()),
                None if has_no_registry(run) => return (Vec::new(), Vec::new()),
                None => format!("{}:buildcache-{name}", release.repository.canonical()),
            };
            // As an image, which every registry takes; the older form is an index of layers.
            (format!("type=registry,ref={place}"), format!("type=registry,ref={place},image-manifest=true,oci-mediatypes=true"))
        }
        CacheKind::Gha => (format!("type=gha,scope={name}"), format!("type=gha,scope={name}")),
        CacheKind::Local(dir) => (format!("type=local,src={dir}/{name}"), format!("type=local,dest={dir}/{name}")),
        CacheKind::Inline => {
            // The tag that moves last is there whatever version is next.
            let last = release.tags.last().filter(|_| !has_no_registry(run));
            let from = last.map(|tag| format!("type=registry,ref={}:{tag}", release.repository.canonical()));
            let to = if writes(run, image) { vec!["type=inline".to_owned()] } else { Vec::new() };
            return (from.into_iter().collect(), to);
        }
    };
    // A cache that cannot be written is no reason to throw a build away (docker/buildx#3303).
    let to = format!("{to},mode={},ignore-error=true", cache.mode.name());
    (vec![from], if writes(run, image) { vec![to] } else { Vec::new() })
}

fn has_no_registry(run: &Run<'_>) -> bool {
    tags::namespaces(run.project(), run.request()).is_none()
}

/// Whether this run writes it.
fn writes(run: &Run<'_>, image: &Image) -> bool {
    let asked = match image.build.cache.as_ref().map(|cache| cache.write) {
        Some(CacheWrite::Always) => true,
        Some(CacheWrite::WhenPushing) => run.output() == Output::Push,
        Some(CacheWrite::Never) | None => false,
    };
    asked && exports(run)
}

/// Whether the builder can write one: the Docker server's own refuses it on the classic store, and the build with it.
fn exports(run: &Run<'_>) -> bool {
    let is_docker = run.facts().builder.known().and_then(Option::as_ref).is_some_and(|builder| builder.driver == Driver::Docker);
    let server = run.facts().docker.known().and_then(|docker| docker.server.known());
    !is_docker || server.is_some_and(|server| server.image_store == ImageStore::Containerd)
}

/// Why a cache that is asked for is not used.
pub(super) fn note(run: &Run<'_>, image: &Image) -> Option<String> {
    let cache = image.build.cache.as_ref()?;
    let is_nowhere = match &cache.kind {
        CacheKind::Registry(None) | CacheKind::Inline => has_no_registry(run),
        CacheKind::Registry(Some(_)) | CacheKind::Gha | CacheKind::Local(_) => false,
    };
    if is_nowhere {
        return Some(format!("image `{}`: its cache is in its own repository, and no registry is set: there is none", image.key));
    }
    (!exports(run)).then(|| {
        format!("image `{}`: its cache is not written: a builder with the driver `docker` cannot on the classic image store", image.key)
    })
}
