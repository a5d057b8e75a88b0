//! Removes what a run of the suite made on an engine, once the suite's process is gone.
//!
//! libtest has no end of a suite to hook into, and a killed suite would not reach it; so a shell waits for the end of a
//! pipe that only this process holds.
#![expect(clippy::panic, reason = "a test fails by panicking")]

use super::{Docker, command::Command};

/// Builders by name, then what is left of them, then images; `$1` is the name of the run.
const SWEEP: &str = r#"
read -r _
for builder in $(docker buildx ls --format '{{.Name}}' | sort -u | grep "^$1"); do docker buildx rm --force "$builder"; done
for container in $(docker ps --all --quiet --filter "name=buildx_buildkit_$1"); do docker rm --force --volumes "$container"; done
for volume in $(docker volume ls --quiet --filter "name=buildx_buildkit_$1"); do docker volume rm "$volume"; done
images() { docker images --digests --format "$1" | grep "/$2/" | grep -v '<none>'; }
for image in $(images '{{.Repository}}:{{.Tag}}' "$1"; images '{{.Repository}}@{{.Digest}}' "$1"); do docker rmi --force "$image"; done
"#;

/// Sets one to work.
pub(super) fn hire(suite: &str, docker: &Docker) {
    let janitor = docker.on(Command::new("sh").args(["-c", SWEEP, "janitor", suite]));
    let Some(pipe) = janitor.start_detached() else { panic!("the janitor has no stdin") };
    // The pipe closes when this process ends, and not before.
    std::mem::forget(pipe);
}
