//! A plan for people: what came from where, what is not known, each step with commands that can be pasted.

use crate::{
    Plan, Work,
    bake::Build,
    builder::{BuilderState, EnsureBuilder},
    cli::{BuildCli, Tool},
    facts::Driver,
    prebuilt::StageBinaries,
    publish::{Index, Load, Place, Preflight, Prove, Publish, Release},
    step::{CustomWork, Step},
    ui::{BuildUi, Inputs},
};
use archwright_model::{Command, project::UiMode};
use camino::Utf8PathBuf;
use std::fmt::Write as _;

/// The plan as text; `bake` is the command that prints the plan's bake file.
pub fn text(plan: &Plan, bake: &Command) -> String {
    let mut page = Page { text: String::new(), root: plan.root().to_owned(), bake: bake.clone() };
    page.line(0, &format!("plan for {}", plan.root()));
    page.blank();
    page.table(plan.decisions().iter().map(|decision| [decision.key.clone(), decision.value.clone(), format!("({})", decision.origin)]));
    page.blank();
    for line in plan.machine() {
        page.line(1, line);
    }
    if !plan.conditions().is_empty() {
        page.blank();
        page.line(0, "to be settled before it can run:");
        for condition in plan.conditions() {
            page.line(1, &format!("{}: {}; {}", condition.fact, condition.why, condition.then));
            if let Some(fix) = &condition.fix {
                page.line(2, &format!("fix: {fix}"));
            }
        }
    }
    for (number, step) in plan.steps().iter().enumerate() {
        page.blank();
        page.step(number + 1, step);
    }
    page.text
}

struct Page {
    text: String,
    root: Utf8PathBuf,
    bake: Command,
}

