//! A plan for people: what came from where, what is not known, each step with commands that can be pasted in their order.

mod host;
mod paste;

use crate::{
    Plan, Work,
    bake::Build,
    bases::Bases,
    publish::{Copy, Index, LastTag, Load, Place, Preflight, Prove, Publish, Release},
    step::{CustomWork, Step},
    test::Test,
};
use archwright_model::{Command, Platforms};
use camino::Utf8PathBuf;
use paste::quiet;
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
    if !plan.notes().is_empty() {
        page.blank();
    }
    for note in plan.notes() {
        page.line(1, &format!("note: {note}"));
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

    fn commands(&mut self, commands: impl IntoIterator<Item = String>) {
        for command in commands {
            self.line(2, &format!("$ {command}"));
        }
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
            Work::Bases(work) => self.bases(work),
            Work::Build(work) => self.build(work),
            Work::Index(work) => self.index(work),
            Work::Prove(work) => self.prove(work),
            Work::Test(work) => self.test(work),
            Work::Copy(work) => self.copy(work),
            Work::WriteLayout(work) => self.line(1, &format!("{} → {}, in place of what is there", work.staged, work.dir)),
            Work::Load(work) => self.load(work),
            Work::Publish(work) => self.publish(work),
            Work::Custom(CustomWork::Command(command)) => self.command(command),
            Work::Custom(CustomWork::Call { description }) => self.line(2, description),
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
        if work.allow_downgrade {
            self.line(2, "a moving tag may go back to an older version");
        }
    }

    fn bases(&mut self, work: &Bases) {
        self.line(1, "ask for each image that is built on; one that lacks a platform ends the run");
        for base in &work.images {
            let platforms: Platforms = base.uses.iter().flat_map(|used| used.platforms.as_slice()).copied().collect();
            let places: Vec<_> = base.uses.iter().map(|used| format!("{}:{}", used.dockerfile, used.line)).collect();
            self.line(2, &format!("{}  [{platforms}]  {}", base.reference, places.join(", ")));
        }
    }

    fn build(&mut self, work: &Build) {
        for (platforms, images) in by_platforms(work) {
            self.line(1, &format!("build {} on {platforms}", images.join(", ")));
        }
        for (name, line) in options(work) {
            self.line(2, &format!("{name}: {line}"));
        }
        let command = quiet(&Command { stdin: None, ..work.command() });
        self.commands(work.metadata_file.parent().map(paste::make));
        self.line(2, &format!("$ {} | {command}", self.bake));
    }

    fn index(&mut self, work: &Index) {
        let platforms: Vec<_> = work.parts.iter().map(|part| part.platform.to_string()).collect();
        self.line(1, &format!("join {} of `{}` into one index, by digest, in {}", platforms.join(", "), work.image, place(&work.place)));
        if matches!(work.place, Place::Registry(_)) && work.parts.iter().any(|part| part.layout.is_some()) {
            self.line(2, "from what BuildKit exported: it is looked through before our own client pushes any of it");
        }
        for (name, value) in &work.annotations {
            self.line(2, &format!("annotation {name}: {value}"));
        }
    }

    fn prove(&mut self, work: &Prove) {
        self.line(1, &format!("read `{}` back from {} by digest", work.image, place(&work.place)));
        self.line(2, &format!("its platforms are {} and no others", work.platforms));
        let layers = match work.place {
            Place::Registry(_) => "layers exist",
            Place::Layout(_) => "layers are there with their digests",
        };
        self.line(2, &format!("each entry's manifest, config and {layers}, and the config says the entry's platform"));
        self.line(2, "every file of every layer is looked at: what runs fits its platform, by machine, loader, libraries and glibc");
        for allowed in &work.allow_foreign {
            self.line(2, &format!("{} may be of another platform: {}", allowed.path, allowed.why));
        }
    }

    fn copy(&mut self, work: &Copy) {
        for to in &work.to {
            self.line(1, &format!("copy `{}` with its attestations to {to}, and read it back from there", work.image));
        }
    }

    fn test(&mut self, work: &Test) {
        let (words, limit) = (work.words(), work.timeout);
        self.line(1, &format!("run `{words}` in each platform of `{}`, by digest, each within {limit}: {}", work.image, work.platforms));
        self.line(2, "in the builder: natively where a node is of the platform, else emulated; nothing is kept of it");
        self.commands(work.platforms.iter().map(|platform| paste::fed(&work.planned(platform))));
    }

    fn load(&mut self, work: &Load) {
        for image in &work.images {
            let names: Vec<_> = image.names.iter().map(ToString::to_string).collect();
            self.line(1, &format!("{} → the Docker server as {}", image.layout, names.join(", ")));
            self.line(2, &format!("packed as {} and given to `docker load`; kept as it is where the server has it", image.archive()));
        }
        self.last_tags(&work.last_tags);
    }

    fn publish(&mut self, work: &Publish) {
        self.line(1, "once everything is proven, tags move in this order");
        for step in &work.tags {
            let stays = if step.write_once { "  (stays, once it is there)" } else { "" };
            let alone = step.platform.map(|platform| format!(" for {platform} alone")).unwrap_or_default();
            self.line(2, &format!("{} → {}{alone}{stays}", step.reference, step.image));
        }
        self.line(2, &format!("journal: {}", work.journal));
        self.last_tags(&work.last_tags);
    }

    fn last_tags(&mut self, all: &[LastTag]) {
        for LastTag { file, tag } in all {
            self.line(2, &format!("{file} then says {tag}"));
        }
    }

    fn release(&mut self, release: &Release) {
        for reference in release.references() {
            self.line(2, &format!("{reference}  [{}]", release.platforms));
        }
        for (reference, platform) in release.platform_references() {
            self.line(2, &format!("{reference}  [{platform}]"));
        }
    }
}

/// The images of a build with the platforms that each is built for, those of one set together.
fn by_platforms(work: &Build) -> Vec<(Platforms, Vec<String>)> {
    let mut sets: Vec<(Platforms, Vec<String>)> = Vec::new();
    let mut images: Vec<_> = work.targets.iter().map(|target| &target.image).collect();
    images.dedup();
    for image in images {
        let platforms: Platforms = work.targets.iter().filter(|target| target.image == *image).map(|target| target.platform).collect();
        match sets.iter_mut().find(|(known, _)| *known == platforms) {
            Some((_, names)) => names.push(image.to_string()),
            None => sets.push((platforms, vec![image.to_string()])),
        }
    }
    sets
}

/// What else is said of the images of a build: of each image once, of each cache by its platform.
fn options(work: &Build) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for target in &work.targets {
        let name = target.image.to_string();
        for line in target.options.lines().into_iter().chain(target.options.caches()) {
            if !all.contains(&(name.clone(), line.clone())) {
                all.push((name.clone(), line));
            }
        }
    }
    all
}

fn place(place: &Place) -> String {
    match place {
        Place::Registry(repository) => repository.to_string(),
        Place::Layout(dir) => dir.to_string(),
    }
}
