//! The lines of a child's pipes as they come: both are drained at once, and what nobody has taken yet is bounded.

use std::{
    io::{BufRead as _, BufReader, PipeReader, Read as _},
    sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender},
    thread,
    time::Duration,
};

/// Which pipe a line came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// How many lines wait at most until they are taken; whoever writes more waits as well.
const WAITING: usize = 256;

/// The longest line, in bytes; what is longer goes on in the next. Cargo's metadata of a large workspace is one line.
const LONGEST: u64 = 32 << 20;

/// The lines of both pipes.
pub(super) struct Lines(Receiver<(Stream, String)>);

/// What became of waiting for a line.
#[derive(Debug)]
pub(super) enum Next {
    /// One came.
    Line(Stream, String),
    /// Nothing came for a while.
    Silence,
    /// Nothing will come.
    Closed,
}

impl Lines {
    pub(super) fn of(stdout: PipeReader, stderr: PipeReader) -> Self {
        let (sender, receiver) = mpsc::sync_channel(WAITING);
        for (pipe, stream) in [(stdout, Stream::Stdout), (stderr, Stream::Stderr)] {
            let sender = sender.clone();
            // Not waited for: it hangs as long as somebody who left the group holds the other end. It ends with the next line
            // once nobody takes lines any more.
            thread::spawn(move || forward(pipe, stream, &sender));
        }
        Self(receiver)
    }

    /// The next line, waited for so long at most.
    pub(super) fn next(&self, patience: Duration) -> Next {
        match self.0.recv_timeout(patience) {
            Ok((stream, line)) => Next::Line(stream, line),
            Err(RecvTimeoutError::Timeout) => Next::Silence,
            Err(RecvTimeoutError::Disconnected) => Next::Closed,
        }
    }
}

/// Sends each line of a pipe; what is no UTF-8 is shown as well as it can be.
fn forward(pipe: PipeReader, stream: Stream, sender: &SyncSender<(Stream, String)>) {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while let Ok(1..) = reader.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
        let text = String::from_utf8_lossy(&line);
        if sender.send((stream, text.trim_end_matches(['\n', '\r']).to_owned())).is_err() {
            return;
        }
        line.clear();
    }
}
