//! What a project says of tags that get an image which was built before: by `promote`, at other times and of other versions.

use super::{Edition, namespaces};
use crate::Request;
use archwright_model::{
    ImageRef, Project, Repository, Tag,
    project::{Image, TagPart},
};
use semver::Version;

/// Whether the project has it that a tag never moves once it is there. The image is known by where it comes from or goes to; the
/// version in the tag may be any.
pub fn is_write_once(project: &Project, from: &Repository, to: &ImageRef) -> bool {
    let Some((image, tag)) = image_of(project, from, to).zip(to.tag()) else { return false };
    let suffix = suffix(image, tag);
    let text = tag.as_str().strip_suffix(suffix).unwrap_or(tag.as_str());
    image.write_once.iter().any(|template| fits(template.parts(), text))
}

/// The version that the tags with the suffix of one of them speak of; a project without images has no suffix.
pub fn edition(project: &Project, from: &Repository, of: &ImageRef, all: &[ImageRef]) -> Edition {
    let suffix_of = |to: &ImageRef| image_of(project, from, to).zip(to.tag()).map_or("", |(image, tag)| suffix(image, tag));
    let suffix = suffix_of(of);
    let tags = all.iter().filter(|other| suffix_of(other) == suffix).filter_map(ImageRef::tag);
    let version = tags.filter_map(|tag| super::line::version(tag, suffix)).max_by(Version::cmp_precedence);
    Edition { version, suffix: suffix.to_owned() }
}

/// The image of the project that lives in a repository: below one of its own registries, or by its name alone where it has none.
pub fn image_in<'a>(project: &'a Project, repository: &Repository) -> Option<&'a Image> {
    let is = |image: &&Image| match namespaces(project, &Request::default()) {
        Some(all) => all.iter().any(|namespace| namespace.repository(&image.name).is_ok_and(|own| own == *repository)),
        None => image.name.parse().is_ok_and(|own: Repository| own == *repository),
    };
    project.images.iter().find(is)
}

fn image_of<'a>(project: &'a Project, from: &Repository, to: &ImageRef) -> Option<&'a Image> {
    image_in(project, to.repository()).or_else(|| image_in(project, from))
}

/// The longest suffix of a variant that a tag ends in.
fn suffix<'a>(image: &'a Image, tag: &Tag) -> &'a str {
    let suffixes = image.variants.iter().map(|variant| variant.suffix.as_str());
    suffixes.filter(|suffix| tag.as_str().ends_with(suffix)).max_by_key(|suffix| suffix.len()).unwrap_or("")
}

/// Whether a template could have made a text, with some values in its places.
fn fits(parts: &[TagPart], text: &str) -> bool {
    let Some((first, rest)) = parts.split_first() else { return text.is_empty() };
    match first {
        TagPart::Literal(literal) => text.strip_prefix(literal.as_str()).is_some_and(|text| fits(rest, text)),
        place => (1..=text.len()).any(|end| is_value(place, &text[..end]) && fits(rest, &text[end..])),
    }
}

fn is_value(place: &TagPart, text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_version = |text: &str| Version::parse(text.strip_prefix('v').unwrap_or(text)).is_ok();
    let is_commit = |text: &str| {
        let hex = text.strip_suffix("-dirty").unwrap_or(text);
        hex.len() >= 7 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    match place {
        TagPart::Literal(literal) => literal == text,
        TagPart::Version => is_version(text),
        TagPart::Major | TagPart::PullRequest => is_number(text),
        TagPart::Minor => text.split_once('.').is_some_and(|(major, minor)| is_number(major) && is_number(minor)),
        TagPart::GitSha(_) => is_commit(text),
        TagPart::GitBranch => true,
        TagPart::Time(format) => format.fits(text),
        TagPart::GitDescribe => is_version(text) || is_commit(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{edition, is_write_once};
    use archwright_model::{Project, Sourced, project::Image};

    fn project() -> Project {
        let mut project = Project::new("/srv/acme");
        project.registry = Some(Sourced::default("ghcr.io/acme".parse().unwrap()));
        let mut image = Image::new("app".parse().unwrap(), "Dockerfile");
        image.write_once = ["{version}", "build-{git-sha}", "first"].map(|text| text.parse().unwrap()).to_vec();
        project.images.push(image);
        project
    }

    #[test]
    fn the_tag_of_any_version_stays_where_that_of_the_version_does() {
        let project = project();
        for (from, to, stays) in [
            ("ghcr.io/acme/app", "prod.example/app:1.4.0", true),
            ("ghcr.io/acme/app", "prod.example/app:v0.9.0-rc.1", true),
            ("dev.example/x", "ghcr.io/acme/app:1.4.0", true),
            ("ghcr.io/acme/app", "prod.example/app:1.4", false),
            ("ghcr.io/acme/app", "prod.example/app:latest", false),
            ("ghcr.io/acme/app", "prod.example/app:build-61f751a23b4c-dirty", true),
            ("ghcr.io/acme/app", "prod.example/app:build-main", false),
            ("ghcr.io/acme/app", "prod.example/app:first", true),
            ("ghcr.io/acme/other", "prod.example/app:1.4.0", false),
        ] {
            assert_eq!(is_write_once(&project, &from.parse().unwrap(), &to.parse().unwrap()), stays, "{from} to {to}");
        }
    }

    #[test]
    fn the_version_is_that_of_the_tags_that_are_given_together() {
        let to = ["prod.example/app:latest", "prod.example/app:1.4.0"].map(|text| text.parse().unwrap());
        let edition = edition(&project(), &"ghcr.io/acme/app".parse().unwrap(), &to[0], &to);
        assert_eq!((edition.version.map(|version| version.to_string()).as_deref(), edition.suffix.as_str()), (Some("1.4.0"), ""));
    }
}
