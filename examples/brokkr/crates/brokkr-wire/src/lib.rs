//! What an agent tells the broker, and as much of HTTP as that takes.

mod beat;
mod http;

pub use beat::{Beat, WrongBeat};
pub use http::{Answer, Request, post};

use signal_hook::consts::{SIGINT, SIGTERM};
use std::{
    io,
    sync::{Arc, atomic::AtomicBool},
};

/// Lets SIGTERM and SIGINT end the process with status 0.
///
/// The kernel ignores them for process 1 of a container unless they are handled: stopping would wait for SIGKILL.
pub fn exit_on_signals() -> io::Result<()> {
    let always = Arc::new(AtomicBool::new(true));
    for signal in [SIGTERM, SIGINT] {
        signal_hook::flag::register_conditional_shutdown(signal, 0, Arc::clone(&always))?;
    }
    Ok(())
}
