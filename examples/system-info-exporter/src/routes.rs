//! What each request is answered with. No socket here.

use std::path::Path;

use tiny_http::Method;

use crate::metrics;
use crate::procfs::Sample;

/// An answer as plain data.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub body: String,
}

/// Answers a request for `url`, with the machine's state read below `proc`.
pub fn answer(method: &Method, url: &str, proc: &Path) -> Answer {
    if !matches!(method, Method::Get | Method::Head) {
        return Answer::text(405, "only GET and HEAD are understood here");
    }
    let path = url.split_once('?').map_or(url, |(path, _)| path);
    match path {
        "/metrics" => match Sample::read(proc) {
            Ok(sample) => Answer { status: 200, content_type: metrics::CONTENT_TYPE, body: metrics::render(&sample) },
            // Prometheus then marks the scrape as failed: better than metrics that are zero.
            Err(error) => Answer::text(500, &error.to_string()),
        },
        // Alive means answering; whether the node can be read is seen in the scrapes.
        "/healthz" => Answer::text(200, "ok"),
        _ => Answer::text(404, "not found; there are /metrics and /healthz"),
    }
}

impl Answer {
    fn text(status: u16, line: &str) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: format!("{line}\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(method: Method, url: &str, status: u16, body_start: &str) {
        let proc = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proc");
        let answer = answer(&method, url, &proc);
        assert_eq!(answer.status, status, "{url}");
        assert!(answer.body.starts_with(body_start), "{url}: {}", answer.body);
    }

    #[test]
    fn each_path_has_its_answer() {
        check(Method::Get, "/metrics", 200, "# HELP system_info");
        check(Method::Head, "/metrics?format=text", 200, "# HELP system_info");
        check(Method::Get, "/healthz", 200, "ok\n");
        check(Method::Get, "/", 404, "not found");
        check(Method::Get, "/metrics/", 404, "not found");
        check(Method::Post, "/metrics", 405, "only GET");
    }

    #[test]
    fn a_node_that_cannot_be_read_fails_the_scrape_and_not_the_probe() {
        let nowhere = Path::new("/nonexistent");
        assert_eq!(answer(&Method::Get, "/metrics", nowhere).status, 500);
        assert_eq!(answer(&Method::Get, "/healthz", nowhere).status, 200);
    }
}
