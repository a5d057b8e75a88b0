//! *Test*: the image's own command, run in each platform that was proven.

use super::Ended;
use crate::{StepError, World, error::Tail, execute::State, progress::Event};
use archwright_model::{Digest, ExitKind, Platform, count};
use archwright_plan::{StepId, test::Test};
use std::thread;

pub(super) fn run(work: &Test, id: &StepId, world: &World, state: &State) -> Result<Ended, StepError> {
    let proven = state.lock().proven_platforms(&work.image);
    let digest = |platform: Platform| {
        let found = proven.iter().find(|(other, _)| *other == platform).map(|(_, digest)| (platform, digest.clone()));
        found.ok_or_else(|| StepError::new(ExitKind::Bug, format!("`{}` is not proven for {platform}", work.image)))
    };
    let platforms: Vec<_> = work.platforms.iter().map(digest).collect::<Result<_, StepError>>()?;
    let failures: Vec<(Platform, StepError)> = thread::scope(|scope| {
        let start = |(platform, digest): &'_ (Platform, Digest)| {
            let (platform, digest) = (*platform, digest.clone());
            (platform, scope.spawn(move || try_on(work, platform, &digest, id, world)))
        };
        let running: Vec<_> = platforms.iter().map(start).collect();
        let panicked = || Err(StepError::new(ExitKind::Bug, "a test panicked"));
        let ended = running.into_iter().map(|(platform, one)| (platform, one.join().unwrap_or_else(|_| panicked())));
        ended.filter_map(|(platform, ended)| Some((platform, ended.err()?))).collect()
    });
    if let Some(error) = beside(failures) {
        return Err(error);
    }
    let words = work.words();
    for (platform, _) in &platforms {
        state.lock().tested(&work.image, *platform, &format!("`{words}` runs"));
    }
    Ok(Ended::done(format!("`{words}` on {}", count(platforms.len(), "platform"))))
}

/// One failure of several platforms, none behind another; each line with its platform.
fn beside(failures: Vec<(Platform, StepError)>) -> Option<StepError> {
    let first = &failures.first()?.1;
    if failures.len() == 1 || first.exit() == ExitKind::Interrupted {
        return failures.into_iter().next().map(|(_, error)| error);
    }
    let messages: Vec<_> = failures.iter().map(|(_, error)| error.to_string()).collect();
    let lines = failures.iter().flat_map(|(platform, error)| error.lines().iter().map(move |line| format!("{platform}: {line}")));
    let all = StepError::new(first.exit(), messages.join("; ")).details(lines);
    Some(match first.fix() {
        Some(fix) => all.hint(fix),
        None => all,
    })
}

fn try_on(work: &Test, platform: Platform, digest: &Digest, id: &StepId, world: &World) -> Result<(), StepError> {
    let command = work.command(platform, digest);
    let (mut all, mut own, mut lines) = (Tail::default(), Tail::default(), OwnLines::default());
    let ended = world.runner().within(work.timeout.duration()).stream(&command, |_, text| {
        if let Some(text) = lines.take(text) {
            own.push(text);
            world.reporter().event(&Event::Line { step: id, text: &format!("{platform}: {text}") });
        }
        if !text.trim().is_empty() {
            all.push(text);
        }
    });
    let failed = |why: &str, details: Vec<String>| {
        let failure = StepError::new(ExitKind::Verification, format!("`{}` on {platform}: `{}` {why}", work.image, work.words()));
        let by_hand = work.by_hand(platform, digest).map(|command| format!("; by hand: {command}")).unwrap_or_default();
        failure.details(details).hint(format!("nothing was published; mend the image or its test{by_hand}"))
    };
    match ended {
        Ok(exit) if exit.is_success() => Ok(()),
        Ok(_) => {
            let (own, all) = (own.into_lines(), all.into_lines());
            match how_it_ended(&all) {
                Some(how) => Err(failed(&format!("failed: {how}"), own)),
                // It is BuildKit that failed, not the command.
                None => Err(failed("failed", if own.is_empty() { all } else { own })),
            }
        }
        Err(error) if error.is_late() => {
            // Before the command began, what took so long is BuildKit's.
            let said = if lines.step.is_some() { own } else { all };
            Err(failed(&format!("did not end within {}", work.timeout), said.into_lines()))
        }
        Err(error) => Err(error.into()),
    }
}

/// The command's end in BuildKit's words: `exit code: 1`.
fn how_it_ended(lines: &[String]) -> Option<&str> {
    lines.iter().rev().find_map(|line| Some(line.rsplit_once(" did not complete successfully: ")?.1))
}

/// What the command itself says, of all that buildx prints: `#5 0.081 aarch64` behind `#5 [1/2] RUN …`. Only what is shown depends
/// on it.
#[derive(Default)]
struct OwnLines {
    step: Option<String>,
}

impl OwnLines {
    fn take<'a>(&mut self, line: &'a str) -> Option<&'a str> {
        let (step, rest) = line.strip_prefix('#')?.split_once(' ')?;
        if rest.starts_with('[') && rest.contains("] RUN ") {
            self.step = Some(step.to_owned());
        }
        let (time, text) = rest.split_once(' ')?;
        let is_time = time.contains('.') && time.chars().all(|c| c.is_ascii_digit() || c == '.');
        (is_time && self.step.as_deref() == Some(step)).then_some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{OwnLines, beside, how_it_ended};
    use crate::StepError;
    use archwright_model::{ExitKind, Platform};

    #[test]
    fn failures_of_two_platforms_stand_beside_each_other() {
        let failed = |platform: Platform| StepError::new(ExitKind::Verification, format!("on {platform}")).details(["said".to_owned()]);
        let both = [Platform::LINUX_AMD64, Platform::LINUX_ARM64].map(|platform| (platform, failed(platform).hint("mend it")));
        let error = beside(both.to_vec()).unwrap();
        assert_eq!(error.to_string(), "on linux/amd64; on linux/arm64");
        assert_eq!(error.lines(), ["linux/amd64: said", "linux/arm64: said"]);
        assert_eq!((error.exit(), error.fix()), (ExitKind::Verification, Some("mend it")));
    }

    #[test]
    fn how_the_command_ended_is_taken_from_what_buildkit_says() {
        let lines = ["#5 ERROR: process \"x\" did not complete successfully: exit code: 1".to_owned(), "------".to_owned()];
        assert_eq!(how_it_ended(&lines), Some("exit code: 1"));
        assert_eq!(how_it_ended(&["ERROR: no builder".to_owned()]), None);
    }

    #[test]
    fn of_what_buildx_prints_only_the_commands_own_lines_are_told() {
        let mut lines = OwnLines::default();
        let printed = ["#4 [context tested] oci", "#4 0.1 x", "#5 [1/2] RUN [\"uname\"]", "#5 0.081 #6 aarch64", "#5 DONE 0.1s", "0.2 y"];
        let told: Vec<_> = printed.into_iter().filter_map(|line| lines.take(line)).collect();
        assert_eq!(told, ["#6 aarch64"]);
    }
}
