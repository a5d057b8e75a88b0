//! The end of a private engine: its daemons, and what the kernel keeps for them.

use anyhow::{Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Shell, cmd};

use super::context::Context;
use super::state::State;
use super::{bridge, daemon, services};

/// Ends the daemons and what they started, takes back mounts, bridge and control groups, and checks that all is gone.
pub fn private(context: &Context, state: &State) -> Result<()> {
    let sh = Shell::new()?;
    let [registry, containerd, dockerd] = services::all(context);
    // The engine first: it talks to containerd to the end.
    for daemon in [dockerd, containerd, registry] {
        daemon.stop()?;
    }
    for pid in daemon::strays(&services::PROGRAMS, &context.engine) {
        daemon::end_tree(pid)?;
    }
    for point in mounts(&context.engine)? {
        if cmd!(sh, "umount {point}").quiet().ignore_stderr().run().is_err() {
            cmd!(sh, "umount -l {point}").quiet().run()?;
        }
    }
    bridge::delete(state)?;
    remove_cgroups(&state.cgroup());
    verify(context, state)
}

/// Nothing may be left.
fn verify(context: &Context, state: &State) -> Result<()> {
    let mut left: Vec<String> = mounts(&context.engine)?.into_iter().map(|point| format!("mount {point}")).collect();
    left.extend(daemon::strays(&services::PROGRAMS, &context.engine).into_iter().map(|pid| format!("process {pid}")));
    left.extend(bridge::exists(state).then(|| format!("link {}", state.bridge())));
    if !left.is_empty() {
        bail!("`engine down` left behind: {}", left.join(", "));
    }
    Ok(())
}

/// Mount points below `dir`, deepest first. proc(5) writes blanks and the like as octal escapes.
fn mounts(dir: &Utf8Path) -> Result<Vec<Utf8PathBuf>> {
    let text = std::fs::read_to_string("/proc/self/mounts")?;
    let mut points: Vec<Utf8PathBuf> = text
        .lines()
        .filter_map(|line| line.split(' ').nth(1))
        .map(|point| Utf8PathBuf::from(point.replace(r"\040", " ").replace(r"\011", "\t")))
        .filter(|point| point.starts_with(dir))
        .collect();
    points.sort();
    points.reverse();
    Ok(points)
}

/// The engine's control groups, in whichever hierarchies there are. Only empty ones can be removed.
pub fn remove_cgroups(name: &str) {
    let root = Utf8Path::new("/sys/fs/cgroup");
    let hierarchies = root.read_dir_utf8().into_iter().flatten().flatten().map(|entry| entry.path().join(name));
    for group in hierarchies.chain([root.join(name)]) {
        remove_cgroup(&group);
    }
}

fn remove_cgroup(group: &Utf8Path) {
    for entry in group.read_dir_utf8().into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_cgroup(entry.path());
        }
    }
    let _ = std::fs::remove_dir(group);
}
