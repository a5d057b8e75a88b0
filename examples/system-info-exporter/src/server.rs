//! The HTTP server.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use tiny_http::{Header, Request, Response, Server};

use crate::routes;
use crate::{ARCH, VERSION};

/// Serves until a signal ends the process, and returns only if it cannot.
pub fn run(port: u16) -> ServeError {
    let error = |reason: String| ServeError { port, reason };
    if let Err(reason) = exit_on_signals() {
        return error(reason.to_string());
    }
    let server = match Server::http(("0.0.0.0", port)) {
        Ok(server) => server,
        Err(reason) => return error(reason.to_string()),
    };
    eprintln!("system-info-exporter: {VERSION} ({ARCH}) listens on http://{}", server.server_addr());
    loop {
        match server.recv() {
            Ok(request) => respond(request),
            Err(reason) => return error(reason.to_string()),
        }
    }
}

/// Lets SIGTERM and SIGINT end the process with status 0.
///
/// The kernel ignores them for process 1 of a container unless they are handled: stopping would wait for SIGKILL.
fn exit_on_signals() -> io::Result<()> {
    let always = Arc::new(AtomicBool::new(true));
    for signal in [SIGTERM, SIGINT] {
        flag::register_conditional_shutdown(signal, 0, Arc::clone(&always))?;
    }
    Ok(())
}

fn respond(request: Request) {
    let answer = routes::answer(request.method(), request.url(), Path::new("/proc"));
    let mut response = Response::from_string(answer.body).with_status_code(answer.status);
    if let Ok(header) = Header::from_bytes("Content-Type", answer.content_type) {
        response = response.with_header(header);
    }
    // The scraper went away: nobody is left to tell.
    let _ = request.respond(response);
}

/// The server cannot listen, or no longer.
#[derive(Debug)]
pub struct ServeError {
    port: u16,
    reason: String,
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "failed to serve on port {}: {}", self.port, self.reason)
    }
}
