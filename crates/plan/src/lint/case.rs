//! What the rules judge: a Dockerfile, and what comes of it for each platform.

use super::{
    Context,
    script::{Command, Script, exec},
};
use crate::dockerfile::{Base, Build, Dockerfile, Evaluated, Instruction, Reach, Stage, Step, Verb, Word, evaluate};
use archwright_model::{Platform, Platforms, platform::Arch};
use std::collections::{BTreeMap, BTreeSet};

/// What the lint is asked.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The Dockerfile, as findings call it.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The platforms that are asked for.
    pub platforms: &'a Platforms,
    /// Every set of build arguments that it is built with; none counts as one without any.
    pub args: &'a [BTreeMap<String, String>],
    /// The stage that is the image; the last, if none is named.
    pub target: Option<&'a str>,
    /// What is in its context, if that is known.
    pub context: Option<&'a Context>,
}

/// A Dockerfile in the light of what is asked.
pub(super) struct Case<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) dockerfile: Dockerfile,
    /// One per platform and set of build arguments.
    pub(super) builds: Vec<Evaluated>,
    /// What each `RUN` runs, by the number of the instruction, in each build.
    runs: BTreeMap<usize, Vec<Vec<Command>>>,
    /// Every `COPY --from`.
    copies: Vec<CopyFrom>,
    /// Those of a stage, by the numbers of build and stage.
    copies_from: BTreeMap<(usize, usize), Vec<usize>>,
}

/// A `COPY --from`.
pub(super) struct CopyFrom {
    /// The number of the instruction.
    pub(super) at: usize,
    /// What it copies.
    pub(super) sources: Vec<Word>,
}

/// An instruction in one of the builds.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    /// The number of the build.
    pub(super) number: usize,
    pub(super) build: &'a Evaluated,
    pub(super) step: &'a Step,
    pub(super) stage: &'a Stage,
}

impl<'a> Case<'a> {
    pub(super) fn new(input: &'a Input<'a>) -> Self {
        let dockerfile = Dockerfile::read(input.text);
        let none = [BTreeMap::new()];
        let args = if input.args.is_empty() { &none } else { input.args };
        // Whether a builder is of the platform that is asked for decides nothing that is judged here.
        let build = |platform, args| Build { args, target: input.target, platform, builder: Platform::LINUX_AMD64 };
        let pairs = input.platforms.iter().flat_map(|platform| args.iter().map(move |args| (platform, args)));
        let builds: Vec<_> = pairs.map(|(platform, args)| evaluate(&dockerfile, &build(platform, args))).collect();
        let run = |(at, instruction): (usize, &Instruction)| {
            let scripts = Script::all(instruction);
            if let Some(words) = instruction.exec().filter(|_| instruction.verb == Verb::Run) {
                return Some((at, vec![exec(&words); builds.len()]));
            }
            let commands = |build: &Evaluated| scripts.iter().flat_map(|script| script.commands(&build.steps[at].env)).collect();
            (instruction.verb == Verb::Run).then(|| (at, builds.iter().map(commands).collect()))
        };
        let runs = dockerfile.instructions.iter().enumerate().filter_map(run).collect();
        let (mut copies, mut copies_from) = (Vec::new(), BTreeMap::<_, Vec<_>>::new());
        for (at, instruction) in dockerfile.instructions.iter().enumerate().filter(|(_, instruction)| instruction.verb == Verb::Copy) {
            let Some((name, _)) = instruction.sources().next() else { continue };
            for (number, build) in builds.iter().enumerate() {
                if let Some(from) = build.steps[at].stage.and_then(|into| build.named(name, into)) {
                    copies_from.entry((number, from)).or_default().push(copies.len());
                }
            }
            let mut sources = instruction.words();
            sources.pop();
            copies.push(CopyFrom { at, sources });
        }
        Self { input, dockerfile, builds, runs, copies, copies_from }
    }

    /// Every `COPY` from the stage of an instruction, in the same build.
    pub(super) fn copies_from(&self, place: At<'_>) -> impl Iterator<Item = &CopyFrom> {
        let of_stage = place.step.stage.and_then(|stage| self.copies_from.get(&(place.number, stage)));
        of_stage.into_iter().flatten().map(|copy| &self.copies[*copy])
    }

    /// What a `RUN` runs in each build in which at least that becomes of its stage.
    pub(super) fn runs(&self, instruction: usize, reach: Reach) -> impl Iterator<Item = (At<'_>, &Command)> {
        let commands = self.runs.get(&instruction).map(Vec::as_slice).unwrap_or_default();
        let of_build = self.builds.iter().enumerate().zip(commands).filter_map(move |((number, build), commands)| {
            let step = build.steps.get(instruction)?;
            let at = At { number, build, step, stage: build.stages.get(step.stage?)? };
            (at.stage.reach >= reach).then_some((at, commands))
        });
        of_build.flat_map(|(at, commands)| commands.iter().map(move |command| (at, command)))
    }

    /// The numbers of the instructions of a stage.
    pub(super) fn inside(stage: &Stage) -> std::ops::Range<usize> {
        stage.from + 1..stage.end
    }

    /// The architectures that are asked for.
    pub(super) fn arches(&self) -> BTreeSet<Arch> {
        self.input.platforms.iter().map(Platform::arch).collect()
    }

    /// Instructions with their number.
    pub(super) fn instructions(&self) -> impl Iterator<Item = (usize, &Instruction)> {
        self.dockerfile.instructions.iter().enumerate()
    }

    /// An instruction of a stage in each build, whatever becomes of the stage.
    pub(super) fn everywhere(&self, instruction: usize) -> impl Iterator<Item = At<'_>> {
        self.builds.iter().enumerate().filter_map(move |(number, build)| {
            let step = build.steps.get(instruction)?;
            Some(At { number, build, step, stage: build.stages.get(step.stage?)? })
        })
    }

    /// The same, where at least that becomes of the stage.
    pub(super) fn reached(&self, instruction: usize, reach: Reach) -> impl Iterator<Item = At<'_>> {
        self.everywhere(instruction).filter(move |at| at.stage.reach >= reach)
    }

    /// The stage at the bottom of what a stage stands on.
    pub(super) fn root(build: &Evaluated, mut stage: usize) -> usize {
        while let Base::Stage(base) = build.stages[stage].base {
            stage = base;
        }
        stage
    }
}

/// Platforms in their order, each once.
pub(super) fn distinct(platforms: impl IntoIterator<Item = Platform>) -> Vec<Platform> {
    platforms.into_iter().collect::<Platforms>().iter().collect()
}

/// `linux/arm64`, `linux/arm64 and linux/arm/v7`.
pub(super) fn list(platforms: &[Platform]) -> String {
    let names: Vec<_> = platforms.iter().map(ToString::to_string).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// `linux/arm64 gets`, `linux/arm64 and linux/arm/v7 get`.
pub(super) fn get(platforms: &[Platform]) -> String {
    format!("{} {}", list(platforms), if platforms.len() == 1 { "gets" } else { "get" })
}
