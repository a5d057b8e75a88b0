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
    let failures: Vec<StepError> = thread::scope(|scope| {
        let start = |(platform, digest): &'_ (Platform, Digest)| {
            let (platform, digest) = (*platform, digest.clone());
            scope.spawn(move || try_on(work, platform, &digest, id, world))
        };
        let running: Vec<_> = platforms.iter().map(start).collect();
        let ended = running.into_iter().map(|one| one.join().unwrap_or_else(|_| Err(StepError::new(ExitKind::Bug, "a test panicked"))));
        ended.filter_map(Result::err).collect()
    });
    if let Some(error) = StepError::all(failures) {
        return Err(error);
    }
    let words = work.words();
    for (platform, _) in &platforms {
        state.lock().tested(&work.image, *platform, &format!("`{words}` runs"));
    }
    Ok(Ended::done(format!("`{words}` on {}", count(platforms.len(), "platform"))))
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
    let failed = |why: &str| {
        let failure = StepError::new(ExitKind::Verification, format!("`{}` on {platform}: `{}` {why}", work.image, work.words()));
        let own = own.into_lines();
        let by_hand = work.by_hand(platform, digest).map(|command| format!("; by hand: {command}")).unwrap_or_default();
        let details = if own.is_empty() { all.into_lines() } else { own };
        failure.details(details).hint(format!("nothing was published; mend the image or its test{by_hand}"))
    };
    match ended {
        Ok(exit) if exit.is_success() => Ok(()),
        Ok(_) => Err(failed("failed")),
        Err(error) if error.is_late() => Err(failed(&format!("did not end within {}", work.timeout))),
        Err(error) => Err(error.into()),
    }
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
    use super::OwnLines;

    #[test]
    fn of_what_buildx_prints_only_the_commands_own_lines_are_told() {
        let mut lines = OwnLines::default();
        let printed = ["#4 [context tested] oci", "#4 0.1 x", "#5 [1/2] RUN [\"uname\"]", "#5 0.081 #6 aarch64", "#5 DONE 0.1s", "0.2 y"];
        let told: Vec<_> = printed.into_iter().filter_map(|line| lines.take(line)).collect();
        assert_eq!(told, ["#6 aarch64"]);
    }
}
