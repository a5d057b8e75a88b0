//! Names that BuildKit would stumble over late: of contexts that are not given, and of the build context itself.

use crate::{
    PlanError, Run,
    bake::BakeTarget,
    facts::{Dockerfile, Source},
};
use archwright_model::{Project, nearest, project::Image};

/// What an image's Dockerfile takes, to be compared with what its build is given.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    dockerfile: Dockerfile,
    /// What the project could give.
    makes: Vec<String>,
}

impl Taken {
    /// What that Dockerfile takes in that project.
    pub fn new(dockerfile: Dockerfile, project: &Project) -> Self {
        let uis = project.uis.iter().map(|ui| format!("ui.{}", ui.key));
        Self { dockerfile, makes: uis.chain(project.clis.iter().map(|cli| format!("cli.{}", cli.key))).collect() }
    }

    /// Refuses a Dockerfile that takes `cli.typo`: BuildKit would look for an image of that name, minutes later.
    pub(crate) fn check(&self, target: &BakeTarget) -> Result<(), PlanError> {
        let unknown = self.dockerfile.taken.iter().find(|source| is_ours(&source.name) && !self.is_given(&source.name, target));
        unknown.map_or(Ok(()), |source| {
            let message = format!("{}:{}: image `{}` has no context `{}`", target.dockerfile, source.line, target.image, source.name);
            Err(PlanError::configuration(message).hint(self.fix(&source.name, target)))
        })
    }

    /// What mends the name that a line of the Dockerfile takes from, if nothing is given under it and something like it is.
    pub fn fix_at(&self, line: u32, target: &BakeTarget) -> Option<String> {
        let Source { name, .. } = self.dockerfile.taken.iter().find(|source| source.line == line)?;
        let near = !self.is_given(name, target) && nearest(name, self.given(target)).is_some();
        near.then(|| self.fix(name, target))
    }

    fn given<'a>(&'a self, target: &'a BakeTarget) -> impl Iterator<Item = &'a str> {
        target.contexts.keys().chain(&self.dockerfile.stages).map(String::as_str)
    }

    fn is_given(&self, name: &str, target: &BakeTarget) -> bool {
        self.given(target).any(|given| given.eq_ignore_ascii_case(name))
    }

    fn fix(&self, name: &str, target: &BakeTarget) -> String {
        if self.makes.iter().any(|made| made == name) {
            return format!("add \"{name}\" to `needs` in [image.{}]", target.image.image);
        }
        // Whatever is behind the dot: the only context of that kind is meant.
        let kind = |name: &str| name.split_once('.').map(|(kind, _)| kind.to_owned());
        let mut same = self.given(target).filter(|given| kind(given).is_some() && kind(given) == kind(name));
        let only = same.next().filter(|_| same.next().is_none());
        let near = nearest(name, self.given(target)).or(only).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let known: Vec<_> = self.given(target).collect();
        if known.is_empty() {
            return format!("add what the image takes to `needs` in [image.{}]", target.image.image);
        }
        format!("{near}given: {}", known.join(", "))
    }
}

/// Whether a name has the form of a context of ours.
pub(crate) fn is_ours(name: &str) -> bool {
    let is_name = !name.contains(['/', '$']) && (!name.contains(':') || name.starts_with("image."));
    is_name && ["ui.", "cli.", "prebuilt.", "image."].iter().any(|kind| name.starts_with(kind))
}

/// buildx sends the last part of the context's path as a gRPC header, which is ASCII (seen with 0.13 and 0.29): `x-docker-expose-session-sharedkey`.
pub(crate) fn has_a_name_for_buildx(run: &Run<'_>, image: &Image) -> Result<(), PlanError> {
    let Some(dir) = run.facts().repository.contexts.get(&image.context) else { return Ok(()) };
    let Some(name) = dir.file_name().filter(|name| !name.bytes().all(|byte| (0x20..0x7f).contains(&byte))) else { return Ok(()) };
    let message = format!("image `{}`: buildx takes no build context whose folder is not named in ASCII: `{dir}`", image.key);
    let error = if image.context == "." {
        PlanError::machine(message)
    } else {
        PlanError::configuration(message).about(format!("image.{}.context", image.key))
    };
    Err(error.hint(format!("rename the folder `{name}`; those above it may have any name")))
}
