//! The tags and the repository of one image under a request.

mod class;
mod line;
mod occasion;
mod promoted;
mod same;

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

/// The tags of an image or variant, its suffix behind each, as they are listed.
pub(crate) fn tags(
    project: &Project,
    id: &ImageId,
    image: &Image,
    variant: Option<&Variant>,
    request: &Request,
    facts: &Facts,
) -> Result<Vec<(Tag, TagClass)>, PlanError> {
    same::check(project, facts)?;
    let templates: &[TagTemplate] = request.tags.as_ref().map_or(&image.tags, |tags| &tags.value);
    if templates.is_empty() {
        return Err(PlanError::usage(format!("image `{id}` would have no tag")).hint("name one, or leave the tags out for its own"));
    }
    let suffix = variant.map_or("", |variant| variant.suffix.as_str());
    let mut tags: Vec<(Tag, TagClass)> = Vec::new();
    for (index, template) in templates.iter().enumerate() {
        // One of the command line stands in no file.
        let place = |error: PlanError| match &request.tags {
            Some(_) => error,
            None => error.about(format!("image.{}.tags[{index}]", image.key)),
        };
        let has = occasion::has(template, facts).map_err(|why| {
            let message = format!("tag `{template}` of image `{id}` is for {}: {why}", occasion::runs(template.when()));
            place(PlanError::configuration(message).hint("give a tag with --tag, or leave its `when` out"))
        })?;
        if !has {
            continue;
        }
        let tag = template.render(suffix, |part| value(part, facts)).map_err(|error| {
            let why = reason(template, facts);
            let error = PlanError::configuration(format!("tag `{template}` of image `{id}`: {error}{why}"));
            match project.version.as_ref().filter(|_| template.uses_version()) {
                Some(_) => error.hint("mend `version` in [project], or give a tag with --tag").about("project.version"),
                None => place(error.hint(remedy(template, facts))),
            }
        })?;
        if !tags.iter().any(|(other, _)| *other == tag) {
            let class = TagClass::of(template, &tag);
            tags.push((tag, class));
        }
    }
    if tags.is_empty() {
        let of = templates.iter().map(|template| format!("`{template}` is for {}", occasion::runs(template.when())));
        return Err(PlanError::configuration(format!("image `{id}` has no tag in this run: {}", of.collect::<Vec<_>>().join(", ")))
            .hint("give one with --tag, or add one without `when`")
            .about(format!("image.{}.tags", image.key)));
    }
    Ok(tags)
}

/// The tags of an image as [`tags`] has them, in the order in which they move.
pub(crate) fn in_their_order(mut tags: Vec<(Tag, TagClass)>) -> Vec<(Tag, TagClass)> {
    tags.sort_by_key(|(_, class)| *class);
    tags
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
    let by_git = |tag: &TagTemplate| tag.uses_commit() || described && tag.uses_version();
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
        TagPart::GitSha(length) => facts.repository.git.known().map(|git| {
            let commit: String = git.commit.chars().take(length.digits()).collect();
            // As `git describe --dirty` has it: what is built is not that commit.
            if git.changed > 0 { commit + "-dirty" } else { commit }
        }),
        TagPart::GitDescribe => facts.repository.git.known().map(|git| git.describe.clone()),
        TagPart::GitBranch => occasion::branch(facts).ok()?.map(occasion::as_tag),
        TagPart::PullRequest => occasion::pull_request(facts).map(str::to_owned),
        TagPart::Time(format) => facts.clock.map(|seconds| format.render(seconds)),
    }
}

fn reason(template: &TagTemplate, facts: &Facts) -> String {
    let git = || template.uses_git().then(|| facts.repository.git.why_unknown()).flatten();
    let version = template.uses_version().then(|| facts.repository.version.why_unknown()).flatten();
    let of_a_number = template.uses(&TagPart::Major) || template.uses(&TagPart::Minor);
    let no_number = || of_a_number.then_some("the version is none of three numbers");
    let no_request = || template.uses(&TagPart::PullRequest).then_some("this is no run of a pull request");
    let no_branch = || template.uses(&TagPart::GitBranch).then_some("no branch is checked out");
    let why = version.or_else(git).or_else(no_number).or_else(no_request).or_else(no_branch);
    why.map(|why| format!(" ({why})")).unwrap_or_default()
}

fn remedy(template: &TagTemplate, facts: &Facts) -> &'static str {
    if template.uses(&TagPart::PullRequest) && occasion::pull_request(facts).is_none() {
        "write `{ tag = \"…\", when = \"pull-request\" }`, or give a tag with --tag"
    } else if template.uses(&TagPart::GitBranch) && facts.repository.git.known().is_some() {
        "write `{ tag = \"…\", when = \"branch\" }`, check a branch out, or give a tag with --tag"
    } else {
        "set [project] version, commit once, or give a tag with --tag"
    }
}
