//! Blobs that go up.

use super::{client, client_with, settings, told};
use crate::support::{FakeRegistry, Fault, Guard};
use archwright_model::{Digest, Repository};
use archwright_oci::registry::{BlobPush, Client, RegistryAccess, RegistryError, Settings, Upload};
use archwright_oci::{ContentError, Descriptor, digest};
use std::io::{self, ErrorKind, Read};

const ME: &str = "bWU6c2VjcmV0";
const BYTES: &[u8] = b"the bytes of a layer";

fn layer() -> Descriptor {
    Descriptor::new("application/vnd.oci.image.layer.v1.tar+gzip", digest::sha256(BYTES), BYTES.len() as u64)
}

fn push(client: &Client, target: &Repository, neighbour: Option<&Repository>) -> Result<BlobPush, RegistryError> {
    client.push_blob(target, &layer(), neighbour, &|| Ok(Box::new(BYTES)))
}

fn lines(fake: &FakeRegistry, text: &str) -> Vec<String> {
    let digest = layer().digest;
    assert_eq!(fake.open_uploads(), 0, "an upload is left open");
    text.lines().map(|line| line.trim().replace("DIGEST", digest.as_str()).replace("REPO", "/v2/noetl/server")).collect()
}

#[test]
fn a_blob_is_asked_for_and_sent_in_one_request_with_its_length() {
    let fake = FakeRegistry::start(Guard::Open);
    assert_eq!(push(&client(), &fake.repository(), None), Ok(BlobPush::Sent));
    let expected = "HEAD REPO/blobs/DIGEST -
        POST REPO/blobs/uploads/ -
        PUT REPO/blobs/uploads/1?_state=x%2Fy&digest=DIGEST -";
    assert_eq!(fake.log(), lines(&fake, expected));
    assert_eq!(fake.content(|content| content.sent.clone()), ["PUT 20 -"]);
    assert_eq!(fake.blob_of("noetl/server", layer().digest.as_str()).unwrap(), BYTES);

    assert_eq!(push(&client(), &fake.repository(), None), Ok(BlobPush::AlreadyThere));
    assert_eq!(fake.log(), lines(&fake, "HEAD REPO/blobs/DIGEST -"));

    let empty = Descriptor::new("x", digest::sha256(b""), 0);
    assert_eq!(client().push_blob(&fake.repository(), &empty, None, &|| Ok(Box::new(io::empty()))), Ok(BlobPush::Sent));
}

