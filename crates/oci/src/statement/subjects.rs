//! The names by which a statement speaks of its image.

use super::{Head, Subject};
use crate::ContentError;
use archwright_model::{Digest, ImageRef, Repository};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A tagged image of one platform as `BuildKit` names it in statements (`util/purl/image.go`): a package URL of the type `docker`.
///
/// ```
/// use archwright_oci::statement::package_url;
/// let image = "127.0.0.1:5005/acme/app:1.4.0".parse()?;
/// assert_eq!(package_url(&image, "linux/arm64"), "pkg:docker/127.0.0.1%3A5005/acme/app@1.4.0?platform=linux%2Farm64");
/// # Ok::<(), archwright_model::reference::ReferenceError>(())
/// ```
pub fn package_url(image: &ImageRef, platform: &str) -> String {
    let encoded = |text: &str| text.replace(':', "%3A");
    let tag = image.tag().map_or("latest", |tag| tag.as_str());
    format!("pkg:docker/{}@{tag}?platform={}", encoded(&image.repository().to_string()), encoded(platform).replace('/', "%2F"))
}

/// The repository that a subject's name speaks of: a package URL of the type `docker`, or a bare reference, as GitHub's attestations
/// have it; none of another name.
pub(crate) fn named_repository(name: &str) -> Option<Repository> {
    let reference = match name.strip_prefix("pkg:") {
        Some(url) => decoded(url.strip_prefix("docker/")?.split(['?', '#']).next()?)?,
        None if name.contains('/') && !name.contains("://") => name.to_owned(),
        None => return None,
    };
    // A package URL has its version behind an `@`, which is a tag.
    let repository = reference.split('@').next()?;
    repository.parse::<ImageRef>().ok().map(|image| image.repository().clone())
}

fn decoded(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

/// Where a statement's subjects stand.
#[derive(Deserialize)]
struct Place<'a> {
    #[serde(borrow)]
    subject: Option<&'a RawValue>,
}

/// The statement with these names for its image, the rest of it as it was to the byte; none if it has them, speaks of something else,
/// or has no place for subjects.
pub(crate) fn renamed(bytes: &[u8], image: &Digest, names: &[String]) -> Result<Option<Vec<u8>>, ContentError> {
    // Serde's message may quote a value.
    let bad = |error: serde_json::Error| {
        ContentError::new("statement", format!("it cannot be read, starting at line {} column {}", error.line(), error.column()))
    };
    let head: Head = serde_json::from_slice(bytes).map_err(bad)?;
    let has_them = head.subject.iter().map(|subject| &subject.name).eq(names);
    let Place { subject: Some(place) } = serde_json::from_slice(bytes).map_err(bad)? else { return Ok(None) };
    if has_them || !head.subject.iter().all(|subject| subject.is(image)) {
        return Ok(None);
    }
    let digest = BTreeMap::from([(image.algorithm().to_owned(), image.hex().to_owned())]);
    let subjects: Vec<_> = names.iter().map(|name| Subject { name: name.clone(), digest: digest.clone() }).collect();
    let subjects = serde_json::to_vec(&subjects).map_err(bad)?;
    let begin = place.get().as_ptr().addr() - bytes.as_ptr().addr();
    let mut text = bytes[..begin].to_vec();
    text.extend(subjects);
    text.extend(&bytes[begin + place.get().len()..]);
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::{named_repository, package_url, renamed};

    fn digest(byte: &str) -> archwright_model::Digest {
        format!("sha256:{}", byte.repeat(32)).parse().unwrap()
    }

    #[track_caller]
    fn check(statement: &str, expected: Option<&str>) {
        let names = ["pkg:docker/app@1".to_owned(), "pkg:docker/app@latest".to_owned()];
        let got = renamed(statement.replace("DIGEST", digest("ab").hex()).as_bytes(), &digest("ab"), &names).unwrap();
        assert_eq!(got.map(|bytes| String::from_utf8(bytes).unwrap().replace(digest("ab").hex(), "DIGEST")).as_deref(), expected);
    }

    #[test]
    fn repositories_of_names() {
        for (name, expected) in [
            ("pkg:docker/127.0.0.1%3A5005/acme/app@1.4.0?platform=linux%2Farm64", Some("127.0.0.1:5005/acme/app")),
            ("pkg:docker/debian@latest", Some("debian")),
            ("pkg:docker/ghcr.io/acme/app@1?digest=sha256:ab#x", Some("ghcr.io/acme/app")),
            ("ghcr.io/acme/app", Some("ghcr.io/acme/app")),
            ("ghcr.io/acme/app:1.4", Some("ghcr.io/acme/app")),
            ("pkg:oci/app@sha256%3Aab", None),
            ("pkg:docker/%zz", None),
            ("pkg:docker/%", None),
            ("_", None),
            ("https://example.org/app", None),
            ("", None),
        ] {
            assert_eq!(named_repository(name).map(|repository| repository.to_string()).as_deref(), expected, "{name}");
        }
        let image = "127.0.0.1:5005/acme/app:1.4.0".parse().unwrap();
        assert_eq!(named_repository(&package_url(&image, "linux/arm/v7")).as_ref(), Some(image.repository()));
    }

    #[test]
    fn the_names_change_and_nothing_else() {
        let named =
            r#"[{"name":"pkg:docker/app@1","digest":{"sha256":"DIGEST"}},{"name":"pkg:docker/app@latest","digest":{"sha256":"DIGEST"}}]"#;
        let statement = |subject: &str| {
            format!(
                r#"{{"_type":"t", "predicateType":"p","subject": {subject} ,"predicate":{{"n":12345678901234567890123,"subject":[1]}}}}"#
            )
        };
        check(&statement(r#"[ {"name":"pkg:docker/app@latest","digest":{"sha256":"DIGEST"}} ]"#), Some(&statement(named)));
        check(&statement("[]"), Some(&statement(named)));
        check(&statement(named), None);
        // What it says of another image is not for us to say.
        check(&statement(r#"[{"name":"x","digest":{"sha256":"00"}}]"#), None);
    }
}
