use super::*;

const AMD64: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

#[track_caller]
fn check(json: &str, declared: Option<&str>, expected: &str) {
    let json = json.replace("DIGEST", AMD64);
    let got = match Document::parse(json.clone().into_bytes(), declared) {
        Ok(document) => {
            assert_eq!(document.bytes(), json.as_bytes());
            format!("{} {}", document.media_type(), if document.index().is_some() { "index" } else { "manifest" })
        }
        Err(error) => format!("error: {error}"),
    };
    assert!(got.starts_with(expected), "{json}\n got: {got}\nwant: {expected}");
}

const INDEX: &str = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#;

#[test]
fn documents_are_told_by_media_type_and_shape() {
    use crate::media_type::{DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST};
    let index = format!("{OCI_INDEX} index");
    check(INDEX, None, &index);
    check(INDEX, Some("application/vnd.oci.image.index.v1+json; charset=utf-8"), &index);
    check(INDEX, Some("application/json"), &index);
    check(r#"{"schemaVersion":2,"manifests":null}"#, Some(OCI_INDEX), &index);
    check(r#"{"schemaVersion":2,"manifests":[]}"#, None, &index);
    check(r#"{"schemaVersion":2,"manifests":[]}"#, Some(DOCKER_LIST), &format!("{DOCKER_LIST} index"));
    let manifest = r#"{"schemaVersion":2,"config":{"mediaType":"x","digest":"DIGEST","size":1},"layers":[]}"#;
    check(manifest, None, &format!("{OCI_MANIFEST} manifest"));
    check(manifest, Some(DOCKER_MANIFEST), &format!("{DOCKER_MANIFEST} manifest"));
}

#[test]
fn a_document_that_lies_is_refused_by_name() {
    use crate::media_type::{OCI_INDEX, OCI_MANIFEST};
    let entry = |fields: &str| format!(r#"{{"schemaVersion":2,"manifests":[{{"mediaType":"{OCI_MANIFEST}",{fields}}}]}}"#);
    for (json, declared, expected) in [
        (
            INDEX.to_owned(),
            Some(OCI_MANIFEST),
            "error: bad manifest: it is declared as `application/vnd.oci.image.manifest.v1+json`, but says",
        ),
        (r#"{"schemaVersion":2,"layers":[],"manifests":[]}"#.into(), Some(OCI_INDEX), "error: bad index: it has `layers`"),
        (r#"{"schemaVersion":2,"manifests":[]}"#.into(), Some(OCI_MANIFEST), "error: bad manifest: it has `manifests`"),
        (r#"{"schemaVersion":1,"manifests":[]}"#.into(), None, "error: bad index: schema version `1` is not 2"),
        (r#"{"schemaVersion":1,"fsLayers":[]}"#.into(), None, "error: bad manifest: it has no media type"),
        (r#"{"schemaVersion":2}"#.into(), Some("text/html"), "error: bad manifest: media type `text/html` is not supported"),
        (r#"{"manifests":[]}"#.into(), None, "error: bad index: missing field `schemaVersion`"),
        ("<html>".into(), Some(OCI_INDEX), "error: bad manifest: expected value at line 1"),
        (entry(r#""digest":"md5:00","size":1"#), None, "error: bad index: descriptor 0: invalid digest `md5:00`: its algorithm is neither"),
        (entry(r#""digest":"DIGEST","size":-1"#), None, "error: bad index: descriptor 0: size `-1` is not a number of bytes"),
        (entry(r#""digest":"DIGEST","size":9223372036854775808"#), None, "error: bad index: descriptor 0: size `9223372036854775808`"),
        (entry(r#""digest":"DIGEST","size":1e3"#), None, "error: bad index: descriptor 0: size `1000.0`"),
        (entry(r#""digest":"DIGEST","size":"1""#), None, "error: bad index: descriptor 0: size `\"1\"`"),
        (entry(r#""digest":"DIGEST""#), None, "error: bad index: descriptor 0: missing field `size`"),
        (r#"{"schemaVersion":2,"manifests":[],"manifests":[]}"#.into(), None, "error: bad manifest: duplicate field `manifests`"),
        ("[".repeat(1000), Some(OCI_INDEX), "error: bad manifest: "),
    ] {
        check(&json, declared, expected);
    }
}

#[test]
fn unknown_fields_survive_in_their_order() {
    let json = r#"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"m","digest":"DIGEST","size":7,"platform":{"architecture":"arm64","os":"linux","x.y":[1]},"zeta":1,"alpha":{"b":2}}],"subject":{"digest":"?"},"artifactType":"t"}"#;
    let json = json.replace("DIGEST", AMD64);
    let document = Document::parse(json.clone().into_bytes(), None).unwrap();
    assert_eq!(serde_json::to_string(document.index().unwrap()).unwrap(), json);
}

#[test]
fn a_digest_that_was_asked_for_is_checked() {
    let document = Document::parse(INDEX.as_bytes(), None).unwrap();
    let own = document.digest().clone();
    assert!(document.clone().checked(&own).is_ok());
    let error = document.checked(&AMD64.parse().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), format!("bad content of {AMD64}: its digest is {own}"));
}
