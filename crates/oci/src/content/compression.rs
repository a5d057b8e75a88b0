//! How a layer is compressed: what its media type says, what its first bytes say, and how it is undone.

mod zstd;

use super::fault::{LayerFault, LayerFaultKind};
use crate::media_type::bare;
use flate2::bufread::MultiGzDecoder;
use std::fmt;
use std::io::{self, BufRead, Read};

/// A compression that layers have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// None: the archive itself.
    None,
    /// gzip, of any number of members.
    Gzip,
    /// zstd, of any number of frames.
    Zstd,
}

/// What a media type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Declared {
    Exactly(Compression),
    /// Docker's type without a compression: "may have been compressed", and runtimes look at the bytes (containerd,
    /// `images.DiffCompression`).
    Any,
}

impl Declared {
    pub(super) fn of(media_type: &str) -> Result<Self, LayerFault> {
        let unknown = || LayerFault::new(LayerFaultKind::MediaType(media_type.into()));
        let (base, suffix) = match bare(media_type).split_once('+') {
            Some((base, suffix)) => (base, Some(suffix)),
            None => (bare(media_type), None),
        };
        let oci = matches!(base, "application/vnd.oci.image.layer.v1.tar" | "application/vnd.oci.image.layer.nondistributable.v1.tar");
        match (base, suffix) {
            (_, None) if oci => Ok(Self::Exactly(Compression::None)),
            (_, Some("gzip")) if oci => Ok(Self::Exactly(Compression::Gzip)),
            (_, Some("zstd")) if oci => Ok(Self::Exactly(Compression::Zstd)),
            ("application/vnd.docker.image.rootfs.diff.tar.gzip" | "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", None) => {
                Ok(Self::Exactly(Compression::Gzip))
            }
            ("application/vnd.docker.image.rootfs.diff.tar.zstd", None) => Ok(Self::Exactly(Compression::Zstd)),
            ("application/vnd.docker.image.rootfs.diff.tar" | "application/vnd.docker.image.rootfs.foreign.diff.tar", None) => {
                Ok(Self::Any)
            }
            _ => Err(unknown()),
        }
    }

    /// What the bytes are, if they may be that. A layer of no bytes is an empty archive whatever its type (moby, issue 18170).
    pub(super) fn allows(self, found: Option<Compression>) -> Result<Compression, LayerFault> {
        match (self, found) {
            (Self::Exactly(declared), Some(found)) if declared != found => {
                Err(LayerFault::new(LayerFaultKind::Compression { declared, found }))
            }
            (_, Some(found)) => Ok(found),
            (_, None) => Ok(Compression::None),
        }
    }
}

impl Compression {
    /// What the first bytes of a layer say; `None` if there are none.
    pub(super) fn sniff(start: &[u8]) -> Option<Self> {
        match start {
            [] => None,
            [0x1f, 0x8b, 0x08, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, _, _, _, _, ..] => Some(Self::Zstd),
            _ => Some(Self::None),
        }
    }

    /// The bytes that come out.
    pub(super) fn decoder<'a, R: BufRead + 'a>(self, reader: R) -> Decoder<R> {
        match self {
            Self::None => Decoder::None(reader),
            Self::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(reader))),
            Self::Zstd => Decoder::Zstd(Box::new(zstd::Decoder::new(reader))),
        }
    }
}

/// See [`Compression::decoder`].
pub(super) enum Decoder<R> {
    None(R),
    Gzip(Box<MultiGzDecoder<R>>),
    Zstd(Box<zstd::Decoder<R>>),
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::None(reader) => reader.read(buffer),
            Self::Gzip(decoder) => decoder.read(buffer),
            Self::Zstd(decoder) => decoder.read(buffer),
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "no compression",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        })
    }
}
