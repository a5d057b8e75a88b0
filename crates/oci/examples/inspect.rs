//! Proves a published image: `cargo run -p archwright-oci --features registry --example inspect -- REF [PLATFORMS]`.

use archwright_model::ImageRef;
use archwright_oci::registry::{Client, RepositorySource, Settings};
use archwright_oci::{Expectation, NoSecrets, ReadPolicy, judge, read_image};
use std::error::Error;
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let image: ImageRef = words.next().ok_or("which image?")?.parse()?;
    let platforms = words.next().map(|platforms| platforms.parse()).transpose()?;
    let client = Client::new(Settings::default())?;
    let root = client.manifest(&image)?.ok_or_else(|| format!("{image} is not there"))?;
    let source = RepositorySource::new(&client, image.repository());
    let record = read_image(&source, &root, &ReadPolicy::PUBLISHED, &NoSecrets)?;
    let verdict = judge(&record, &Expectation { platforms, ..Expectation::default() });
    println!("{} {}", verdict.subject(), root.media_type());
    for proof in verdict.platforms() {
        println!("{:<14} {}  {} bytes; {}", proof.platform.to_string(), proof.manifest.short(), proof.layer_bytes, proof.proved.join(", "));
        for predicate in &proof.attestations {
            println!("{:<14} attested: {predicate}", "");
        }
    }
    for finding in verdict.findings() {
        println!("{finding}");
    }
    Ok(if verdict.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(9) })
}
