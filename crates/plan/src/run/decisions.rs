//! Which value came from where, and what is not known.

use super::Run;
use crate::{Condition, Decision, PlatformChoice, request::Output};
use archwright_model::Origin;

impl Run<'_> {
    /// The values that steer this run, each with its origin.
    pub(crate) fn decisions(&self) -> Vec<Decision> {
        let (project, request) = (self.project, self.request);
        let mut all = Vec::new();
        let mut say = |key: &str, value: String, origin: &Origin| all.push(Decision { key: key.into(), value, origin: origin.clone() });
        match (&request.registry, &project.registry) {
            (Some(asked), _) => say("registry", asked.value.as_ref().map_or("none".into(), ToString::to_string), &asked.origin),
            (None, Some(ours)) => say("registry", ours.value.to_string(), &ours.origin),
            (None, None) => say("registry", "none".into(), &Origin::Default),
        }
        match &request.platforms {
            Some(asked) => say("platforms", platforms(&asked.value), &asked.origin),
            None => say("platforms", project.platforms.value.to_string(), &project.platforms.origin),
        }
        let builder = crate::builder::name(project, &self.facts.docker, request);
        say("builder", builder.value.to_string(), &builder.origin);
        let origin = request.output.as_ref().map_or(&Origin::Default, |output| &output.origin);
        say("output", output(&self.output()), origin);
        for changed in &request.overrides {
            say(&changed.key, changed.value.clone(), &changed.origin);
        }
        if let Some(tags) = &request.tags {
            let list: Vec<_> = tags.value.iter().map(ToString::to_string).collect();
            say("tags", list.join(","), &tags.origin);
        }
        if let (Some(version), Some(source)) = (self.facts.repository.version.known(), &project.version) {
            say("version", version.clone(), &source.origin);
        }
        if let Some(epoch) = &self.facts.source_date_epoch {
            say("source-date-epoch", epoch.clone(), &Origin::Environment("SOURCE_DATE_EPOCH".into()));
        }
        if let Some(jobs) = &project.limits.jobs {
            say("limits.jobs", jobs.value.to_string(), &jobs.origin);
        }
        if let Some(memory) = &project.limits.memory {
            say("limits.memory", memory.value.to_string(), &memory.origin);
        }
        for image in &project.images {
            if request.platforms.is_none() && image.platforms.value != project.platforms.value {
                say(&format!("image.{}.platforms", image.key), image.platforms.value.to_string(), &image.platforms.origin);
            }
        }
        all
    }

    /// What is not known about Docker, and is needed to build images.
    pub(crate) fn docker_conditions(&self) -> Vec<Condition> {
        let mut all = Vec::new();
        let mut say =
            |fact: &str, why: &str, then: &str| all.push(Condition { fact: fact.into(), why: why.into(), then: then.into(), fix: None });
        match self.facts.docker.known() {
            None => say(
                "docker",
                self.facts.docker.why_unknown().unwrap_or_default(),
                "nothing is built without it; the builder's configuration may inherit registries from it",
            ),
            Some(docker) => {
                if let Some(why) = docker.server.why_unknown() {
                    say("docker server", why, "nothing is built without it");
                }
                if let Some(server) = docker.server.known().filter(|server| major(&server.version).is_some_and(|major| major < 24)) {
                    say("docker server", &format!("its version is {}", server.version), "24 is the first that is supported");
                }
                match docker.buildx.as_deref() {
                    None => say("buildx", "the docker client has no buildx plugin", "images are built by `docker buildx bake`"),
                    Some(version) if is_old(version) => {
                        say("buildx", &format!("its version is {version}"), "0.13 is the first that prints progress as JSON");
                    }
                    Some(_) => {}
                }
            }
        }
        all.extend(crate::builder::condition(self));
        all
    }
}

fn platforms(choice: &PlatformChoice) -> String {
    match choice {
        PlatformChoice::Exact(platforms) => platforms.to_string(),
        PlatformChoice::Server => "the Docker server's".into(),
    }
}

fn output(output: &Output) -> String {
    match output {
        Output::Push => "push".into(),
        Output::Load => "load".into(),
        Output::Layout(None) => "OCI layout in target/archwright/layout".into(),
        Output::Layout(Some(dir)) => format!("OCI layout in {dir}"),
        Output::Nothing => "nothing: the build alone is tried".into(),
    }
}

/// Older than 0.13; a version that is no number is taken as new.
fn is_old(version: &str) -> bool {
    let mut parts = version.split('.').map(str::parse::<u32>);
    matches!((parts.next(), parts.next()), (Some(Ok(0)), Some(Ok(minor))) if minor < 13)
}

fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}