impl Page {
    fn line(&mut self, depth: usize, text: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{}{text}", "  ".repeat(depth));
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn table(&mut self, rows: impl Iterator<Item = [String; 3]> + Clone) {
        let width = |column: usize| rows.clone().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (first, second) = (width(0), width(1));
        for [key, value, origin] in rows {
            self.line(1, &format!("{key:first$}  {value:second$}  {origin}"));
        }
    }

    fn command(&mut self, command: &Command) {
        self.line(2, &format!("$ {command}"));
    }

    fn step(&mut self, number: usize, step: &Step) {
        let after: Vec<_> = step.after.iter().map(crate::StepId::as_str).collect();
        let after = if after.is_empty() { String::new() } else { format!("  after {}", after.join(", ")) };
        self.line(0, &format!("{number}. {}{after}", step.id));
        match &step.work {
            Work::EnsureBuilder(work) => self.builder(work),
            Work::BuildUi(work) => self.ui(work),
            Work::BuildCli(work) => self.cli(work),
            Work::StageBinaries(work) => self.prebuilt(work),
            Work::Preflight(work) => self.preflight(work),
            Work::Build(work) => self.build(work),
            Work::Index(work) => self.index(work),
            Work::Prove(work) => self.prove(work),
            Work::WriteLayout(work) => self.line(1, &format!("{} → {}, in place of what is there", work.staged, work.dir)),
            Work::Load(work) => self.load(work),
            Work::Publish(work) => self.publish(work),
            Work::Custom(CustomWork::Command(command)) => self.command(command),
            Work::Custom(CustomWork::Call { description }) => self.line(2, description),
        }
    }

    fn builder(&mut self, work: &EnsureBuilder) {
        let state = match &work.state {
            BuilderState::Current => "already so".into(),
            BuilderState::Unasked => "ours; which platforms it builds is asked".into(),
            BuilderState::Missing => "there is none of that name: it is created".into(),
            BuilderState::Drifted(why) => format!("ours, and made anew: {}", work.drift(why)),
            BuilderState::Foreign(Driver::Docker) => "the Docker server's own: used if it is able, never changed".into(),
            BuilderState::Foreign(driver) => format!("somebody else's ({driver}): used if it is able, never changed"),
            BuilderState::Unknown(why) => format!("unknown ({why}); if it is missing:"),
        };
        self.line(1, &format!("builder `{}` for {}: {state}", work.name, work.platforms));
        for reason in &work.buildkitd.because {
            self.line(2, &format!("# {reason}"));
        }
        for line in work.buildkitd.text.lines() {
            self.line(2, &format!("{}: {line}", work.config_file));
        }
        for command in work.commands() {
            self.command(&command);
        }
    }

    fn ui(&mut self, work: &BuildUi) {
        match work.mode {
            UiMode::Build => {
                self.line(1, &format!("UI `{}`, once for all platforms ({})", work.key, work.reason));
                self.command(&work.install);
                self.command(&work.build);
                self.line(2, &format!("built anew when these change: {}", inputs(&work.inputs)));
            }
            UiMode::Disabled => self.line(1, &format!("UI `{}` is disabled: images get an empty context", work.key)),
            UiMode::Placeholder => self.line(1, &format!("UI `{}` is a placeholder: one page that says so", work.key)),
        }
        if work.mode != UiMode::Build {
            let page = if work.mode == UiMode::Placeholder { "one page" } else { "nothing" };
            self.line(2, &format!("{page} → {}", work.staged));
            return;
        }
        let copies: Vec<_> = work.copy_to.iter().map(|dir| dir.as_str()).collect();
        let copies = if copies.is_empty() { String::new() } else { format!(" and {}", copies.join(", ")) };
        self.line(2, &format!("{} → {}{copies}", work.output, work.staged));
        if let Some(missing) = &work.missing {
            self.line(2, &format!("! {missing} is not on the PATH"));
        }
    }

    fn cli(&mut self, work: &BuildCli) {
        self.line(1, &format!("command line `{}`, binary `{}`", work.key, work.bin));
        for build in &work.builds {
            let tool = build.tool.as_ref().map_or("no tool", Tool::name);
            self.line(2, &format!("{}: {tool} for {} ({})", build.platform, build.triple, build.reason));
        }
        for command in &work.commands {
            self.command(command);
        }
        for build in &work.builds {
            let output = build.output.strip_prefix(&self.root).unwrap_or(&build.output);
            self.line(2, &format!("{output} → {}", build.staged_binary(&work.bin)));
        }
    }

    fn prebuilt(&mut self, work: &StageBinaries) {
        self.line(1, &format!("binary `{}`, built elsewhere; each file is looked at before an image gets it", work.key));
        for binary in &work.binaries {
            self.line(2, &format!("{}: {} → {}", binary.platform, binary.file, binary.staged_binary(&work.key)));
        }
    }

    fn preflight(&mut self, work: &Preflight) {
        self.line(1, "read every tag of the run, and ask whether it may be written; nothing is built if one may not move");
        for release in &work.releases {
            self.release(release);
        }
        if work.allow_shrink {
            self.line(2, "a tag may lose platforms");
        }
    }

    fn build(&mut self, work: &Build) {
        let targets: Vec<_> = work.targets.iter().map(|target| format!("{} on {}", target.image, target.platform)).collect();
        self.line(1, &format!("build {}", targets.join(", ")));
        let command = Command { stdin: None, ..work.command() };
        self.line(2, &format!("$ {} | {command}", self.bake));
    }

    fn index(&mut self, work: &Index) {
        let platforms: Vec<_> = work.parts.iter().map(|part| part.platform.to_string()).collect();
        self.line(1, &format!("join {} of `{}` into one index, by digest, in {}", platforms.join(", "), work.image, place(&work.place)));
    }

    fn prove(&mut self, work: &Prove) {
        self.line(1, &format!("read `{}` back from {} by digest", work.image, place(&work.place)));
        self.line(2, &format!("its platforms are {} and no others", work.platforms));
        let layers = match work.place {
            Place::Registry(_) => "layers exist",
            Place::Layout(_) => "layers are there with their digests",
        };
        self.line(2, &format!("each entry's manifest, config and {layers}, and the config says the entry's platform"));
    }

    fn load(&mut self, work: &Load) {
        for image in &work.images {
            let names: Vec<_> = image.names.iter().map(ToString::to_string).collect();
            self.line(1, &format!("{} → the Docker server as {}", image.layout, names.join(", ")));
            self.command(&image.command());
        }
    }

    fn publish(&mut self, work: &Publish) {
        self.line(1, "once everything is proven, tags move in this order");
        for step in &work.tags {
            self.line(2, &format!("{} → {}", step.reference, step.image));
        }
        self.line(2, &format!("journal: {}", work.journal));
    }

    fn release(&mut self, release: &Release) {
        for reference in release.references() {
            self.line(2, &format!("{reference}  [{}]", release.platforms));
        }
    }
}

fn inputs(inputs: &Inputs) -> String {
    let folders = inputs.folders.iter().map(|path| format!("{path}/"));
    let files = inputs.files.iter().map(ToString::to_string);
    let variables = inputs.variables.iter().map(|name| format!("${name}"));
    let all: Vec<_> = folders.chain(files).chain(variables).chain(inputs.programs.iter().cloned()).collect();
    all.join(", ")
}

fn place(place: &Place) -> String {
    match place {
        Place::Registry(repository) => repository.to_string(),
        Place::Layout(dir) => dir.to_string(),
    }
}
