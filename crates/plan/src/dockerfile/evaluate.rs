//! What a build of one platform does: which stages, on what, and with which variables each instruction.

mod bases;
mod reach;

use super::{Base, Dockerfile, Env, Instruction, PlatformArg, Reach, Stage, Verb, expand, names};
use archwright_model::Platform;
use bases::Bases;
use std::collections::BTreeMap;

/// What is asked of a build.
#[derive(Debug, Clone, Copy)]
pub struct Build<'a> {
    /// Build arguments.
    pub args: &'a BTreeMap<String, String>,
    /// The stage that is the image; the last, if none is named.
    pub target: Option<&'a str>,
    /// The platform that is asked for.
    pub platform: Platform,
    /// The platform that the builder runs on.
    pub builder: Platform,
}

/// A build of one platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluated {
    /// What was asked for.
    pub platform: Platform,
    /// Its stages, in their order.
    pub stages: Vec<Stage>,
    /// Its instructions, in their order.
    pub steps: Vec<Step>,
}

/// An instruction in a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its stage; none above the first `FROM`.
    pub stage: Option<usize>,
    /// The variables that it mentions, as they are in front of it.
    pub env: Env,
}

impl Evaluated {
    /// The stage that is the image.
    pub fn image(&self) -> Option<usize> {
        let copied = |at: &usize| matches!(self.stages[*at].base, Base::Stage(base) if self.stages[base].reach == Reach::Image);
        let all = (0..self.stages.len()).filter(|at| self.stages[*at].reach == Reach::Image);
        // The last of the chain is what no other one stands on.
        all.clone().rfind(copied).or_else(|| all.clone().next_back())
    }

    /// The stage of that name or number, looked for from an instruction of a stage.
    pub fn named(&self, name: &str, before: usize) -> Option<usize> {
        let number = name.parse().ok().filter(|number| *number < before);
        number.or_else(|| self.stages.iter().take(before).rposition(|stage| stage.name.as_deref() == Some(&name.to_lowercase())))
    }
}

/// What comes of a Dockerfile for one platform.
pub fn evaluate(dockerfile: &Dockerfile, build: &Build<'_>) -> Evaluated {
    let bases = Bases::new(dockerfile, build);
    let mut walk = Walk { dockerfile, build, globals: bases.globals().clone(), stages: Vec::new(), ends: Vec::new(), env: Env::default() };
    let steps = dockerfile.instructions.iter().enumerate().map(|(at, instruction)| walk.step(at, instruction, &bases)).collect();
    if let Some(last) = walk.stages.last_mut() {
        last.end = dockerfile.instructions.len();
    }
    let mut evaluated = Evaluated { platform: build.platform, stages: walk.stages, steps };
    reach::mark(dockerfile, &mut evaluated, build.target);
    evaluated
}

/// The variables that BuildKit sets by itself.
fn automatic(build: &Build<'_>) -> Env {
    let mut env: Env = PlatformArg::ALL.into_iter().map(|arg| (arg.name(), arg.value(build.platform, build.builder))).collect();
    env.set("TARGETSTAGE", build.target.unwrap_or("default").to_owned());
    for (name, value) in build.args.iter().filter(|(name, _)| PlatformArg::named(name).is_some()) {
        env.set(name, value.clone());
    }
    env
}

/// An `ARG`: a build argument, else its default, else what is there before the first `FROM`.
fn declare(env: &mut Env, globals: Option<&Env>, instruction: &Instruction, dockerfile: &Dockerfile, build: &Build<'_>) {
    for pair in instruction.pairs() {
        let name = &pair.name.text;
        let default = pair.value.as_ref().map(|value| match expand(&value.text, dockerfile.escape, env) {
            Ok(expanded) => expanded.text,
            Err(_) => value.text.clone(),
        });
        let value = build.args.get(name).cloned().or(default).or_else(|| globals?.get(name).map(str::to_owned));
        env.declare(name);
        if let Some(value) = value {
            env.set(name, value);
        }
    }
}

struct Walk<'a> {
    dockerfile: &'a Dockerfile,
    build: &'a Build<'a>,
    globals: Env,
    stages: Vec<Stage>,
    /// The variables at the end of each stage that has a name.
    ends: Vec<Env>,
    env: Env,
}

impl Walk<'_> {
    fn step(&mut self, at: usize, instruction: &Instruction, bases: &Bases) -> Step {
        if instruction.verb == Verb::From {
            self.from(at, instruction, bases);
        }
        let stage = self.stages.len().checked_sub(1);
        let env = if stage.is_none() || instruction.verb == Verb::From { &self.globals } else { &self.env };
        let step = Step { stage, env: env.of(mentioned(instruction, self.dockerfile.escape).iter().map(String::as_str)) };
        if instruction.verb == Verb::Arg && stage.is_some() {
            declare(&mut self.env, Some(&self.globals), instruction, self.dockerfile, self.build);
        } else if instruction.verb == Verb::Env && stage.is_some() {
            self.set(instruction);
        }
        step
    }

    fn from(&mut self, at: usize, instruction: &Instruction, bases: &Bases) {
        let ended = std::mem::take(&mut self.env);
        if let Some(last) = self.stages.last_mut() {
            last.end = at;
            // Nothing can stand on a stage without a name.
            self.ends.push(if last.name.is_some() { ended } else { Env::default() });
        }
        let stage = bases.stage(at, instruction, &self.stages);
        if let Base::Stage(base) = stage.base {
            self.env = self.ends.get(base).cloned().unwrap_or_default();
        }
        self.stages.push(stage);
    }

    /// An `ENV`, all of whose values see the variables in front of it.
    fn set(&mut self, instruction: &Instruction) {
        let escape = self.dockerfile.escape;
        let filled = |text: &str| expand(text, escape, &self.env).map_or_else(|_| text.to_owned(), |expanded| expanded.text);
        let pairs: Vec<_> =
            instruction.pairs().into_iter().filter_map(|pair| Some((filled(&pair.name.text), filled(&pair.value?.text)))).collect();
        for (name, value) in pairs {
            self.env.set(&name, value);
        }
    }
}

/// The variables that an instruction asks for, in any of its parts.
fn mentioned(instruction: &Instruction, escape: char) -> Vec<String> {
    let flags = instruction.flags.iter().map(|flag| flag.word.text.as_str());
    // Single quotes and escapes are the shell's to judge.
    flags.chain(instruction.texts()).flat_map(|text| names(&text.replace('\'', " "), escape)).map(|mention| mention.name).collect()
}

#[cfg(test)]
mod tests;
