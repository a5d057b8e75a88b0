//! The tags and the repository of one image under a request.

use crate::{Facts, ImageId, PlanError, Request};
use archwright_model::{
    Project, Repository, Tag,
    project::{Image, TagPart, TagTemplate, Variant},
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

/// The tags of an image or variant, its suffix behind each.
pub(crate) fn tags(
    id: &ImageId,
    image: &Image,
    variant: Option<&Variant>,
    request: &Request,
    facts: &Facts,
) -> Result<Vec<Tag>, PlanError> {
    let templates: &[TagTemplate] = request.tags.as_ref().map_or(&image.tags, |tags| &tags.value);
    let suffix = variant.map_or("", |variant| variant.suffix.as_str());
    let mut tags = Vec::new();
    for template in templates {
        let tag = template.render(suffix, |part| value(part, facts)).map_err(|error| {
            let why = reason(template, facts);
            PlanError::configuration(format!("tag `{template}` of image `{id}`: {error}{why}"))
                .hint("set [project] version, commit once, or give a tag with --tag")
        })?;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    // Unique tags first, `latest` last: the order in which they move.
    tags.sort_by_key(moves_last);
    Ok(tags)
}

/// Whether a tag moves behind all others: `latest`, with or without a variant's suffix.
pub(crate) fn moves_last(tag: &Tag) -> bool {
    tag.as_str().starts_with("latest")
}

fn value(part: &TagPart, facts: &Facts) -> Option<String> {
    match part {
        TagPart::Literal(text) => Some(text.clone()),
        TagPart::Version => facts.repository.version.known().cloned(),
        TagPart::GitSha => facts.repository.git.known().map(|git| git.commit.chars().take(12).collect()),
        TagPart::GitDescribe => facts.repository.git.known().map(|git| git.describe.clone()),
    }
}

fn reason(template: &TagTemplate, facts: &Facts) -> String {
    let git =
        || (template.uses(&TagPart::GitSha) || template.uses(&TagPart::GitDescribe)).then(|| facts.repository.git.why_unknown()).flatten();
    let version = template.uses(&TagPart::Version).then(|| facts.repository.version.why_unknown()).flatten();
    version.or_else(git).map(|why| format!(" ({why})")).unwrap_or_default()
}
