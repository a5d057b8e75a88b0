//! zstd of several frames (RFC 8878, section 3): each after the other, skippable ones passed over, checksums compared.

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use std::io::{self, BufRead, Read};

/// As much as `zstd --ultra --long` asks for by itself, and as other decoders take unasked.
const WINDOW: u64 = 128 << 20;

/// What comes out of all frames.
pub(crate) struct Decoder<R> {
    reader: R,
    frame: FrameDecoder,
    /// Whether a frame was begun and is not yet checked.
    open: bool,
}

impl<R: BufRead> Decoder<R> {
    pub(super) fn new(reader: R) -> Self {
        let mut frame = FrameDecoder::new();
        frame.set_max_window_size(WINDOW);
        Self { reader, frame, open: false }
    }

    /// Begins the next frame that holds something; `false` at the end.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.reader.fill_buf()?.is_empty() {
            match self.frame.reset(&mut self.reader) {
                Ok(()) => {
                    self.open = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let length = u64::from(length);
                    if io::copy(&mut self.reader.by_ref().take(length), &mut io::sink())? != length {
                        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "in a skippable frame of zstd"));
                    }
                }
                Err(error) => return Err(fault(&error)),
            }
        }
        Ok(false)
    }

    /// Ends a frame, whose content was all read.
    fn end(&mut self) -> io::Result<()> {
        self.open = false;
        match (self.frame.get_checksum_from_data(), self.frame.get_calculated_checksum()) {
            (Some(said), Some(found)) if said != found => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum of a zstd frame is not that of its content"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.open && !self.begin()? {
                return Ok(0);
            }
            while self.frame.can_collect() == 0 && !self.frame.is_finished() {
                self.frame.decode_blocks(&mut self.reader, BlockDecodingStrategy::UptoBlocks(1)).map_err(|error| fault(&error))?;
            }
            let read = self.frame.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            self.end()?;
        }
    }
}

/// The decoder's own errors. One of the reader, inside of them, is kept by whoever reads.
fn fault(error: &FrameDecoderError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("zstd: {error}"))
}
