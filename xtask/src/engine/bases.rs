//! Stand-ins for the public base images that the examples name, made from Debian packages for both
//! architectures and kept as OCI layouts.
//!
//! The native ones are made by mmdebstrap, which runs the packages' own maintainer scripts. The foreign ones
//! follow from them (see [`Root`]), because the same scripts under emulation take a hundred seconds.

use anyhow::{Context as _, Result};
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use xshell::cmd;

use super::artifact::Artifact;
use super::context::Context;
use super::foreign::Root;
use super::layout::{self, Image, Layer};
use super::machine::Arch;
use super::mirror::Mirror;
use super::phase::{Job, Outcome};

/// The public images that we stand in for: short name, and what the registry mirror serves them as.
pub const IMAGES: [(&str, &str); 2] = [("debian", "library/debian:bookworm-slim"), ("python", "library/python:3.11-slim")];

/// Bump when the way they are made changes.
const RECIPE: &str = "bases 5";

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

/// Makes the layouts. Python's image is Debian's with one layer on top, as the public one is.
pub fn ensure(context: &Context, job: &Job) -> Result<Outcome> {
    Artifact::new(context.shared.join("bases"), RECIPE).ensure(|part| {
        let dir = part.join("layers");
        std::fs::create_dir(&dir)?;
        native(context, job, &dir)?;
        let foreign = Root::new(dir.join("root"));
        let mut platforms = Arch::ALL.map(|arch| (arch, Vec::new()));
        for (name, _) in IMAGES {
            let tar = |arch: Arch| dir.join(format!("{name}-{}.tar", arch.name()));
            foreign.add(context, job, &tar(context.native), &tar(context.native.foreign()))?;
            for (arch, layers) in &mut platforms {
                let layer = Layer::compress(job, &tar(*arch))?;
                std::fs::write(dir.join(format!("{name}-{}.json", arch.name())), serde_json::to_string(&layer)?)?;
                layers.push((dir.as_path(), layer));
            }
            let images = platforms.clone().map(|(arch, layers)| Image { arch, layers, config: config(name) });
            layout::write(job, &part.join(name), &images)?;
        }
        foreign.remove()
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

/// One mmdebstrap run: Debian, packed by a hook; then Python on top, of which what has changed is packed.
fn native(context: &Context, job: &Job, layers: &Utf8Path) -> Result<()> {
    let arch = context.native.name();
    let pack = |name: &str, since: &str| {
        // mmdebstrap puts the native `start-stop-daemon` aside while hooks run; in the foreign image it would be of the wrong machine.
        let leave = "-path './proc/*' -o -path './sys/*' -o -path './dev/*' -o -path './run/*' -o -path './tmp/*' \
                     -o -path './var/lib/apt/lists/*' -o -path './var/cache/apt/*' -o -path './var/log/*' \
                     -o -path ./etc/resolv.conf -o -path ./etc/hostname -o -path ./etc/apt/apt.conf.d/99mmdebstrap -o -path './usr/sbin/start-stop-daemon.REAL'";
        format!(
            "set -e; cd \"$1\"; find . -xdev \\( {leave} \\) -prune -o {since} -print0 | sort -z | \
             tar --null --no-recursion --numeric-owner -T - -cf '{layers}/{name}-{arch}.tar'"
        )
    };
    // The public image has its interpreter in /usr/local/bin. A file's change time tells what was there before.
    let stamp = layers.join("stamp");
    let python = format!(
        "set -e; touch '{stamp}'; sleep 0.1; \
         APT_CONFIG=\"$MMDEBSTRAP_APT_CONFIG\" apt-get install -y --no-install-recommends \
         -oDPkg::Chroot-Directory=\"$1\" python3 ca-certificates; \
         ln -s ../../bin/python3 \"$1/usr/local/bin/python3\"; ln -s python3 \"$1/usr/local/bin/python\""
    );
    let hooks = [pack("debian", ""), python, pack("python", &format!("-cnewer '{stamp}'"))];
    let hooks = hooks.map(|hook| format!("--customize-hook={hook}"));
    let left_out = LEFT_OUT.map(|folder| format!("--dpkgopt=path-exclude=/usr/share/{folder}/*"));
    let lines = Mirror::find(context)?.base_lines();
    // mmdebstrap finds its filter beside itself only by PATH.
    let bin = context.root().join("usr/bin");
    let path = format!("{bin}:{}", job.sh.var("PATH").unwrap_or_default());
    let program = bin.join("mmdebstrap");
    // Without this hook a full Perl comes along, only to merge /bin into /usr.
    let merged = format!("--hook-dir={}/usr/share/mmdebstrap/hooks/merged-usr", context.root());
    // apt's own user cannot read keys that are kept below a home folder.
    let user = "--aptopt=APT::Sandbox::User \"root\"";
    let options = ["--mode=root", "--variant=minbase", "--format=null", "--include=usr-is-merged", user, &merged];
    let command = cmd!(job.sh, "{program} {options...} --arch={arch} {left_out...} {hooks...} bookworm /dev/null {lines...}");
    job.run(command.env("PATH", path))?;
    std::fs::remove_file(&stamp).context("removing the stamp")
}
