//! How much of a layer is read before it is called hostile.

/// Bounds on one layer. Time and memory follow from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Uncompressed bytes, holes of sparse files included.
    pub bytes: u64,
    /// Entries of the archive.
    pub entries: u64,
    /// Bytes of one path.
    pub path: usize,
    /// Bytes of all paths and of what is known of the files' code, together.
    pub facts: u64,
    /// How many bytes may come out of one that goes in, once [`Limits::free`] bytes came out.
    pub ratio: u64,
    /// So many uncompressed bytes are fine whatever the ratio.
    pub free: u64,
    /// Bytes of all texts that are kept of one layer.
    pub kept: u64,
}

impl Limits {
    /// Far beyond every layer that was made to be run: Linux takes no path of 4096 bytes, and gzip cannot pack more than 1032 bytes
    /// into one.
    pub const USUAL: Self =
        Self { bytes: 64 << 30, entries: 2_000_000, path: 4095, facts: 256 << 20, ratio: 1032, free: 1 << 30, kept: 32 << 20 };
}

impl Default for Limits {
    fn default() -> Self {
        Self::USUAL
    }
}
