//! Registries that keep blobs elsewhere, and send whoever asks there.

use super::{client, told};
use crate::support::{FakeRegistry, Fault, Guard};
use archwright_oci::digest;

/// Asks for a blob whose storage answers like that; the outcome, and what storage was asked.
#[track_caller]
fn check(answers: impl IntoIterator<Item = Fault>, expected: &str, asked: &[&str]) {
    let (fake, storage) = (FakeRegistry::start(Guard::Open), FakeRegistry::start(Guard::Open));
    let blob = digest::sha256(b"blob");
    let path = format!("/v2/noetl/server/blobs/{blob}");
    storage.blob(blob.as_str(), b"blob");
    storage.fail(answers);
    fake.fail([Fault::Redirect(storage.url(&path)), Fault::Redirect(storage.url(&path))]);
    let outcome = match client().blob_exists(&fake.repository(), &blob) {
        Ok(info) => format!("{:?}", info.map(|info| info.size)),
        Err(error) => told(&fake, Err::<(), _>(error)).replace(&format!("noetl/server@{blob}"), "BLOB"),
    };
    assert_eq!(outcome, expected);
    let log: Vec<_> = storage.log().iter().map(|line| line.replace(&path, "BLOB")).collect();
    assert_eq!(log, asked);
}

fn status(status: u16) -> Fault {
    Fault::Status(status, "X", None)
}

#[test]
fn storage_that_answers_is_asked_once() {
    check([], "Some(Some(4))", &["HEAD BLOB -"]);
    check([status(404)], "None", &["HEAD BLOB -"]);
}

/// What is signed for GET only says nothing of whether the blob is there.
#[test]
fn storage_that_refuses_to_be_asked_is_read_from() {
    let both = ["HEAD BLOB -", "GET BLOB -"];
    for refusal in [403, 405] {
        check([status(refusal)], "Some(Some(4))", &both);
        check([status(refusal), status(404)], "None", &both);
    }
    let unreadable = "refused 403  | GET blob HOST/BLOB: HOST keeps it at 127.0.0.1, which answers 403: it cannot be read";
    check([status(403), status(403)], unreadable, &both);
    check([status(405), status(204)], "refused 204  | GET blob HOST/BLOB: 204", &both);
    check([status(403), status(418)], "refused 418  | GET blob HOST/BLOB: 418", &both);
}

#[test]
fn storage_that_wants_credentials_gets_none() {
    check(
        [status(401)],
        "refused 401  | HEAD blob HOST/BLOB: HOST keeps it at 127.0.0.1, which answers 401: it cannot be read",
        &["HEAD BLOB -"],
    );
}
