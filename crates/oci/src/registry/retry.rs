//! What is tried again: one table.

use super::response::Response;
use super::transport::Fault;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// A class of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryClass {
    /// The connection was refused, cut or reset, or the name did not resolve.
    Connection,
    /// No answer in time.
    Timeout,
    /// Status 429.
    RateLimited,
    /// Status 500, 502, 503 or 504.
    ServerError,
}

/// How a class is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryRule {
    /// The class.
    pub class: RetryClass,
    /// What belongs to it, in words.
    pub what: &'static str,
    /// How often a request is sent in all.
    pub tries: u32,
    /// The longest `Retry-After` that we wait for; a longer one is a failure at once.
    pub longest_wait: Duration,
}

/// Everything that is tried again. All our requests can be repeated: GET, HEAD, PUT by digest or tag, token requests, and the
/// beginning of an upload, which a registry forgets by itself. An upload is begun anew as a whole, a blob that is read as a stream
/// is taken up where it broke.
pub const RETRIES: [RetryRule; 4] = [
    RetryRule {
        class: RetryClass::Connection,
        what: "connection refused, cut or reset, an answer that ends too early, a name that does not resolve",
        tries: 3,
        longest_wait: Duration::ZERO,
    },
    RetryRule { class: RetryClass::Timeout, what: "no answer, or no byte of it, in time", tries: 3, longest_wait: Duration::ZERO },
    RetryRule { class: RetryClass::RateLimited, what: "429", tries: 3, longest_wait: Duration::from_secs(60) },
    RetryRule { class: RetryClass::ServerError, what: "500, 502, 503, 504", tries: 3, longest_wait: Duration::from_secs(60) },
];

/// What is never tried again, because it would be the same.
pub const NEVER_RETRIED: [&str; 5] = [
    "401, 403 and `DENIED`, after the one challenge that is answered",
    "any other status: 400, 404, 405, 409, 413, 501",
    "a certificate that is not trusted, a proxy that refuses, a redirect to nowhere or from https to http",
    "content that is not what it should be: another digest, another media type, more bytes than are read",
    "anything after Ctrl-C",
];

/// A failure that may pass: its class, and the pause that the server asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Passing {
    pub class: RetryClass,
    pub asked: Option<Duration>,
}

/// What may pass of an answer, or of none.
pub(super) fn passing(result: &Result<Response, Fault>) -> Option<Passing> {
    let class = match result {
        Ok(response) => return passing_answer(response),
        Err(Fault::Connection(_)) => RetryClass::Connection,
        Err(Fault::Timeout(_)) => RetryClass::Timeout,
        Err(Fault::Permanent(_) | Fault::BadContent(_) | Fault::Source(_) | Fault::Interrupted) => return None,
    };
    Some(Passing { class, asked: None })
}

/// What may pass of an answer.
pub(super) fn passing_answer(response: &Response) -> Option<Passing> {
    let class = match response.status {
        429 => RetryClass::RateLimited,
        500 | 502 | 503 | 504 => RetryClass::ServerError,
        _ => return None,
    };
    Some(Passing { class, asked: response.retry_after() })
}

/// Sends until it succeeds, fails for good, or the table says that it is enough; gives the last result.
pub(super) fn requests(pause: Duration, cancelled: &AtomicBool, send: impl FnMut() -> Result<Response, Fault>) -> Result<Response, Fault> {
    if cancelled.load(Ordering::Relaxed) { Err(Fault::Interrupted) } else { run(pause, cancelled, passing, send) }
}

/// Does something until it succeeds, fails for good, or the table says that it is enough; gives the last result.
pub(super) fn run<R>(pause: Duration, cancelled: &AtomicBool, passing: impl Fn(&R) -> Option<Passing>, mut once: impl FnMut() -> R) -> R {
    let mut tries = 0;
    loop {
        let result = once();
        tries += 1;
        let Some(Passing { class, asked }) = passing(&result).filter(|_| !cancelled.load(Ordering::Relaxed)) else { return result };
        let Some(rule) = RETRIES.iter().find(|rule| rule.class == class) else { return result };
        if tries >= rule.tries || asked.is_some_and(|asked| asked > rule.longest_wait) {
            return result;
        }
        sleep(asked.unwrap_or_else(|| jitter(pause.saturating_mul(1 << (tries - 1)))), cancelled);
    }
}

/// Between half and all of a pause, so that parallel requests do not come back together.
pub fn jitter(pause: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish();
    let part = u32::try_from(random % 1000).unwrap_or(0);
    pause / 2 + pause * part / 2000
}

/// Sleeps, but wakes within a moment of a cancellation.
fn sleep(pause: Duration, cancelled: &AtomicBool) {
    let end = Instant::now() + pause;
    while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        if cancelled.load(Ordering::Relaxed) {
            return;
        }
        thread::sleep(left.min(Duration::from_millis(50)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_between_half_and_all() {
        for _ in 0..100 {
            let pause = jitter(Duration::from_millis(100));
            assert!((Duration::from_millis(50)..=Duration::from_millis(100)).contains(&pause), "{pause:?}");
        }
    }

    #[test]
    fn a_cancelled_client_sends_nothing() {
        let cancelled = AtomicBool::new(true);
        let result = requests(Duration::ZERO, &cancelled, || panic!("sent"));
        assert!(matches!(result, Err(Fault::Interrupted)));
    }
}
