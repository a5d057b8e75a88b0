use super::{client, client_with, settings, tagged, told};
use crate::support::{FakeRegistry, Fault, Guard};
use archwright_oci::Document;
use archwright_oci::registry::{Client, CredentialHelper, DockerConfig, Settings};
use std::sync::Arc;

/// `me:secret`.
const ME: &str = "bWU6c2VjcmV0";

fn config(fake: &FakeRegistry, entry: &str) -> String {
    format!(r#"{{"auths":{{"{}":{entry}}}}}"#, fake.registry())
}

#[test]
fn basic_credentials_go_along_from_the_second_request_on() {
    let fake = FakeRegistry::start(Guard::Basic(ME));
    let image = tagged(&fake);
    let client = client_with(&config(&fake, &format!(r#"{{"auth":"{ME}"}}"#)));
    assert!(client.manifest(&image).unwrap().is_some());
    assert!(client.head(&image).unwrap().is_some());
    let manifest = "/v2/noetl/server/manifests/1";
    assert_eq!(fake.log(), [format!("GET {manifest} -"), format!("GET {manifest} Basic"), format!("HEAD {manifest} Basic")]);

    let wrong = client_with(&config(&fake, r#"{"username":"me","password":"wrong"}"#));
    let expected = "not-authorised | GET manifest HOST/noetl/server:1: not authorised at HOST: 401 UNAUTHORIZED: unauthorized; the credentials in the docker config were refused";
    assert_eq!(told(&fake, wrong.manifest(&image)), expected);
}

#[test]
fn tokens_are_kept_per_scope_and_renewed() {
    let fake = FakeRegistry::start(Guard::Token { basic: Some(ME), refresh: None });
    let image = tagged(&fake);
    let client = client_with(&config(&fake, &format!(r#"{{"auth":"{ME}"}}"#)));
    assert!(client.manifest(&image).unwrap().is_some());
    assert!(client.head(&image).unwrap().is_some());
    let token = |actions: &str| format!("GET /token?service=fake&scope=repository:noetl/server:{actions} Basic");
    let manifest = "/v2/noetl/server/manifests/1";
    assert_eq!(
        fake.log(),
        [format!("GET {manifest} -"), token("pull"), format!("GET {manifest} Bearer"), format!("HEAD {manifest} Bearer")]
    );

    let document = client.manifest(&image).unwrap().unwrap();
    fake.log();
    client.put_by_digest(&fake.repository(), &document).unwrap();
    let by_digest = format!("/v2/noetl/server/manifests/{}", document.digest());
    assert_eq!(fake.log(), [token("pull,push"), format!("PUT {by_digest} Bearer")]);

    fake.revoke_tokens();
    assert!(client.manifest(&image).unwrap().is_some());
    assert_eq!(fake.log(), [format!("GET {manifest} Bearer"), token("pull"), format!("GET {manifest} Bearer")]);
}

#[test]
fn anonymous_tokens_and_refresh_tokens() {
    let open = FakeRegistry::start(Guard::Token { basic: None, refresh: None });
    assert!(client().manifest(&tagged(&open)).unwrap().is_some());

    let fake = FakeRegistry::start(Guard::Token { basic: None, refresh: Some("r3fr%2Bsh") });
    let image = tagged(&fake);
    let client = client_with(&config(&fake, r#"{"identitytoken":"r3fr+sh"}"#));
    assert!(client.manifest(&image).unwrap().is_some());
    assert_eq!(fake.log()[1], "POST /token -");
    let expected = "not-authorised | GET manifest HOST/noetl/server:1: not authorised at HOST: the token server answered 401; there are no credentials for it in the docker config";
    assert_eq!(told(&fake, super::client().manifest(&image)), expected);
}

/// A helper that always fails, or does not know.
struct Helper(&'static str);

impl CredentialHelper for Helper {
    fn get(&self, _helper: &str, _server: &str) -> Result<String, String> {
        Err(self.0.into())
    }
}

#[test]
fn a_failed_helper_is_never_an_anonymous_request() {
    let fake = FakeRegistry::start(Guard::Token { basic: None, refresh: None });
    let image = tagged(&fake);
    let with = |answer| {
        let docker_config = DockerConfig::parse(r#"{"credsStore":"osxkeychain"}"#).unwrap();
        Client::new(Settings { docker_config, helper: Arc::new(Helper(answer)), ..settings() }).unwrap()
    };
    let failed = told(&fake, with("keychain is locked").manifest(&image));
    assert!(
        failed.starts_with("not-authorised | ") && failed.contains("`docker-credential-osxkeychain` failed: keychain is locked"),
        "{failed}"
    );
    assert_eq!(fake.log(), ["GET /v2/noetl/server/manifests/1 -"]);
    assert!(with("credentials not found in native keychain").manifest(&image).unwrap().is_some());
}

#[test]
fn no_credential_follows_a_redirect_to_another_host() {
    let storage = FakeRegistry::start(Guard::Open);
    let fake = FakeRegistry::start(Guard::Basic(ME));
    let blob = archwright_oci::digest::sha256(b"blob");
    storage.blob(blob.as_str(), b"blob");
    fake.blob(blob.as_str(), b"blob");
    let client = client_with(&config(&fake, &format!(r#"{{"auth":"{ME}"}}"#)));
    let path = format!("/v2/noetl/server/blobs/{blob}");
    fake.fail([Fault::Fine, Fault::Redirect(storage.url(&path)), Fault::Redirect(fake.url(&path))]);
    assert_eq!(client.small_blob(&fake.repository(), &blob, 10).unwrap().unwrap(), b"blob");
    assert_eq!(storage.log(), [format!("GET {path} -")]);
    // On the same host it goes along.
    fake.log();
    assert_eq!(client.small_blob(&fake.repository(), &blob, 10).unwrap().unwrap(), b"blob");
    assert_eq!(fake.log(), [format!("GET {path} Basic"), format!("GET {path} Basic")]);
    // A document never follows a redirect of its PUT.
    fake.fail([Fault::Redirect(storage.url("/x"))]);
    let document = Document::parse(super::INDEX.as_bytes(), None).unwrap();
    assert!(told(&fake, client.put_by_digest(&fake.repository(), &document)).starts_with("refused 307"));
    assert_eq!(storage.log(), Vec::<String>::new());
}
