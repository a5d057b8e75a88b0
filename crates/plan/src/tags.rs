//! The tags and the repository of one image under a request.

mod class;
mod line;
mod promoted;

pub(crate) use class::TagClass;
pub use line::{Edition, Line};
pub use promoted::{edition, image_in, is_write_once};

use crate::{Facts, ImageId, PlanError, Request};
use archwright_model::{
    ImageRef, Project, Repository, Tag, count,
    project::{Image, TagPart, TagTemplate, Variant, VersionSource},
    reference::Namespaces,
};
use semver::Version;

/// The registries and paths in front of the images' names.
pub(crate) fn namespaces<'a>(project: &'a Project, request: &'a Request) -> Option<&'a Namespaces> {
    match &request.registry {
        Some(asked) => asked.value.as_ref(),
        None => project.registry.as_ref().map(|registry| &registry.value),
    }
}

/// Where an image lives, and where its copies go: below each namespace, or by its name alone where there is none.
pub(crate) fn repositories(project: &Project, image: &Image, request: &Request) -> Result<(Repository, Vec<Repository>), PlanError> {
    let wrong = |error| PlanError::configuration(format!("image `{}`: {error}", image.key));
    let Some(namespaces) = namespaces(project, request) else { return Ok((image.name.parse().map_err(wrong)?, Vec::new())) };
    let mut all = namespaces.iter().map(|namespace| namespace.repository(&image.name).map_err(wrong));
    let home = all.next().unwrap_or_else(|| image.name.parse().map_err(wrong))?;
    Ok((home, all.collect::<Result<_, _>>()?))
}

/// The tags of an image or variant, its suffix behind each, in the order in which they move.
pub(crate) fn tags(
    id: &ImageId,
    image: &Image,
    variant: Option<&Variant>,
    request: &Request,
    facts: &Facts,
) -> Result<Vec<(Tag, TagClass)>, PlanError> {
    let templates: &[TagTemplate] = request.tags.as_ref().map_or(&image.tags, |tags| &tags.value);
    if templates.is_empty() {
        return Err(PlanError::usage(format!("image `{id}` would have no tag")).hint("name one, or leave the tags out for its own"));
    }
    let suffix = variant.map_or("", |variant| variant.suffix.as_str());
    let mut tags: Vec<(Tag, TagClass)> = Vec::new();
    for template in templates {
        let tag = template.render(suffix, |part| value(part, facts)).map_err(|error| {
            let why = reason(template, facts);
            PlanError::configuration(format!("tag `{template}` of image `{id}`: {error}{why}"))
                .hint("set [project] version, commit once, or give a tag with --tag")
        })?;
        if !tags.iter().any(|(other, _)| *other == tag) {
            let class = TagClass::of(template, &tag);
            tags.push((tag, class));
        }
    }
    tags.sort_by_key(|(_, class)| *class);
    Ok(tags)
}

/// Which tags of an image never move, by what they are filled with.
pub(crate) fn write_once(image: &Image, variant: Option<&Variant>, facts: &Facts) -> Vec<Tag> {
    let suffix = variant.map_or("", |variant| variant.suffix.as_str());
    // One that cannot be filled is none of this run's tags either.
    image.write_once.iter().filter_map(|template| template.render(suffix, |part| value(part, facts)).ok()).collect()
}

/// The version that an image's tags speak of: the highest of those that are one, else the project's.
pub(crate) fn version(tags: &[Tag], suffix: &str, facts: &Facts) -> Option<Version> {
    let of_tags = tags.iter().filter_map(|tag| line::version(tag, suffix)).max_by(Version::cmp_precedence);
    of_tags.or_else(|| release(facts))
}

/// The project's version, if it is one that can be compared.
fn release(facts: &Facts) -> Option<Version> {
    let text = facts.repository.version.known()?;
    Version::parse(text.strip_prefix('v').unwrap_or(text)).ok()
}

/// Puts references in the order in which their tags move: those that mean one image first, `latest` last.
pub fn in_order(references: &mut [ImageRef]) {
    references.sort_by_key(|reference| {
        let tag = reference.tag();
        tag.and_then(|tag| Some(TagClass::of(&tag.as_str().parse().ok()?, tag)))
    });
}

/// How many digits of a commit are told.
const SHORT: usize = 12;

/// That a tag or the version speaks of a commit, and the files are others.
pub(crate) fn of_a_dirty_tree(project: &Project, image: &Image, request: &Request, facts: &Facts) -> Option<String> {
    let git = facts.repository.git.known().filter(|git| git.changed > 0)?;
    let templates: &[TagTemplate] = request.tags.as_ref().map_or(&image.tags, |tags| &tags.value);
    let described = matches!(project.version.as_ref().map(|version| &version.value), Some(VersionSource::GitDescribe));
    let by_git = |tag: &TagTemplate| tag.uses(&TagPart::GitSha) || tag.uses(&TagPart::GitDescribe) || described && tag.uses_version();
    let verb = if git.changed == 1 { "differs" } else { "differ" };
    let commit: String = git.commit.chars().take(SHORT).collect();
    templates.iter().any(by_git).then(|| {
        format!(
            "{} {verb} from commit {commit}: tags made of it end in `-dirty`; commit first for one that can be built again",
            count(git.changed, "file")
        )
    })
}

fn value(part: &TagPart, facts: &Facts) -> Option<String> {
    match part {
        TagPart::Literal(text) => Some(text.clone()),
        TagPart::Version => facts.repository.version.known().cloned(),
        TagPart::Major => release(facts).map(|version| version.major.to_string()),
        TagPart::Minor => release(facts).map(|version| format!("{}.{}", version.major, version.minor)),
        TagPart::GitSha => facts.repository.git.known().map(|git| {
            let commit: String = git.commit.chars().take(SHORT).collect();
            // As `git describe --dirty` has it: what is built is not that commit.
            if git.changed > 0 { commit + "-dirty" } else { commit }
        }),
        TagPart::GitDescribe => facts.repository.git.known().map(|git| git.describe.clone()),
    }
}

fn reason(template: &TagTemplate, facts: &Facts) -> String {
    let git =
        || (template.uses(&TagPart::GitSha) || template.uses(&TagPart::GitDescribe)).then(|| facts.repository.git.why_unknown()).flatten();
    let version = template.uses_version().then(|| facts.repository.version.why_unknown()).flatten();
    let of_a_number = template.uses(&TagPart::Major) || template.uses(&TagPart::Minor);
    let no_number = || of_a_number.then_some("the version is none of three numbers");
    version.or_else(git).or_else(no_number).map(|why| format!(" ({why})")).unwrap_or_default()
}
