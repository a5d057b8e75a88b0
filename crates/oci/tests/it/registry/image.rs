use super::{client, settings};
use crate::support::{FakeRegistry, Fault, Guard, merged, scratch};
use archwright_oci::registry::{Client, RegistryError, RegistryErrorKind, RepositorySource};
use archwright_oci::{Expectation, NoSecrets, ReadPolicy, judge, read_image};
use std::time::Duration;

fn published() -> (FakeRegistry, archwright_oci::Document) {
    let scratch = scratch();
    let (layout, index) = merged(&scratch);
    let fake = FakeRegistry::start(Guard::Token { basic: None, refresh: None });
    fake.load(&layout, &index);
    (fake, index)
}

#[test]
fn a_published_image_is_read_and_proven() {
    let (fake, index) = published();
    let (client, repository) = (client(), fake.repository());
    let root = client.manifest(&repository.pinned(index.digest())).unwrap().unwrap();
    let record = read_image(&RepositorySource::new(&client, &repository), &root, &ReadPolicy::PUBLISHED, &NoSecrets).unwrap();
    let verdict = judge(&record, &Expectation::platforms("linux/amd64,linux/arm64".parse().unwrap()));
    // It was built for another registry, as its attestations tell.
    assert_eq!(verdict.findings().iter().map(|finding| finding.id.as_str()).collect::<Vec<_>>(), ["AW150"]);
    assert_eq!(verdict.proven().unwrap().digest(), index.digest());
    // The budget: one GET per document, config and statement, one HEAD per other blob (the platforms share a layer), one token.
    let log = fake.log();
    let count = |prefix: &str| log.iter().filter(|line| line.starts_with(prefix)).count();
    assert_eq!(count("GET /token"), 1);
    assert_eq!(count("GET /v2/noetl/server/manifests"), 1 + 1 + 4);
    assert_eq!(count("GET /v2/noetl/server/blobs"), 2 + 4);
    assert_eq!(count("HEAD /v2/noetl/server/blobs"), 3 + 2);
}

#[test]
fn a_part_that_is_not_there_is_a_finding_after_the_last_attempt() {
    let (fake, index) = published();
    let arm64 = &index.index().unwrap().manifests[1];
    fake.forget(arm64.digest.as_str());
    let (client, repository) = (client(), fake.repository());
    let policy = ReadPolicy { attempts: 3, pause: Duration::from_millis(1), ..ReadPolicy::PUBLISHED };
    let record = read_image(&RepositorySource::new(&client, &repository), &index, &policy, &NoSecrets).unwrap();
    let verdict = judge(&record, &Expectation::default());
    assert!(verdict.findings().iter().any(|finding| finding.id == "AW105"), "{:?}", verdict.findings());
    assert!(verdict.proven().is_none());
    let asked = fake.log().iter().filter(|line| line.contains(arm64.digest.as_str()) && line.ends_with("Bearer")).count();
    assert_eq!(asked, 3);
}

#[test]
fn a_registry_that_refuses_is_an_error_and_no_finding() {
    let (fake, index) = published();
    let (client, repository) = (Client::new(settings()).unwrap(), fake.repository());
    fake.fail((0..20).map(|_| Fault::Status(403, "DENIED", None)));
    let error = read_image(&RepositorySource::new(&client, &repository), &index, &ReadPolicy::PUBLISHED, &NoSecrets).unwrap_err();
    let error: &RegistryError = error.place().unwrap();
    assert_eq!(error.kind(), &RegistryErrorKind::NotAuthorised);
}
