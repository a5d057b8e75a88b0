//! Stand-ins for the public base images that the examples name, made from Debian packages for both
//! architectures and kept as OCI layouts.
//!
//! The native ones are made by mmdebstrap, which runs the packages' own maintainer scripts. The foreign ones
//! follow from them (see [`foreign`]), because the same scripts under emulation take a hundred seconds.

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use xshell::cmd;

use super::artifact::Artifact;
use super::context::Context;
use super::foreign;
use super::layout::{self, Image, Layer};
use super::machine::{self, Arch};
use super::mirror::Mirror;
use super::phase::{Job, Outcome};

/// The public images that we stand in for: short name, and what the registry mirror serves them as.
pub const IMAGES: [(&str, &str); 2] = [("debian", "library/debian:bookworm-slim"), ("python", "library/python:3.11-slim")];

/// Bump when the way they are made changes.
const RECIPE: &str = "bases 3";

/// What the slim images leave out, as dpkg patterns.
const LEFT_OUT: [&str; 5] = ["doc", "man", "info", "locale", "lintian"];

/// The folder of an image's layout.
pub fn layout_dir(context: &Context, name: &str) -> Utf8PathBuf {
    context.shared.join("bases").join(name)
}

/// The layer of the native Debian image, for images made on top of it, with its folder.
pub fn debian_layer(context: &Context) -> Result<(Utf8PathBuf, Layer)> {
    let dir = context.shared.join("bases/layers");
    let file = dir.join(format!("debian-{}.json", context.native.name()));
    let text = std::fs::read_to_string(&file).with_context(|| format!("reading `{file}`"))?;
    Ok((dir, serde_json::from_str(&text)?))
}

/// Makes the layouts.
pub fn ensure(context: &Context, job: &Job) -> Result<Outcome> {
    Artifact::new(context.shared.join("bases"), RECIPE).ensure(|part| {
        let layers = part.join("layers");
        std::fs::create_dir(&layers)?;
        native(context, job, &layers)?;
        for (name, _) in IMAGES {
            let tar = |arch: Arch| layers.join(format!("{name}-{}.tar", arch.name()));
            foreign::derive(context, job, &tar(context.native), &tar(context.native.foreign()))?;
            let mut platforms = Vec::new();
            for arch in Arch::ALL {
                let layer = Layer::compress(job, &tar(arch))?;
                std::fs::write(layers.join(format!("{name}-{}.json", arch.name())), serde_json::to_string(&layer)?)?;
                platforms.push(Image { arch, layers: vec![(layers.as_path(), layer)], config: config(name) });
            }
            layout::write(job, &part.join(name), &platforms)?;
        }
        Ok(())
    })
}

/// What the public images set.
fn config(name: &str) -> serde_json::Value {
    let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    match name {
        "python" => json!({ "Env": [path, "LANG=C.UTF-8"], "Cmd": ["python3"] }),
        _ => json!({ "Env": [path], "Cmd": ["bash"] }),
    }
}

/// One mmdebstrap run: Debian, packed by a hook; then Python on top, packed again.
fn native(context: &Context, job: &Job, layers: &Utf8Path) -> Result<()> {
    let arch = context.native.name();
    let pack = |name: &str| {
        format!(
            "tar -C \"$1\" --sort=name --numeric-owner --one-file-system --exclude=./var/lib/apt/lists/* \
             --exclude=./var/cache/apt/* --exclude=./var/log/*.log --exclude=./var/log/apt --exclude=./proc/* \
             --exclude=./sys/* --exclude=./dev/* --exclude=./run/* --exclude=./tmp/* --exclude=./etc/resolv.conf \
             --exclude=./etc/hostname --exclude=./etc/apt/apt.conf.d/99mmdebstrap \
             -cf '{layers}/{name}-{arch}.tar' ."
        )
    };
    // The public image has its interpreter in /usr/local/bin.
    let python = "set -e; APT_CONFIG=\"$MMDEBSTRAP_APT_CONFIG\" apt-get install -y --no-install-recommends \
                  -oDPkg::Chroot-Directory=\"$1\" python3 ca-certificates; \
                  ln -s ../../bin/python3 \"$1/usr/local/bin/python3\"; ln -s python3 \"$1/usr/local/bin/python\"";
    let hooks = [pack("debian"), python.to_owned(), pack("python")].map(|hook| format!("--customize-hook={hook}"));
    let left_out = LEFT_OUT.map(|folder| format!("--dpkgopt=path-exclude=/usr/share/{folder}/*"));
    let lines = Mirror::find(context.mirror.as_deref(), &machine::can_be_private()?)?.base_lines();
    // mmdebstrap finds its filter beside itself only by PATH.
    let bin = context.root().join("usr/bin");
    let path = format!("{bin}:{}", job.sh.var("PATH").unwrap_or_default());
    let program = bin.join("mmdebstrap");
    let options = ["--mode=root", "--variant=minbase", "--format=null"];
    let command = cmd!(job.sh, "{program} {options...} --arch={arch} {left_out...} {hooks...} bookworm /dev/null {lines...}");
    job.run(command.env("PATH", path))
}
