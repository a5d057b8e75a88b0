//! What a builder builds, by its own word.

use super::super::machine;
use crate::{StepError, World, progress::Event};
use archwright_model::{Platforms, platform::Os};
use archwright_plan::{StepId, builder::EnsureBuilder};
use std::{thread, time::Duration};

/// What the builder says it builds, over all its nodes.
///
/// One that another run is just starting says nothing for a moment.
pub(super) fn ask(work: &EnsureBuilder, id: &StepId, world: &World) -> Result<Platforms, StepError> {
    let command = work.inspect();
    world.reporter().event(&Event::Line { step: id, text: "asking what it builds" });
    for _ in 0..20 {
        let answer = world.runner().capture(&command)?;
        if !answer.exit.is_success() {
            return Err(machine(format!("`{command}` ended with {}", answer.exit)).details(answer.stderr.lines().map(str::to_owned)).hint(
                format!(
                    "mend what Docker says; if the builder itself is broken, `docker buildx rm {}` makes room for a new one",
                    work.name
                ),
            ));
        }
        let platforms = parse(&answer.stdout);
        if !platforms.is_empty() {
            return Ok(platforms);
        }
        thread::sleep(Duration::from_millis(500));
    }
    Err(machine(format!("builder `{}` does not say what it builds", work.name)).hint(format!(
        "see what `docker buildx inspect --bootstrap {}` says; `docker buildx rm {}` makes room for a new one",
        work.name, work.name
    )))
}

/// The `Platforms:` lines of `docker buildx inspect`; a platform given by its creator is marked with `*`.
fn parse(text: &str) -> Platforms {
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix("Platforms:"));
    let words = lines.flat_map(|line| line.split(','));
    words.filter_map(|word| word.trim().trim_end_matches('*').parse().ok()).collect()
}

/// The failure of a builder that lacks platforms.
pub(super) fn lacks(work: &EnsureBuilder, lacking: &Platforms, platforms: &Platforms) -> StepError {
    machine(format!("builder `{}` does not run {lacking}; it runs {platforms}", work.name)).hint(fix(lacking))
}

/// What lets a builder run them: an emulator is for another machine, not for another system.
fn fix(lacking: &Platforms) -> String {
    let (of_linux, of_others): (Vec<_>, Vec<_>) = lacking.iter().partition(|platform| platform.os() == Os::Linux);
    // The installer's names are Go's, as ours are (tonistiigi/binfmt, `cmd/binfmt/config.go`).
    let mut names: Vec<_> = of_linux.iter().map(|platform| platform.arch().name()).collect();
    names.dedup();
    let emulator = (!names.is_empty()).then(|| {
        format!(
            "install the emulator: `docker run --privileged --rm tonistiigi/binfmt --install {}`, or Debian's qemu-user-static",
            names.join(",")
        )
    });
    let others: Vec<_> = of_others.iter().map(ToString::to_string).collect();
    let elsewhere = (!others.is_empty()).then(|| {
        format!(
            "no emulator runs {}: name a builder with a node of that system (--builder), or a Dockerfile without `RUN` for it",
            others.join(" or ")
        )
    });
    emulator.into_iter().chain(elsewhere).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::{fix, parse};

    #[test]
    fn an_emulator_is_offered_for_linux_alone() {
        let both = fix(&"linux/riscv64,windows/amd64".parse().unwrap());
        assert!(both.contains("--install riscv64`") && both.contains("no emulator runs windows/amd64: "), "{both}");
        assert!(!fix(&"windows/amd64".parse().unwrap()).contains("binfmt"));
        assert!(!fix(&"linux/s390x".parse().unwrap()).contains("no emulator"));
    }

    #[test]
    fn platforms_of_every_node_are_read() {
        let text = "Name:   two\nDriver: remote\n\nNodes:\nName:      two0\nPlatforms: linux/amd64*, linux/amd64/v2\n\nName:      two1\nPlatforms: linux/arm64*, wasi/wasm\n";
        assert_eq!(parse(text).to_string(), "linux/amd64,linux/amd64/v2,linux/arm64");
    }
}
