use super::{client, client_with, told};
use crate::support::{FakeRegistry, Fault, Guard};

const ME: &str = "bWU6c2VjcmV0";

#[test]
fn an_upload_is_begun_and_cancelled() {
    let fake = FakeRegistry::start(Guard::Token { basic: Some(ME), refresh: None });
    let client = client_with(&format!(r#"{{"auths":{{"{}":{{"auth":"{ME}"}}}}}}"#, fake.registry()));
    client.check_push(&fake.repository()).unwrap();
    assert_eq!(fake.open_uploads(), 0);
    let uploads = "/v2/noetl/server/blobs/uploads";
    assert_eq!(
        fake.log(),
        [
            format!("POST {uploads}/ -"),
            "GET /token?service=fake&scope=repository:noetl/server:pull,push Basic".into(),
            format!("POST {uploads}/ Bearer"),
            format!("DELETE {uploads}/1?_state=x%2Fy Bearer"),
        ]
    );
}

#[test]
fn a_refusal_is_told_as_what_it_is() {
    let fake = FakeRegistry::start(Guard::Open);
    for (status, code, expected) in [
        (401, "UNAUTHORIZED", "not-authorised | push to HOST/noetl/server: not authorised at HOST: 401"),
        (403, "DENIED", "not-authorised | push to HOST/noetl/server: not authorised at HOST: 403 DENIED: denied"),
        (404, "NAME_UNKNOWN", "refused 404 NAME_UNKNOWN | push to HOST/noetl/server: 404 NAME_UNKNOWN: name unknown"),
        (405, "UNSUPPORTED", "refused 405 UNSUPPORTED | push to HOST/noetl/server: 405 UNSUPPORTED: unsupported"),
    ] {
        fake.fail([Fault::Status(status, code, None)]);
        let told = told(&fake, client().check_push(&fake.repository()));
        assert!(told.starts_with(expected), "{told}");
    }
}

#[test]
fn an_upload_that_cannot_be_cancelled_changes_nothing_and_no_credential_follows_it_elsewhere() {
    let elsewhere = FakeRegistry::start(Guard::Open);
    let fake = FakeRegistry::start(Guard::Basic(ME));
    let client = client_with(&format!(r#"{{"auths":{{"{}":{{"auth":"{ME}"}}}}}}"#, fake.registry()));
    fake.fail([Fault::Fine, Fault::Fine, Fault::Status(500, "UNKNOWN", None)]);
    client.check_push(&fake.repository()).unwrap();
    assert_eq!(fake.log().len(), 3, "a cancellation is not tried again");

    fake.upload_at(elsewhere.url("/v2/noetl/server/blobs/uploads/1?_state=x%2Fy"));
    client.check_push(&fake.repository()).unwrap();
    assert_eq!(elsewhere.log(), ["DELETE /v2/noetl/server/blobs/uploads/1?_state=x%2Fy -"]);
}
