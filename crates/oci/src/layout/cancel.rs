//! Reading that ends when whoever asked for it no longer wants it.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{error, fmt};

/// A flag that somebody else raises; a layout that was given none goes on to the end.
#[derive(Debug, Clone, Default)]
pub(super) struct Cancel(Arc<AtomicBool>);

impl Cancel {
    pub(super) fn by(flag: Arc<AtomicBool>) -> Self {
        Self(flag)
    }

    /// A reader that fails with [`Cancelled`] once the flag is up.
    pub(super) fn watch<R: Read>(&self, reader: R) -> Watched<'_, R> {
        Watched { reader, flag: &self.0 }
    }
}

/// See [`Cancel::watch`].
pub(super) struct Watched<'a, R> {
    reader: R,
    flag: &'a AtomicBool,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Not as `ErrorKind::Interrupted`: every loop over a reader tries that again.
        if self.flag.load(Ordering::Relaxed) { Err(io::Error::other(Cancelled)) } else { self.reader.read(buffer) }
    }
}

/// What a watched reader fails with.
#[derive(Debug)]
pub(super) struct Cancelled;

impl Cancelled {
    pub(super) fn is_in(error: &io::Error) -> bool {
        let Some(inner) = error.get_ref() else { return false };
        inner.is::<Self>()
    }
}

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl error::Error for Cancelled {}

#[cfg(test)]
mod tests {
    use super::{Cancel, Cancelled};
    use crate::digest::{check_reader, sha256};
    use std::io::{self, Read};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Never at its end; raises the flag while it is read for the third time.
    struct Endless(Arc<AtomicBool>, u32);

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 += 1;
            assert!(self.1 <= 3, "it is read on");
            self.0.store(self.1 == 3, Ordering::Relaxed);
            Ok(buffer.len())
        }
    }

    #[test]
    fn hashing_ends_in_the_middle_of_a_blob() {
        let flag = Arc::new(AtomicBool::new(false));
        let cancel = Cancel::by(Arc::clone(&flag));
        let error = check_reader(cancel.watch(Endless(flag, 0)), &sha256(b"")).unwrap_err();
        assert!(Cancelled::is_in(&error), "{error}");
    }
}
