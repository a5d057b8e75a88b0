//! What a `FROM` stands on, and for whose platform.

use super::{Build, automatic, declare};
use crate::dockerfile::{Base, Dockerfile, Env, Instruction, On, Reach, Stage, Verb, expand};
use archwright_model::Platform;

/// The variables in front of the first `FROM`: for this build, for another builder, and for another platform. What differs between
/// them tells whom a value speaks of.
pub(super) struct Bases {
    here: Env,
    other_builder: Env,
    other_platform: Env,
    escape: char,
    platform: Platform,
    builder: Platform,
}

impl Bases {
    pub(super) fn new(dockerfile: &Dockerfile, build: &Build<'_>) -> Self {
        let other = |platform: Platform| if platform == Platform::LINUX_ARM64 { Platform::LINUX_AMD64 } else { Platform::LINUX_ARM64 };
        Self {
            here: globals(dockerfile, build),
            other_builder: globals(dockerfile, &Build { builder: other(build.builder), ..*build }),
            other_platform: globals(dockerfile, &Build { platform: other(build.platform), ..*build }),
            escape: dockerfile.escape,
            platform: build.platform,
            builder: build.builder,
        }
    }

    pub(super) fn globals(&self) -> &Env {
        &self.here
    }

    /// The stage that a `FROM` begins.
    pub(super) fn stage(&self, at: usize, instruction: &Instruction, earlier: &[Stage]) -> Stage {
        let words = instruction.words();
        let named = words.get(1).filter(|word| word.text.eq_ignore_ascii_case("as")).and_then(|_| words.get(2));
        let written = words.first().map(|word| word.text.as_str()).unwrap_or_default();
        let filled = self.fill(written, &self.here);
        let base_varies = filled != self.fill(written, &self.other_platform);
        let stage = |name: &str| earlier.iter().rposition(|stage| stage.name.as_deref() == Some(&name.to_lowercase()));
        let base = match filled {
            Some(name) if name == "scratch" => Base::Scratch,
            Some(name) => stage(&name).map_or(Base::Image(name), Base::Stage),
            None => Base::Unknown(written.to_owned()),
        };
        let (on, platform) = match base {
            // It stays on the platform of what it stands on, whatever its own flag says.
            Base::Stage(base) => (earlier[base].on, earlier[base].platform),
            Base::Scratch => (On::Target, self.platform),
            Base::Image(_) | Base::Unknown(_) => self.platform(instruction),
        };
        let name = named.map(|word| word.text.to_lowercase());
        Stage { name, from: at, end: at + 1, base, base_varies, on, platform, reach: Reach::Unused }
    }

    fn platform(&self, instruction: &Instruction) -> (On, Platform) {
        let Some(flag) = instruction.flag("platform").and_then(|flag| flag.value.as_ref()) else { return (On::Target, self.platform) };
        let here = self.fill(&flag.text, &self.here);
        let platform = here.as_ref().and_then(|text| text.parse().ok());
        if here != self.fill(&flag.text, &self.other_builder) {
            (On::Builder, platform.unwrap_or(self.builder))
        } else if here != self.fill(&flag.text, &self.other_platform) {
            (On::Target, platform.unwrap_or(self.platform))
        } else {
            platform.map_or((On::Target, self.platform), |platform| (On::Fixed, platform))
        }
    }

    /// A word with its variables; none if nothing is left of it.
    fn fill(&self, word: &str, env: &Env) -> Option<String> {
        expand(word, self.escape, env).ok().map(|expanded| expanded.text).filter(|text| !text.is_empty())
    }
}

fn globals(dockerfile: &Dockerfile, build: &Build<'_>) -> Env {
    let mut env = automatic(build);
    let above = dockerfile.instructions.iter().take_while(|instruction| instruction.verb != Verb::From);
    above.filter(|instruction| instruction.verb == Verb::Arg).for_each(|arg| declare(&mut env, None, arg, dockerfile, build));
    env
}
