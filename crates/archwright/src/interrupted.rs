//! Reading and writing of our own that ends because the run was asked to stop.

use crate::runner::Interrupt;
use std::{error, fmt, io};

/// What such an operation fails with.
#[derive(Debug)]
pub(crate) struct Interrupted;

impl Interrupted {
    /// Fails once the run was asked to stop.
    pub(crate) fn check(interrupt: &Interrupt) -> io::Result<()> {
        // Not as `ErrorKind::Interrupted`: every loop over a reader tries that again.
        if interrupt.is_raised() { Err(io::Error::other(Self)) } else { Ok(()) }
    }

    pub(crate) fn is_in(error: &io::Error) -> bool {
        let Some(inner) = error.get_ref() else { return false };
        inner.is::<Self>()
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl error::Error for Interrupted {}