#[test]
fn a_neighbour_lends_its_blob_to_who_may_read_it() {
    let fake = FakeRegistry::start(Guard::Token { basic: Some(ME), refresh: None });
    fake.blob(layer().digest.as_str(), BYTES);
    let client = client_with(&format!(r#"{{"auths":{{"{}":{{"auth":"{ME}"}}}}}}"#, fake.registry()));
    let target = fake.other("team/app");
    assert_eq!(push(&client, &target, Some(&fake.repository())), Ok(BlobPush::Mounted));
    let expected = "HEAD /v2/team/app/blobs/DIGEST -
        GET /token?service=fake&scope=repository:team/app:pull Basic
        HEAD /v2/team/app/blobs/DIGEST Bearer
        GET /token?service=fake&scope=repository:team/app:pull,push&scope=repository:noetl/server:pull Basic
        POST /v2/team/app/blobs/uploads/?mount=DIGEST&from=noetl/server Bearer";
    assert_eq!(fake.log(), lines(&fake, expected));
    assert_eq!(fake.blob_of("team/app", layer().digest.as_str()).unwrap(), BYTES);
}

#[test]
fn a_mount_that_is_answered_by_an_upload_goes_on_with_that_upload() {
    let fake = FakeRegistry::start(Guard::Open);
    fake.content(|content| content.no_mounts = true);
    assert_eq!(push(&client(), &fake.other("team/app"), Some(&fake.repository())), Ok(BlobPush::Sent));
    let expected = "HEAD /v2/team/app/blobs/DIGEST -
        POST /v2/team/app/blobs/uploads/?mount=DIGEST&from=noetl/server -
        PUT /v2/team/app/blobs/uploads/1?_state=x%2Fy&digest=DIGEST -";
    assert_eq!(fake.log(), lines(&fake, expected));
}

#[test]
fn a_mount_that_is_refused_is_no_failure() {
    let fake = FakeRegistry::start(Guard::Token { basic: None, refresh: None });
    // The token server gives nothing where one of the scopes is not allowed.
    let sent = push(&client(), &fake.repository(), Some(&fake.other("forbidden/base")));
    assert_eq!(sent, Ok(BlobPush::Sent));
    let open = FakeRegistry::start(Guard::Open);
    for (status, code) in [(404, "NAME_UNKNOWN"), (405, "UNSUPPORTED"), (403, "DENIED")] {
        open.fail([Fault::Fine, Fault::Status(status, code, None)]);
        let target = open.other(&format!("team/app{status}"));
        assert_eq!(push(&client(), &target, Some(&open.repository())), Ok(BlobPush::Sent));
        open.log();
    }
    // A neighbour of another registry is none.
    assert_eq!(push(&client(), &open.repository(), Some(&fake.repository())), Ok(BlobPush::Sent));
    assert!(open.log().iter().all(|line| !line.contains("mount")));
}

#[test]
fn an_upload_that_breaks_is_begun_anew_and_one_whose_answer_was_lost_is_not() {
    let fake = FakeRegistry::start(Guard::Open);
    fake.fail([Fault::Fine, Fault::Fine, Fault::Reset, Fault::Fine, Fault::Fine, Fault::Fine, Fault::Status(503, "UNAVAILABLE", None)]);
    assert_eq!(push(&client(), &fake.repository(), None), Ok(BlobPush::Sent));
    let methods: Vec<_> = fake.log().iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(methods.join(" "), "HEAD POST PUT DELETE HEAD POST PUT DELETE HEAD POST PUT");
    assert_eq!(fake.open_uploads(), 0);

    let fake = FakeRegistry::start(Guard::Open);
    // It arrives, and the answer does not.
    fake.fail([Fault::Fine, Fault::Fine, Fault::Slow(std::time::Duration::from_secs(2))]);
    let quick = Client::new(Settings { read_timeout: std::time::Duration::from_millis(100), ..settings() }).unwrap();
    assert_eq!(push(&quick, &fake.repository(), None), Ok(BlobPush::Sent));
    let puts = fake.log().iter().filter(|line| line.starts_with("PUT")).count();
    assert_eq!(puts, 1);

    let fake = FakeRegistry::start(Guard::Open);
    fake.fail((0..30).map(|at| if at % 4 == 2 { Fault::Status(500, "UNKNOWN", None) } else { Fault::Fine }));
    let failed = told(&fake, push(&client(), &fake.repository(), None));
    assert!(failed.starts_with("refused 500 UNKNOWN | PUT blob HOST/noetl/server@sha256:"), "{failed}");
    assert_eq!(fake.log().iter().filter(|line| line.starts_with("PUT")).count(), 3);
}

#[test]
fn parts_go_up_where_that_is_set_and_never_to_who_drops_them() {
    let fake = FakeRegistry::start(Guard::Open);
    let access = RegistryAccess { upload: Upload::Parts { size: 8 }, ..RegistryAccess::default() };
    let http = RegistryAccess { protocol: archwright_oci::registry::Protocol::Http, ..access };
    let client = Client::new(Settings { registries: [(fake.registry(), http)].into(), ..settings() }).unwrap();
    assert_eq!(push(&client, &fake.repository(), None), Ok(BlobPush::Sent));
    assert_eq!(fake.content(|content| std::mem::take(&mut content.sent)), ["PATCH 8 0-7", "PATCH 8 8-15", "PATCH 4 16-19", "PUT 0 -"]);

    fake.forget(layer().digest.as_str());
    fake.fail([Fault::Fine, Fault::Header("oci-chunk-min-length", "16".into())]);
    assert_eq!(push(&client, &fake.repository(), None), Ok(BlobPush::Sent));
    assert_eq!(fake.content(|content| std::mem::take(&mut content.sent)), ["PATCH 16 0-15", "PATCH 4 16-19", "PUT 0 -"]);

    fake.forget(layer().digest.as_str());
    fake.content(|content| content.no_parts = true);
    let failed = told(&fake, push(&client, &fake.repository(), None));
    assert!(failed.ends_with("it answers 201 to a part: it takes blobs whole only"), "{failed}");
    assert_eq!(fake.open_uploads(), 0);
}

#[test]
fn content_that_is_not_what_it_says_never_arrives() {
    let fake = FakeRegistry::start(Guard::Open);
    let (client, target) = (client(), fake.repository());
    let push = |bytes: &'static [u8]| told(&fake, client.push_blob(&target, &layer(), None, &move || Ok(Box::new(bytes))));
    assert!(push(b"short").ends_with("what was to be pushed cannot be read: it ends after 5 of 20 bytes"));
    assert!(push(b"twenty bytes of else").starts_with("refused 400 DIGEST_INVALID | PUT blob HOST/noetl/server@sha256:"));
    let absent = client.push_blob(&target, &layer(), None, &|| Err(io::Error::new(ErrorKind::NotFound, "no file a.tar")));
    assert!(told(&fake, absent).ends_with("what was to be pushed cannot be read: no file a.tar"));
    assert_eq!(fake.open_uploads(), 0);
}

#[test]
fn no_credential_and_no_open_text_goes_where_an_upload_is_sent_to() {
    let elsewhere = FakeRegistry::start(Guard::Open);
    elsewhere.content(|content| content.uploads.insert(1, Vec::new()));
    let fake = FakeRegistry::start(Guard::Basic(ME));
    fake.upload_at(elsewhere.url("/v2/noetl/server/blobs/uploads/1?_state=x%2Fy"));
    let client = client_with(&format!(r#"{{"auths":{{"{}":{{"auth":"{ME}"}}}}}}"#, fake.registry()));
    assert_eq!(push(&client, &fake.repository(), None), Ok(BlobPush::Sent));
    let digest = layer().digest;
    assert_eq!(elsewhere.log(), [format!("PUT /v2/noetl/server/blobs/uploads/1?_state=x%2Fy&digest={digest} -")]);
}

#[test]
fn a_blob_is_streamed_from_one_registry_into_another() {
    let (source, target) = (FakeRegistry::start(Guard::Open), FakeRegistry::start(Guard::Open));
    let client = client();
    let copy = || client.copy_blob(&source.repository(), &target.other("team/app"), &layer());
    let absent = told(&source, copy());
    assert!(absent.contains("what was to be pushed cannot be read: HOST/noetl/server has no blob sha256:"), "{absent}");
    source.blob(layer().digest.as_str(), BYTES);
    source.fail([Fault::Status(403, "DENIED", None)]);
    let refused = told(&source, copy());
    assert!(refused.starts_with("not-authorised | GET blob HOST/noetl/server@sha256:"), "{refused}");
    source.fail([Fault::Cut]);
    assert_eq!(copy(), Ok(BlobPush::Sent));
    assert_eq!(target.blob_of("team/app", layer().digest.as_str()).unwrap(), BYTES);
    assert_eq!(target.open_uploads(), 0);
}

#[test]
fn a_blob_is_read_as_a_stream_and_taken_up_where_it_broke() {
    let fake = FakeRegistry::start(Guard::Token { basic: None, refresh: None });
    let (client, repository, blob) = (client(), fake.repository(), layer().digest);
    let read = |client: &Client, blob: &Digest| -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        client.open_blob(&repository, blob).unwrap().unwrap().read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    assert!(client.open_blob(&repository, &blob).unwrap().is_none());
    fake.blob(blob.as_str(), BYTES);
    assert_eq!(read(&client, &blob).unwrap(), BYTES);
    fake.log();
    fake.fail([Fault::Cut, Fault::Cut]);
    fake.revoke_tokens();
    fake.fail([Fault::Fine, Fault::Cut]);
    assert_eq!(read(&client, &blob).unwrap(), BYTES);
    fake.content(|content| content.no_ranges = true);
    fake.fail([Fault::Cut]);
    assert_eq!(read(&client, &blob).unwrap(), BYTES);

    fake.fail((0..3).map(|_| Fault::Cut));
    let error = read(&client, &blob).unwrap_err();
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<RegistryError>()).unwrap();
    assert!(told(&fake, Err::<(), _>(inner.clone())).contains("is unreachable"), "{error}");

    fake.fail([Fault::OtherBody(b"twenty bytes of else".to_vec())]);
    let error = read(&client, &blob).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    assert!(error.get_ref().unwrap().is::<ContentError>(), "{error}");
}
