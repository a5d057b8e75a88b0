//! cargo, cross and rustc: metadata, a sysroot, and binaries of the machine that a triple names.

use super::{AMD64, ARM64, Stage, executable};
use anyhow::{Context as _, Result, bail};
use camino::Utf8PathBuf;
use serde_json::json;
use std::fs;

pub(super) fn act(stage: &Stage) -> Result<u8> {
    let verb = stage.call.args.first().context("no verb")?.as_str();
    match (stage.call.program.as_str(), verb) {
        ("rustc", "--print") => println!("{}", stage.tools.join("sysroot")),
        ("rustc", "-vV") => println!("rustc 1.83.0 (90b35a623 2024-11-26)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.83.0"),
        ("cargo", "metadata") => metadata(stage)?,
        (_, "build" | "zigbuild") => build(stage)?,
        (program, verb) => bail!("nobody plays `{program} {verb}`"),
    }
    Ok(0)
}

fn target_dir(stage: &Stage) -> Result<(Utf8PathBuf, Utf8PathBuf)> {
    let manifest = stage.dir.join(stage.flag("--manifest-path").context("no --manifest-path")?);
    let dir = manifest.parent().context("a manifest lies in a folder")?.join("target");
    Ok((manifest, dir))
}

/// One package with the binaries that `tools/bins` names, one to a line; `tool` if there is no such file.
fn metadata(stage: &Stage) -> Result<()> {
    let (manifest, dir) = target_dir(stage)?;
    let bins = stage.state("bins").unwrap_or_else(|| "tool".into());
    let targets: Vec<_> = bins.lines().map(|bin| json!({ "name": bin, "kind": ["bin"] })).collect();
    let package = json!({ "name": "tool", "version": "2.1.0", "manifest_path": manifest, "targets": targets });
    println!("{}", json!({ "packages": [package], "target_directory": dir }));
    Ok(())
}

/// A binary per triple. `tools/machine` makes it one of another machine, `tools/no-binary` leaves it out.
fn build(stage: &Stage) -> Result<()> {
    let (_, dir) = target_dir(stage)?;
    let bin = stage.flag("--bin").context("no --bin")?;
    let profile = stage.flag("--profile").unwrap_or("dev");
    eprintln!("   Compiling tool v2.1.0");
    for triple in stage.flags("--target") {
        let file = dir.join(triple).join(profile).join(bin);
        if stage.state("no-binary").is_none() {
            let named = stage.state("machine").unwrap_or_else(|| triple.into());
            let machine = if named.starts_with("aarch64") { ARM64 } else { AMD64 };
            let contents = executable(machine, triple.ends_with("gnu"));
            let fresh = fs::read(&file).is_ok_and(|there| there == contents);
            fs::create_dir_all(file.parent().context("a folder")?)?;
            fs::write(&file, contents)?;
            println!("{}", json!({ "reason": "compiler-artifact", "fresh": fresh, "executable": file }));
        }
    }
    println!("{}", json!({ "reason": "build-finished", "success": true }));
    Ok(())
}
