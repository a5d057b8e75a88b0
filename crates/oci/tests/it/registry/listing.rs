//! Lists: tags in pages, referrers by the interface or by a tag.

use super::{client, client_with, told};
use crate::support::{FakeRegistry, Fault, Guard};
use archwright_oci::media_type::OCI_MANIFEST;
use archwright_oci::registry::ReferrerList;
use archwright_oci::{Document, digest};
use serde_json::json;

#[test]
fn tags_come_in_pages() {
    let fake = FakeRegistry::start(Guard::Open);
    assert_eq!(client().tags(&fake.repository()).unwrap(), None);
    fake.content(|content| content.tags = (vec!["1", "1.0", "1.0.1", "latest", "no tag!"], 2));
    fake.log();
    let tags: Vec<String> = client().tags(&fake.repository()).unwrap().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(tags, ["1", "1.0", "1.0.1", "latest"]);
    let list = "/v2/noetl/server/tags/list";
    assert_eq!(fake.log(), [format!("GET {list}?n=1000 -"), format!("GET {list}?last=1.0&n=2 -"), format!("GET {list}?last=latest&n=2 -")]);
    fake.content(|content| content.tags.1 = 9);
    fake.fail([Fault::OtherBody(br#"{"name":"x","tags":null}"#.to_vec())]);
    assert_eq!(client().tags(&fake.repository()).unwrap(), Some(vec![]));
}

#[test]
fn a_list_that_does_not_end_or_is_none_is_given_up_and_pages_elsewhere_get_no_credential() {
    let fake = FakeRegistry::start(Guard::Open);
    fake.content(|content| content.tags = (vec!["1", "2"], 5));
    let circle = format!("<{}>; rel=\"next\"", fake.url("/v2/noetl/server/tags/list"));
    fake.fail((0..1001).map(|_| Fault::Header("link", circle.clone())));
    assert_eq!(
        told(&fake, client().tags(&fake.repository())),
        "bad-content | GET tags of HOST/noetl/server: the list has more than 1000 pages"
    );

    let fake = FakeRegistry::start(Guard::Basic("bWU6c2VjcmV0"));
    fake.content(|content| content.tags = (vec!["1", "2"], 5));
    let elsewhere = FakeRegistry::start(Guard::Open);
    elsewhere.content(|content| content.tags = (vec!["3"], 5));
    let client = client_with(&format!(r#"{{"auths":{{"{}":{{"auth":"bWU6c2VjcmV0"}}}}}}"#, fake.registry()));
    fake.fail([Fault::Fine, Fault::Header("link", format!("<{}>; rel=\"next\"", elsewhere.url("/v2/noetl/server/tags/list")))]);
    assert_eq!(client.tags(&fake.repository()).unwrap().unwrap().len(), 3);
    assert_eq!(elsewhere.log(), ["GET /v2/noetl/server/tags/list -"]);
    fake.fail([Fault::OtherBody(b"<html>".to_vec())]);
    assert!(told(&fake, client.tags(&fake.repository())).contains("the answer is no list of tags"));
}

fn signature(subject: &str, name: &str) -> Document {
    let empty = json!({"mediaType": "application/vnd.oci.empty.v1+json", "digest": digest::sha256(b"{}").as_str(), "size": 2});
    let document = json!({
        "schemaVersion": 2, "mediaType": OCI_MANIFEST, "artifactType": "application/vnd.example.signature", "config": empty, "layers": [],
        "subject": {"mediaType": OCI_MANIFEST, "digest": subject, "size": 7}, "annotations": {"name": name},
    });
    Document::parse(document.to_string().into_bytes(), None).unwrap()
}

#[test]
fn the_registry_keeps_the_list_where_it_says_so() {
    let fake = FakeRegistry::start(Guard::Open);
    fake.content(|content| content.referrers = Some([].into()));
    let (client, repository, subject) = (client(), fake.repository(), digest::sha256(b"subject"));
    assert_eq!(client.referrers(&repository, &subject).unwrap(), []);
    let one = signature(subject.as_str(), "one");
    assert_eq!(client.put_referrer(&repository, &one), Ok(ReferrerList::Registry));
    assert_eq!(fake.log().len(), 2, "and no tag is read or written");
    let found = client.referrers(&repository, &subject).unwrap();
    assert_eq!(found.iter().map(|entry| &entry.digest).collect::<Vec<_>>(), [one.digest()]);
}

#[test]
fn where_it_does_not_a_tag_is_kept() {
    let fake = FakeRegistry::start(Guard::Open);
    let (client, repository, subject) = (client(), fake.repository(), digest::sha256(b"subject"));
    assert_eq!(client.referrers(&repository, &subject).unwrap(), []);
    let (one, two) = (signature(subject.as_str(), "one"), signature(subject.as_str(), "two"));
    let tag = format!("sha256-{}", subject.hex());
    assert_eq!(client.put_referrer(&repository, &one), Ok(ReferrerList::Tag(tag.parse().unwrap())));
    client.put_referrer(&repository, &two).unwrap();
    client.put_referrer(&repository, &one).unwrap();
    let found = client.referrers(&repository, &subject).unwrap();
    assert_eq!(found.iter().map(|entry| &entry.digest).collect::<Vec<_>>(), [one.digest(), two.digest()]);
    assert_eq!(found[0].extra["artifactType"], "application/vnd.example.signature");
    assert_eq!(found[0].annotations["name"], "one");

    // What stands there already stays, and is no list.
    fake.manifest(&tag, OCI_MANIFEST, one.bytes());
    let failed = told(&fake, client.put_referrer(&repository, &two));
    assert!(failed.ends_with("what stands there is no index"), "{failed}");
    let other = Document::parse(super::INDEX.as_bytes(), None).unwrap();
    assert!(told(&fake, client.put_referrer(&repository, &other)).ends_with("it has no `subject`"));
    // A proxy that answers every address with a page of its own.
    fake.fail([Fault::OtherBody(b"<html>".to_vec()), Fault::Fine]);
    fake.fail([Fault::Status(403, "DENIED", None)]);
    fake.log();
    assert_eq!(client.referrers(&repository, &digest::sha256(b"nobody")).unwrap(), []);
    assert!(
        told(&fake, client.referrers(&repository, &subject)).starts_with("not-authorised | GET referrers of HOST/noetl/server@sha256:")
    );
}
