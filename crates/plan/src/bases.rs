//! *Bases*: the images that Dockerfiles stand on, each asked for once before anything is built on it. One that lacks a platform would
//! fail late, or be taken for another platform in silence.

use crate::{
    Run, contexts,
    lint::{self, BaseRef},
};
use archwright_model::{
    ImageRef, Platform, Platforms,
    project::{BuildContext, Image, Variant},
};
use camino::Utf8PathBuf;
use serde::Serialize;
use std::collections::BTreeMap;

/// Resolves every base for the platforms that are built on it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Bases {
    /// Each base once.
    pub images: Vec<BaseImage>,
}

/// An image that Dockerfiles stand on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BaseImage {
    /// The image.
    pub reference: ImageRef,
    /// Where it is named.
    pub uses: Vec<BaseUse>,
}

/// A `FROM`, and the platforms that need its base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct BaseUse {
    /// The Dockerfile.
    pub dockerfile: Utf8PathBuf,
    /// The line of the `FROM`, from 1.
    pub line: usize,
    /// The platforms.
    pub platforms: Platforms,
}

impl Bases {
    /// Adds one use of a base.
    fn add(&mut self, reference: ImageRef, dockerfile: &Utf8PathBuf, line: usize, platform: Platform) {
        let place = self.images.iter().position(|image| image.reference == reference).unwrap_or_else(|| {
            self.images.push(BaseImage { reference, uses: Vec::new() });
            self.images.len() - 1
        });
        let uses = &mut self.images[place].uses;
        match uses.iter_mut().find(|known| known.dockerfile == *dockerfile && known.line == line) {
            Some(known) => known.platforms = known.platforms.iter().chain([platform]).collect(),
            None => uses.push(BaseUse { dockerfile: dockerfile.clone(), line, platforms: [platform].into_iter().collect() }),
        }
    }

    /// Adds those of another image.
    pub(crate) fn extend(&mut self, other: Self) {
        for BaseImage { reference, uses } in other.images {
            for BaseUse { dockerfile, line, platforms } in uses {
                platforms.iter().for_each(|platform| self.add(reference.clone(), &dockerfile, line, platform));
            }
        }
    }
}

/// What an image stands on: all bases that its build needs, and the one of its final stage by platform.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standing {
    pub(crate) bases: Bases,
    pub(crate) last: BTreeMap<Platform, ImageRef>,
}

/// What an image stands on, as far as its Dockerfile is known and says it without the builder's own platform.
pub(crate) fn of(run: &Run<'_>, image: &Image, variant: Option<&Variant>, platforms: &Platforms) -> Standing {
    let mut standing = Standing::default();
    let Some(dockerfile) = run.facts().repository.dockerfile(image) else { return standing };
    let mut args = image.build_args.clone();
    args.extend(variant.into_iter().flat_map(|variant| variant.build_args.clone()));
    for platform in platforms.iter() {
        let stages = lint::stages(&dockerfile.text, &args, platform, image.stage.as_deref());
        for stage in stages.iter().filter(|stage| stage.needed) {
            if let (Some(reference), Some(platform)) = (registry_image(&stage.base, image), stage.platform) {
                standing.bases.add(reference, &image.dockerfile, stage.line, platform);
            }
        }
        let is_target = |stage: &&lint::Stage| {
            image.stage.as_ref().is_none_or(|target| stage.name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(target)))
        };
        if let Some(reference) =
            stages.iter().rfind(is_target).and_then(|stage| bottom(stage, &stages)).and_then(|base| registry_image(base, image))
        {
            standing.last.insert(platform, reference);
        }
    }
    standing
}

/// What a stage stands on in the end.
fn bottom<'a>(stage: &'a lint::Stage, stages: &'a [lint::Stage]) -> Option<&'a BaseRef> {
    let mut base = &stage.base;
    // A stage names earlier ones only.
    for _ in stages {
        let BaseRef::Stage(name) = base else { break };
        base = &stages.iter().find(|stage| stage.name.as_ref() == Some(name))?.base;
    }
    Some(base)
}

/// The base as an image of a registry: a named context takes the place of one of its name.
fn registry_image(base: &BaseRef, image: &Image) -> Option<ImageRef> {
    let BaseRef::Image(name) = base else { return None };
    if let Some((_, context)) = image.build.contexts.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)) {
        return match context {
            BuildContext::Image(reference) => Some(reference.clone()),
            BuildContext::Folder(_) | BuildContext::Remote(_) => None,
        };
    }
    let is_context = image.needs.iter().any(|need| need.to_string().eq_ignore_ascii_case(name)) || contexts::is_ours(name);
    if is_context { None } else { name.parse().ok() }
}
