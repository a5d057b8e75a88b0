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
    /// How often a request is sent in all.
    pub tries: u32,
    /// The longest `Retry-After` that we wait for; a longer one is a failure at once.
    pub longest_wait: Duration,
}

/// Everything that is tried again. All our requests can be repeated: GET, HEAD, PUT by digest or tag, token requests, and the
/// beginning of an upload, which a registry forgets by itself.
/// Any other status, a certificate that is not trusted and wrong content are never tried again.
pub const RETRIES: [RetryRule; 4] = [
    RetryRule { class: RetryClass::Connection, tries: 3, longest_wait: Duration::ZERO },
    RetryRule { class: RetryClass::Timeout, tries: 3, longest_wait: Duration::ZERO },
    RetryRule { class: RetryClass::RateLimited, tries: 3, longest_wait: Duration::from_secs(60) },
    RetryRule { class: RetryClass::ServerError, tries: 3, longest_wait: Duration::from_secs(60) },
];

fn class_of(result: &Result<Response, Fault>) -> Option<RetryClass> {
    match result {
        Ok(response) => match response.status {
            429 => Some(RetryClass::RateLimited),
            500 | 502 | 503 | 504 => Some(RetryClass::ServerError),
            _ => None,
        },
        Err(Fault::Connection(_)) => Some(RetryClass::Connection),
        Err(Fault::Timeout(_)) => Some(RetryClass::Timeout),
        Err(Fault::Permanent(_) | Fault::BadContent(_) | Fault::Interrupted) => None,
    }
}

/// Sends until it succeeds, fails for good, or the table says that it is enough; gives the last result.
pub(super) fn run(pause: Duration, cancelled: &AtomicBool, mut send: impl FnMut() -> Result<Response, Fault>) -> Result<Response, Fault> {
    let mut tries = 0;
    loop {
        if cancelled.load(Ordering::Relaxed) {
            return Err(Fault::Interrupted);
        }
        let result = send();
        tries += 1;
        let Some(rule) = class_of(&result).and_then(|class| RETRIES.iter().find(|rule| rule.class == class)) else { return result };
        let asked = result.as_ref().ok().and_then(Response::retry_after);
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
        let result = run(Duration::ZERO, &cancelled, || panic!("sent"));
        assert!(matches!(result, Err(Fault::Interrupted)));
    }
}
