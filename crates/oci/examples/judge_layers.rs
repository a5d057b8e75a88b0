//! Judges the files of layers from plain tar files, the first the lowest: `judge_layers PLATFORM COMMAND FILE…`, where the command
//! is one word, or `-` for none.

use archwright_oci::config::RunConfig;
use archwright_oci::content::{FileSystem, Limits, layer};
use archwright_oci::proof::{FilePolicy, FileSubject, judge_files};
use archwright_oci::{Descriptor, digest};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [platform, command, files @ ..] = arguments.as_slice() else { return Err("judge_layers PLATFORM COMMAND FILE…".into()) };
    let mut scans = Vec::new();
    for file in files {
        let bytes = std::fs::read(file)?;
        let found = digest::sha256(&bytes);
        let descriptor = Descriptor::new("application/vnd.oci.image.layer.v1.tar", found.clone(), bytes.len() as u64);
        scans.push(layer::scan(bytes.as_slice(), &descriptor, &found, &Limits::USUAL)?);
    }
    let layers: Vec<_> = scans.iter().map(|scan| scan.digest.clone()).collect();
    let system = FileSystem::new(scans);
    let cmd = if command == "-" { Vec::new() } else { vec![command.clone()] };
    let run = RunConfig { cmd, ..RunConfig::default() };
    let subject = FileSubject { name: "files", platform: platform.parse()?, run: Some(&run), layers: &layers };
    let start = Instant::now();
    let proof = judge_files(&system, &subject, &FilePolicy::FULL);
    for finding in &proof.findings {
        println!("{finding}");
    }
    println!("{} ({:?})", proof.proved.join(", "), start.elapsed());
    Ok(())
}
