//! Archives made by hand, also those that no tool would write, and layers of them.

use archwright_model::Digest;
use archwright_oci::content::{LayerFault, LayerScan, Limits, layer};
use archwright_oci::{Descriptor, digest};
use std::io::{Read, Write};

pub const PLAIN: &str = "application/vnd.oci.image.layer.v1.tar";
pub const GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
pub const ZSTD: &str = "application/vnd.oci.image.layer.v1.tar+zstd";

/// An archive that is being written.
#[derive(Default, Clone)]
pub struct Tape(pub Vec<u8>);

impl Tape {
    /// An entry of any type flag, with its data.
    pub fn entry(mut self, flag: u8, name: &[u8], link: &[u8], data: &[u8]) -> Self {
        self.0.extend(header(flag, name, link, data.len() as u64));
        self.0.extend(data);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    pub fn file(self, name: &str, data: &[u8]) -> Self {
        self.entry(b'0', name.as_bytes(), b"", data)
    }

    pub fn directory(self, name: &str) -> Self {
        self.entry(b'5', name.as_bytes(), b"", b"")
    }

    pub fn symlink(self, name: &str, target: &str) -> Self {
        self.entry(b'2', name.as_bytes(), target.as_bytes(), b"")
    }

    pub fn hard_link(self, name: &str, target: &str) -> Self {
        self.entry(b'1', name.as_bytes(), target.as_bytes(), b"")
    }

    /// Extended headers for the entry behind them.
    pub fn pax(self, records: &[(&str, &[u8])]) -> Self {
        let mut data = Vec::new();
        for (key, value) in records {
            let rest = key.len() + value.len() + 3;
            let mut length = rest + 1;
            while length != rest + length.to_string().len() {
                length = rest + length.to_string().len();
            }
            data.extend(format!("{length} {key}=").into_bytes());
            data.extend(*value);
            data.push(b'\n');
        }
        self.entry(b'x', b"pax", b"", &data)
    }

    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }

    /// The archive, ended as tar ends it.
    pub fn end(mut self) -> Vec<u8> {
        self.0.extend([0; 1024]);
        self.0
    }
}

/// A header as GNU and POSIX both write it for short names.
pub fn header(flag: u8, name: &[u8], link: &[u8], size: u64) -> [u8; 512] {
    let mut block = [0; 512];
    block[..name.len()].copy_from_slice(name);
    block[100..108].copy_from_slice(b"0000755\0");
    block[108..124].copy_from_slice(b"0000000\x000000000\0");
    block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    block[136..148].copy_from_slice(b"00000000000\0");
    block[156] = flag;
    block[157..157 + link.len()].copy_from_slice(link);
    block[257..265].copy_from_slice(b"ustar\x0000");
    sum(&mut block);
    block
}

/// Writes the checksum of a header.
pub fn sum(block: &mut [u8; 512]) {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// What an archive holds, uncompressed.
pub fn scan(archive: &[u8]) -> Result<LayerScan, LayerFault> {
    scan_as(PLAIN, archive, archive)
}

/// What a layer holds whose stored and unpacked bytes are these.
pub fn scan_as(media_type: &str, stored: &[u8], archive: &[u8]) -> Result<LayerScan, LayerFault> {
    scan_from(stored, media_type, stored, &digest::sha256(archive), &Limits::USUAL)
}

pub fn scan_from(
    reader: impl Read + Send,
    media_type: &str,
    stored: &[u8],
    diff_id: &Digest,
    limits: &Limits,
) -> Result<LayerScan, LayerFault> {
    let descriptor = Descriptor::new(media_type, digest::sha256(stored), stored.len() as u64);
    layer::scan(reader, &descriptor, diff_id, limits)
}

/// Why an archive is no layer.
#[track_caller]
pub fn fault(archive: &[u8]) -> String {
    scan(archive).map(|scan| scan.entries).unwrap_err().to_string()
}

/// The paths of a scan and what is there, one line each.
pub fn lines(scan: &LayerScan) -> Vec<String> {
    use archwright_oci::content::EntryContent;
    let line = |entry: &archwright_oci::content::LayerEntry| match &entry.content {
        EntryContent::Directory => format!("{}/", entry.display()),
        EntryContent::File(file) => format!("{} {}", entry.display(), file.size),
        EntryContent::Symlink(target) => format!("{} -> {}", entry.display(), target.escape_ascii()),
        EntryContent::HardLink(target) => format!("{} = /{}", entry.display(), target.escape_ascii()),
        EntryContent::Device(kind) => format!("{} {kind:?}", entry.display()),
        EntryContent::Whiteout => format!("{} gone", entry.display()),
        EntryContent::Opaque => format!("{} opaque", entry.display()),
    };
    scan.entries.iter().map(line).collect()
}
