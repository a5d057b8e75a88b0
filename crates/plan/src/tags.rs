//! The tags and the repository of one image under a request.

mod class;

pub(crate) use class::TagClass;

use crate::{Facts, ImageId, PlanError, Request};
use archwright_model::{
    Project, Repository, Tag, count,
    project::{Image, TagPart, TagTemplate, Variant, VersionSource},
    reference::Namespace,
};

/// The registry and path in front of the images' names.
pub(crate) fn namespace<'a>(project: &'a Project, request: &'a Request) -> Option<&'a Namespace> {
    match &request.registry {
        Some(asked) => asked.value.as_ref(),
        None => project.registry.as_ref().map(|registry| &registry.value),
    }
}

/// Where an image lives: below the namespace, or by its name alone where there is none.
pub(crate) fn repository(project: &Project, image: &Image, request: &Request) -> Result<Repository, PlanError> {
    let found = match namespace(project, request) {
        Some(namespace) => namespace.repository(&image.name),
        None => image.name.parse(),
    };
    found.map_err(|error| PlanError::configuration(format!("image `{}`: {error}", image.key)))
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

/// How many digits of a commit are told.
const SHORT: usize = 12;

/// That a tag or the version speaks of a commit, and the files are others.
pub(crate) fn of_a_dirty_tree(project: &Project, image: &Image, request: &Request, facts: &Facts) -> Option<String> {
    let git = facts.repository.git.known().filter(|git| git.changed > 0)?;
    let templates: &[TagTemplate] = request.tags.as_ref().map_or(&image.tags, |tags| &tags.value);
    let described = matches!(project.version.as_ref().map(|version| &version.value), Some(VersionSource::GitDescribe));
    let by_git =
        |tag: &TagTemplate| tag.uses(&TagPart::GitSha) || tag.uses(&TagPart::GitDescribe) || described && tag.uses(&TagPart::Version);
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
    let version = template.uses(&TagPart::Version).then(|| facts.repository.version.why_unknown()).flatten();
    version.or_else(git).map(|why| format!(" ({why})")).unwrap_or_default()
}
