//! Steps on this machine: the builder, UIs, command lines.

use super::{
    Page,
    paste::{self, quiet},
};
use crate::{
    builder::{BuilderState, EnsureBuilder},
    cli::{BuildCli, Delivery, MadeFor, Tool},
    facts::Driver,
    prebuilt::StageBinaries,
    ui::{BuildUi, Inputs, PLACEHOLDER},
};
use archwright_model::project::UiMode;

impl Page {
    pub(super) fn builder(&mut self, work: &EnsureBuilder) {
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
        let commands = work.commands();
        // Who only asks needs no configuration.
        if commands.contains(&work.create()) && !work.buildkitd.text.is_empty() {
            self.commands(work.config_file.parent().map(paste::make));
            self.commands([paste::write(&work.buildkitd.text, &work.config_file)]);
        }
        for command in commands {
            self.command(&command);
        }
    }

    pub(super) fn ui(&mut self, work: &BuildUi) {
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
        self.commands([paste::make(&work.staged)]);
        match work.mode {
            UiMode::Build => self.commands([paste::copy_folder(&work.output, &work.staged)]),
            UiMode::Disabled => {}
            UiMode::Placeholder => self.commands([paste::write(PLACEHOLDER, &work.staged.join("index.html"))]),
        }
        for dir in &work.copy_to {
            self.commands([paste::make(dir), paste::copy_folder(&work.staged, dir)]);
        }
        if work.mode != UiMode::Build {
            return;
        }
        if let Some(missing) = &work.missing {
            self.line(2, &format!("! {missing} is not on the PATH"));
        }
    }

    pub(super) fn cli(&mut self, work: &BuildCli) {
        let binaries = if let [_] = work.bins.as_slice() { "binary" } else { "binaries" };
        let names: Vec<_> = work.bins.iter().map(|bin| format!("`{}`", bin.name)).collect();
        self.line(1, &format!("command line `{}`, {binaries} {}", work.key, names.join(", ")));
        for build in &work.builds {
            let tool = build.tool.as_ref().map_or("no tool", Tool::name);
            match build.made_for {
                MadeFor::Images => self.line(2, &format!("{}: {tool} for {} ({})", build.platform, build.triple, build.reason)),
                MadeFor::People => self.line(2, &format!("{}: {tool} ({})", build.triple, build.reason)),
            }
        }
        for left in &work.left_out {
            self.line(2, &format!("{}: left out, for nothing here builds it ({})", left.triple, left.reason));
            self.line(3, &format!("fix: {}", left.fix));
        }
        if let Some(budget) = &work.budget {
            let together = budget.together();
            let line = format!(
                "{} of memory, about {} for each: {together} at a time, with those of other command lines",
                budget.memory, budget.each
            );
            self.line(2, &line);
        }
        for (name, value) in &work.settings {
            self.line(2, &format!("set by you: {name}={value}"));
        }
        for command in &work.commands {
            self.command(&quiet(command));
        }
        for (build, bin) in work.builds.iter().flat_map(|build| work.bins.iter().map(move |bin| (build, bin))) {
            let built = build.built(bin);
            let output = built.strip_prefix(&self.root).unwrap_or(&built);
            self.commands(paste::copy_file(output, &build.staged_binary(bin)));
        }
        self.delivery(&work.delivery);
    }

    fn delivery(&mut self, delivery: &Delivery) {
        for copy in &delivery.copies {
            self.commands(paste::copy_file(&copy.from, &copy.to));
        }
        for why in &delivery.without {
            self.line(2, why);
        }
        for archive in &delivery.archives {
            let names: Vec<_> = archive.entries.iter().map(|entry| entry.name.as_str()).collect();
            self.line(2, &format!("{} ← {}", archive.file, names.join(", ")));
        }
        if let Some(file) = &delivery.checksums {
            self.line(2, &format!("{file} ← their digests"));
        }
    }

    pub(super) fn prebuilt(&mut self, work: &StageBinaries) {
        self.line(1, &format!("binary `{}`, built elsewhere; each file is looked at before an image gets it", work.key));
        for binary in &work.binaries {
            self.line(2, &format!("{}:", binary.platform));
            self.commands(paste::copy_file(&binary.file, &binary.staged_binary(&work.key)));
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
