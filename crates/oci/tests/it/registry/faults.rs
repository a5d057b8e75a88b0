use super::{client, settings, tagged, told};
use crate::support::{FakeRegistry, Fault, Guard};
use archwright_oci::registry::{Client, Settings};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// Reads a manifest with these faults in the way; the outcome, and how often it was asked for.
#[track_caller]
fn check(faults: impl IntoIterator<Item = Fault>, expected: &str, requests: usize) {
    let fake = FakeRegistry::start(Guard::Open);
    let image = tagged(&fake);
    fake.fail(faults);
    let told = told(&fake, client().manifest(&image));
    assert_eq!(told.replace("GET manifest HOST/noetl/server:1: ", ""), expected);
    assert_eq!(fake.log().len(), requests);
}

#[test]
fn faults_that_pass_are_tried_again() {
    for status in [500, 502, 503, 504, 429] {
        check([Fault::Status(status, "UNKNOWN", None), Fault::Status(status, "UNKNOWN", None)], "ok", 3);
    }
    check([Fault::Reset, Fault::Reset], "ok", 3);
    check([Fault::Cut], "ok", 2);
    check([Fault::Reset, Fault::Status(503, "UNAVAILABLE", Some("0"))], "ok", 3);
}

#[test]
fn a_registry_that_hangs_is_asked_again() {
    let fake = FakeRegistry::start(Guard::Open);
    let image = tagged(&fake);
    fake.fail([Fault::Slow(Duration::from_secs(20))]);
    let client = Client::new(Settings { read_timeout: Duration::from_secs(1), ..settings() }).unwrap();
    let start = Instant::now();
    assert!(client.manifest(&image).unwrap().is_some());
    assert!(start.elapsed() < Duration::from_secs(15));
}

#[test]
fn after_three_tries_it_is_a_failure_with_a_name() {
    let server_error = || Fault::Status(500, "UNKNOWN", None);
    check([server_error(), server_error(), server_error()], "refused 500 UNKNOWN | 500 UNKNOWN: unknown", 3);
    let limited = || Fault::Status(429, "TOOMANYREQUESTS", None);
    check([limited(), limited(), limited()], "rate-limited | HOST limits the rate: 429 TOOMANYREQUESTS: toomanyrequests", 3);
    check(
        [Fault::Status(429, "TOOMANYREQUESTS", Some("3600"))],
        "rate-limited | HOST limits the rate: 429 TOOMANYREQUESTS: toomanyrequests; it asks to wait 3600 s",
        1,
    );
    check([Fault::Reset, Fault::Reset, Fault::Reset], "unreachable | HOST is unreachable: Peer disconnected", 3);
}

#[test]
fn a_refusal_is_final() {
    for (status, code, expected) in [
        (400, "MANIFEST_INVALID", "refused 400 MANIFEST_INVALID | 400 MANIFEST_INVALID: manifest invalid"),
        (418, "X", "refused 418 X | 418 X: x"),
        (501, "UNSUPPORTED", "refused 501 UNSUPPORTED | 501 UNSUPPORTED: unsupported"),
        (403, "DENIED", "not-authorised | not authorised at HOST: 403 DENIED: denied"),
    ] {
        check([Fault::Status(status, code, None)], expected, 1);
    }
}

#[test]
fn retry_after_is_kept() {
    let fake = FakeRegistry::start(Guard::Open);
    let image = tagged(&fake);
    fake.fail([Fault::Status(429, "TOOMANYREQUESTS", Some("1"))]);
    let start = Instant::now();
    assert!(client().manifest(&image).unwrap().is_some());
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[test]
fn nobody_at_home_is_unreachable() {
    let fake = FakeRegistry::start(Guard::Open);
    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let image = format!("{}/a:1", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    assert!(told(&fake, client().manifest(&image)).starts_with("unreachable | GET manifest 127.0.0.1:"));
}

#[test]
fn cancelling_ends_a_request_in_flight_and_every_later_one() {
    let fake = FakeRegistry::start(Guard::Open);
    let image = tagged(&fake);
    fake.fail([Fault::Slow(Duration::from_secs(20))]);
    let client = Arc::new(Client::new(Settings { read_timeout: Duration::from_secs(20), ..settings() }).unwrap());
    let start = Instant::now();
    let running = thread::spawn({
        let (client, image) = (Arc::clone(&client), image.clone());
        move || client.manifest(&image)
    });
    while fake.log().is_empty() {
        thread::sleep(Duration::from_millis(5));
    }
    client.cancel();
    let expected = "interrupted | GET manifest HOST/noetl/server:1: interrupted";
    assert_eq!(told(&fake, running.join().unwrap()), expected);
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(told(&fake, client.manifest(&image)), expected);
}
