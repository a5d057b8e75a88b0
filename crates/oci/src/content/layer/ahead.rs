//! Reading on another thread, a few pieces ahead of who takes them.

use std::io::{self, BufRead, ErrorKind, Read};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{Scope, ScopedJoinHandle};

/// How many pieces there are: being filled, waiting, or being taken. On a busy machine a thread waits long for its turn, and should
/// find enough to do then.
const PIECES: usize = 16;

/// Reads on a thread of its own, in pieces of that size; the reader is had back when what was read ahead is dropped.
pub(super) fn read<'scope, R: Read + Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    reader: R,
    piece: usize,
) -> (Ahead, ScopedJoinHandle<'scope, R>) {
    let (empty, to_fill) = mpsc::channel();
    let (filled, to_take) = mpsc::channel();
    for _ in 0..PIECES {
        // The other end is two lines above.
        drop(empty.send(vec![0; piece]));
    }
    let thread = scope.spawn(move || fill(reader, &to_fill, &filled));
    (Ahead { to_take, empty, piece: Vec::new(), length: 0, taken: 0 }, thread)
}

/// What another thread reads.
pub(super) struct Ahead {
    to_take: Receiver<io::Result<Piece>>,
    empty: Sender<Vec<u8>>,
    piece: Vec<u8>,
    length: usize,
    taken: usize,
}

struct Piece {
    bytes: Vec<u8>,
    length: usize,
}

/// Fills pieces until the end, a failure, or nobody wants them.
fn fill<R: Read>(mut reader: R, to_fill: &Receiver<Vec<u8>>, filled: &Sender<io::Result<Piece>>) -> R {
    for mut bytes in to_fill {
        let (length, ended) = fill_one(&mut reader, &mut bytes);
        if length > 0 && filled.send(Ok(Piece { bytes, length })).is_err() {
            break;
        }
        match ended {
            Some(Ok(())) => break,
            Some(Err(error)) => {
                drop(filled.send(Err(error)));
                break;
            }
            None => {}
        }
    }
    reader
}

/// How much came, and how it ended if it did.
fn fill_one(reader: &mut impl Read, bytes: &mut [u8]) -> (usize, Option<io::Result<()>>) {
    let mut length = 0;
    while length < bytes.len() {
        match reader.read(&mut bytes[length..]) {
            Ok(0) => return (length, Some(Ok(()))),
            Ok(read) => length += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return (length, Some(Err(error))),
        }
    }
    (length, None)
}

impl BufRead for Ahead {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken == self.length {
            // The thread may have ended, and needs none.
            drop(self.empty.send(std::mem::take(&mut self.piece)));
            (self.length, self.taken) = (0, 0);
            if let Ok(piece) = self.to_take.recv() {
                let Piece { bytes, length } = piece?;
                (self.piece, self.length) = (bytes, length);
            }
        }
        Ok(&self.piece[self.taken..self.length])
    }

    fn consume(&mut self, amount: usize) {
        self.taken = self.length.min(self.taken + amount);
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let read = held.len().min(buffer.len());
        buffer[..read].copy_from_slice(&held[..read]);
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    struct Failing(u32);

    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            match self.0 {
                1 => Err(ErrorKind::Interrupted.into()),
                2 | 3 => Ok(buffer.len().min(3)),
                _ => Err(io::Error::other("broken")),
            }
        }
    }

    #[test]
    fn all_bytes_come_in_order_and_the_reader_comes_back() {
        let bytes: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        thread::scope(|scope| {
            let (mut ahead, thread) = read(scope, bytes.as_slice(), 1000);
            let mut read = Vec::new();
            ahead.read_to_end(&mut read).unwrap();
            assert!(read == bytes);
            assert!(thread.join().unwrap().is_empty());
        });
    }

    #[test]
    fn what_came_before_a_failure_is_given_first() {
        thread::scope(|scope| {
            let (mut ahead, _) = read(scope, Failing(0), 100);
            let mut bytes = Vec::new();
            assert_eq!(ahead.read_to_end(&mut bytes).unwrap_err().to_string(), "broken");
            assert_eq!(bytes.len(), 6);
        });
    }

    #[test]
    fn what_has_no_end_is_not_read_on_when_nobody_wants_it() {
        thread::scope(|scope| {
            let (mut ahead, thread) = read(scope, io::repeat(7), 10);
            assert_eq!(ahead.fill_buf().unwrap(), [7; 10]);
            drop(ahead);
            thread.join().unwrap();
        });
    }
}
