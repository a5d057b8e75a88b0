//! cargo, cross and rustc: metadata, a sysroot, and binaries of the machine that a triple names.

use super::{
    AMD64, ARM64, Stage, executable,
    foreign::{mach_o, pe},
};
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

/// One package with the binaries that `tools/bins` names, one to a line; `tool` if there is no such file. `tools/packages` makes it
/// a workspace: a package to a line, its name, its version and its binaries.
fn metadata(stage: &Stage) -> Result<()> {
    let (manifest, dir) = target_dir(stage)?;
    let bins = stage.state("bins").unwrap_or_else(|| "tool".into());
    let one = format!("tool 2.1.0 {}", bins.lines().collect::<Vec<_>>().join(" "));
    let lines = stage.state("packages").unwrap_or(one);
    let package = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, version) = (words.next(), words.next());
        let targets: Vec<_> = words.map(|bin| json!({ "name": bin, "kind": ["bin"] })).collect();
        let path = if lines.lines().count() == 1 { manifest.clone() } else { dir.join(name.unwrap_or_default()).join("Cargo.toml") };
        json!({ "name": name, "version": version, "manifest_path": path, "targets": targets })
    };
    println!("{}", json!({ "packages": lines.lines().map(package).collect::<Vec<_>>(), "target_directory": dir }));
    Ok(())
}

/// A binary per triple and `--bin`. `tools/machine` makes it one of another machine, `tools/no-binary` leaves it out.
fn build(stage: &Stage) -> Result<()> {
    let (_, dir) = target_dir(stage)?;
    let profile = stage.flag("--profile").unwrap_or("dev");
    eprintln!("   Compiling tool v2.1.0");
    for (triple, bin) in stage.flags("--target").flat_map(|triple| stage.flags("--bin").map(move |bin| (triple, bin))) {
        let end = if triple.contains("windows") { ".exe" } else { "" };
        let file = dir.join(triple).join(profile).join(format!("{bin}{end}"));
        if stage.state("no-binary").is_none() {
            let named = stage.state("machine").unwrap_or_else(|| triple.into());
            let machine = if named.starts_with("aarch64") { ARM64 } else { AMD64 };
            let contents = if triple.contains("apple") {
                mach_o(machine)
            } else if triple.contains("windows") {
                pe(machine)
            } else {
                executable(machine, triple.ends_with("gnu"))
            };
            let fresh = fs::read(&file).is_ok_and(|there| there == contents);
            fs::create_dir_all(file.parent().context("a folder")?)?;
            fs::write(&file, contents)?;
            println!("{}", json!({ "reason": "compiler-artifact", "fresh": fresh, "executable": file }));
        }
    }
    println!("{}", json!({ "reason": "build-finished", "success": true }));
    Ok(())
}
