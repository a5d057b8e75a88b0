//! Scans layers from files and tells how quick that was: `scan_layer FILE…`, each as if a manifest had named it, the lowest first.
//! With `--list` it prints the file system that they make.

use archwright_model::Digest;
use archwright_oci::content::{FileSystem, LayerFaultKind, Limits, NodeKind, ScanCache, layer};
use archwright_oci::{Descriptor, digest};
use sha2::{Digest as _, Sha256};
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Read};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, files): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let directory = tempfile::tempdir()?;
    let cache = ScanCache::new(camino::Utf8PathBuf::try_from(directory.path().to_owned())?, ScanCache::LIMIT);
    let mut digests = Vec::new();
    for file in &files {
        let (descriptor, diff_id) = describe(file)?;
        let start = Instant::now();
        let scan = layer::scan(File::open(file)?, &descriptor, &diff_id, &Limits::USUAL)?;
        let seconds = start.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "for people")]
        let speed = scan.uncompressed_size as f64 / 1e6 / seconds;
        let (stored, out) = (scan.size >> 20, scan.uncompressed_size >> 20);
        println!("{file}: {stored} MiB stored, {out} MiB unpacked, {} entries, {seconds:.3} s, {speed:.0} MB/s", scan.entries.len());
        cache.store(&scan)?;
        digests.push(scan.digest);
    }
    println!("peak memory: {}", peak_memory()?);
    let start = Instant::now();
    let scans: Vec<_> = digests.iter().filter_map(|digest| cache.load(digest)).collect();
    let (loaded, start) = (start.elapsed(), Instant::now());
    let system = FileSystem::new(scans);
    println!("{} nodes; from the cache in {loaded:.1?}, merged in {:.1?}", system.iter().count(), start.elapsed());
    for (layer, fault) in system.faults() {
        println!("layer {}: {fault} {}", layer.number, fault.path().unwrap_or_default());
    }
    if flags.iter().any(|flag| flag == "--list") {
        list(&system);
    }
    Ok(())
}

fn list(system: &FileSystem) {
    for node in system {
        let what = match node.kind() {
            NodeKind::Directory => "directory".into(),
            NodeKind::File(file) => format!("{} bytes {:?}", file.size, file.code),
            NodeKind::Symlink(target) => format!("-> {}", String::from_utf8_lossy(target)),
            NodeKind::Device(kind) => format!("{kind:?}"),
        };
        println!("{:o} {} {what}", node.mode(), node.display());
    }
}

/// A descriptor and a diff ID that are true of a file.
fn describe(file: &str) -> Result<(Descriptor, Digest), Box<dyn Error>> {
    let mut start = Vec::new();
    File::open(file)?.take(2).read_to_end(&mut start)?;
    let suffix = match start.as_slice() {
        [0x1f, 0x8b] => "+gzip",
        [0x28, 0xb5] => "+zstd",
        _ => "",
    };
    let (mut hasher, mut size) = (Sha256::new(), 0);
    let (mut reader, mut buffer) = (File::open(file)?, vec![0; 1 << 16]);
    loop {
        match reader.read(&mut buffer)? {
            0 => break,
            read => {
                hasher.update(&buffer[..read]);
                size += read as u64;
            }
        }
    }
    let stored = Digest::sha256(hasher.finalize().into());
    let descriptor = Descriptor::new(format!("application/vnd.oci.image.layer.v1.tar{suffix}"), stored, size);
    // The first scan tells what should have been expected.
    let Err(fault) = layer::scan(File::open(file)?, &descriptor, &digest::sha256(b""), &Limits::USUAL) else {
        return Ok((descriptor, digest::sha256(b"")));
    };
    match fault.kind() {
        LayerFaultKind::DiffId { found, .. } => Ok((descriptor, found.parse()?)),
        _ => Err(fault.into()),
    }
}

/// What the kernel says of this process.
fn peak_memory() -> io::Result<String> {
    let status = fs::read_to_string("/proc/self/status")?;
    Ok(status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim().to_owned())
}
