use super::{INDEX, client, tagged, told};
use crate::support::{FakeRegistry, Fault, Guard, merged, scratch};
use archwright_oci::media_type::{OCI_INDEX, OCI_MANIFEST};
use archwright_oci::registry::RepositorySource;
use archwright_oci::{Document, Expectation, ImageSource, NoSecrets, ReadPolicy, digest, judge, read_image};

#[test]
fn what_is_not_there_is_none() {
    let fake = FakeRegistry::start(Guard::Open);
    let repository = fake.repository();
    let absent = digest::sha256(b"absent");
    let image = repository.pinned(&absent);
    assert_eq!(client().manifest(&image).unwrap(), None);
    assert_eq!(client().head(&image).unwrap(), None);
    assert_eq!(client().blob_exists(&repository, &absent).unwrap(), None);
    assert_eq!(client().small_blob(&repository, &absent, 10).unwrap(), None);
}

#[test]
fn a_document_goes_up_and_comes_back_byte_for_byte() {
    let fake = FakeRegistry::start(Guard::Open);
    // Odd spacing, which a client that writes JSON anew would lose.
    let text = INDEX.replace(',', " ,\n\t");
    let document = Document::parse(text.clone().into_bytes(), None).unwrap();
    let pinned = fake.repository().pinned(document.digest());
    client().put_by_digest(&fake.repository(), &document).unwrap();
    assert_eq!(fake.stored(document.digest().as_str()).unwrap(), text.as_bytes());
    assert_eq!(client().manifest(&pinned).unwrap().unwrap(), document);
    assert_eq!(client().head(&pinned).unwrap().unwrap(), document.descriptor());
}

/// What is in a layout is proven there; only what was read back from a repository gets a tag in it.
#[test]
fn a_tag_goes_to_what_was_proven_in_its_own_repository() {
    let (fake, scratch) = (FakeRegistry::start(Guard::Open), scratch());
    let (layout, index) = merged(&scratch);
    fake.load(&layout, &index);
    let (client, repository, tag) = (client(), fake.repository(), "1".parse().unwrap());
    let proven = |source: &dyn ImageSource| {
        let record = read_image(source, &index, &ReadPolicy::PUBLISHED, &NoSecrets).unwrap();
        judge(&record, &Expectation::platforms("linux/amd64,linux/arm64".parse().unwrap())).proven().unwrap()
    };
    let elsewhere = proven(&layout);
    assert!(told(&fake, client.put_tag(&repository, &tag, &elsewhere, &index)).contains("was proven in oci:"));
    let here = proven(&RepositorySource::new(&client, &repository));
    let other = Document::parse(INDEX.as_bytes(), None).unwrap();
    assert!(told(&fake, client.put_tag(&repository, &tag, &here, &other)).contains("was proven, and the document is"));
    assert_eq!(fake.stored("1"), None);
    client.put_tag(&repository, &tag, &here, &index).unwrap();
    assert_eq!(fake.stored("1").unwrap(), index.bytes());
}

#[test]
fn a_registry_that_tells_no_digest_is_asked_for_the_document() {
    let fake = FakeRegistry::start(Guard::Open);
    let image = tagged(&fake);
    fake.fail([Fault::NoDigest, Fault::NoDigest]);
    let descriptor = client().head(&image).unwrap().unwrap();
    assert_eq!(descriptor.digest, digest::sha256(INDEX.as_bytes()));
    let path = "/v2/noetl/server/manifests/1";
    assert_eq!(fake.log(), [format!("HEAD {path} -"), format!("GET {path} -")]);
}

#[test]
fn a_put_that_was_cut_is_repeated() {
    let fake = FakeRegistry::start(Guard::Open);
    let (repository, document) = (fake.repository(), Document::parse(INDEX.as_bytes(), None).unwrap());
    fake.fail([Fault::Reset, Fault::Status(502, "X", None)]);
    client().put_by_digest(&repository, &document).unwrap();
    assert_eq!(fake.log().len(), 3);
    fake.fail([Fault::Status(400, "MANIFEST_BLOB_UNKNOWN", None)]);
    assert!(told(&fake, client().put_by_digest(&repository, &document)).starts_with("refused 400 MANIFEST_BLOB_UNKNOWN"));
}

#[test]
fn the_digest_is_checked_on_every_way() {
    let fake = FakeRegistry::start(Guard::Open);
    let image = tagged(&fake);
    let document = client().manifest(&image).unwrap().unwrap();
    let repository = fake.repository();
    let pinned = repository.pinned(document.digest());
    fake.manifest(document.digest().as_str(), OCI_INDEX, INDEX.as_bytes());
    let other = INDEX.replace("[]", "[ ]").into_bytes();

    fake.fail([Fault::OtherDigest]);
    assert!(told(&fake, client().manifest(&image)).starts_with("bad-content | GET manifest HOST/noetl/server:1: bad content of"));
    fake.fail([Fault::OtherBody(other.clone())]);
    assert!(told(&fake, client().manifest(&pinned)).contains("its digest is"));
    fake.fail([Fault::OtherDigest]);
    assert!(told(&fake, client().head(&pinned)).contains("the registry answers with sha256:"));
    fake.fail([Fault::OtherDigest]);
    assert!(told(&fake, client().put_by_digest(&repository, &document)).contains("the registry stored sha256:"));

    let blob = digest::sha256(b"blob");
    fake.blob(blob.as_str(), b"blob");
    fake.fail([Fault::OtherBody(b"bolb".to_vec())]);
    assert!(
        told(&fake, client().small_blob(&fake.repository(), &blob, 10)).starts_with("bad-content | GET blob HOST/noetl/server@sha256:")
    );
}

#[test]
fn large_and_lying_documents_are_refused() {
    let fake = FakeRegistry::start(Guard::Open);
    let image = tagged(&fake);
    fake.fail([Fault::OtherBody(vec![b' '; 4 * 1024 * 1024 + 1])]);
    let expected = "bad-content | GET manifest HOST/noetl/server:1: the answer has 4194305 bytes; at most 4194304 are read";
    assert_eq!(told(&fake, client().manifest(&image)), expected);
    fake.manifest("1", OCI_MANIFEST, INDEX.as_bytes());
    assert!(told(&fake, client().manifest(&image)).contains("it is declared as `application/vnd.oci.image.manifest.v1+json`, but says"));
    fake.manifest("1", "text/html", b"<html>log in</html>");
    assert!(told(&fake, client().manifest(&image)).starts_with("bad-content"));

    let blob = digest::sha256(b"blob");
    fake.blob(blob.as_str(), b"blob");
    assert_eq!(client().blob_exists(&fake.repository(), &blob).unwrap().unwrap().size, Some(4));
    assert!(told(&fake, client().small_blob(&fake.repository(), &blob, 3)).contains("at most 3 are read"));
}
