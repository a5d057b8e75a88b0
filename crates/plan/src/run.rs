//! One invocation: project, facts and request, and the steps that they give.

mod decisions;
mod image_step;
mod platforms;
mod running;
mod rust;
mod specs;
mod wanted;

pub use image_step::ImageStep;
pub use specs::{BuilderStep, CliStep, Selected, StepSpec, UiStep};
pub(crate) use wanted::Wanted;

use crate::{
    Built, Facts, Handle, ImageId, Output, PlanError, Request,
    builder::EnsureBuilder,
    cli::{Besides, BuildCli},
    handle::{RunMark, What},
    image,
    prebuilt::PrebuiltStep,
    registries::Registries,
    selection, tags,
    ui::BuildUi,
};
use archwright_model::{
    Platforms, Project,
    config::{self, ConfigError},
    nearest,
    project::{Key, Need},
    reference::{Namespace, Namespaces},
};

/// A project, the facts, and a request.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    project: &'a Project,
    facts: &'a Facts,
    request: &'a Request,
    mark: RunMark,
}

impl<'a> Run<'a> {
    /// A run of a project under a request; an error if the project is not sound, whether a file or code describes it.
    pub fn new(project: &'a Project, facts: &'a Facts, request: &'a Request) -> Result<Self, ConfigError> {
        match config::check(project) {
            problems if problems.is_empty() => Ok(Self { project, facts, request, mark: RunMark::unused() }),
            problems => Err(ConfigError::new(problems)),
        }
    }

    /// The project.
    pub fn project(&self) -> &'a Project {
        self.project
    }

    /// The facts.
    pub fn facts(&self) -> &'a Facts {
        self.facts
    }

    /// The request.
    pub fn request(&self) -> &'a Request {
        self.request
    }

    /// What the steps that it gives carry.
    pub(crate) fn mark(&self) -> RunMark {
        self.mark
    }

    /// Where images go; an OCI layout, if nobody says otherwise.
    pub fn output(&self) -> Output {
        self.request.output.as_ref().map_or(Output::Layout(None), |output| output.value.clone())
    }

    /// The images and variants that the request selects.
    pub fn images(&self) -> Result<Vec<ImageId>, PlanError> {
        selection::images(self.project, self.request)
    }

    /// The selected images and those that they need, each behind what it needs.
    pub fn images_and_needed(&self) -> Result<Vec<ImageId>, PlanError> {
        selection::with_needed(self.project, self.request)
    }

    /// How registries are reached: those that images are built to, and those that get copies.
    pub(crate) fn registries(&self) -> Registries {
        let namespaces = tags::namespaces(self.project, self.request);
        let targets = namespaces.into_iter().flat_map(Namespaces::iter).map(Namespace::registry);
        Registries::new(self.project, &self.facts.docker, &self.facts.docker_authorities, targets)
    }

    /// Whether the request selects that image or variant; one that is only needed is built, and not published.
    pub(crate) fn selects(&self, id: &ImageId) -> Result<bool, PlanError> {
        Ok(self.images()?.contains(id))
    }

    /// The builder that this run needs.
    pub fn builder(&self) -> Result<BuilderStep, PlanError> {
        let work = EnsureBuilder::new(self.project, self.facts, self.request, self.platforms()?, running::platforms(self)?)?;
        Ok(BuilderStep { work, run: self.mark })
    }

    /// The UI of that key.
    pub fn ui(&self, key: &str) -> Result<UiStep, PlanError> {
        let ui = self.project.ui(key).ok_or_else(|| unknown("ui", key, self.project.uis.iter().map(|ui| ui.key.as_str())))?;
        Ok(UiStep { work: BuildUi::new(self.project, self.facts, ui)?, run: self.mark })
    }

    /// The command line of that key, for all platforms of the selected images that need it.
    pub fn cli(&self, key: &str) -> Result<CliStep, PlanError> {
        let mut platforms = Vec::new();
        for id in self.images_and_needed()? {
            let image = self.model_image(&id)?;
            if image.needs.iter().any(|need| matches!(need, Need::Cli(cli) if cli.as_str() == key)) {
                platforms.extend(self.platforms_of(&id)?.iter());
            }
        }
        let platforms: Platforms = platforms.into_iter().collect();
        self.cli_for(key, &if platforms.is_empty() { self.platforms()? } else { platforms })
    }

    /// The command line of that key, for these platforms.
    pub fn cli_for(&self, key: &str, platforms: &Platforms) -> Result<CliStep, PlanError> {
        self.cli_besides(key, platforms, Besides::Nothing)
    }

    /// The same with its other triples and its archives: what people get. Platforms that are asked for choose among the triples too.
    pub fn cli_for_people(&self, key: &str, platforms: &Platforms) -> Result<CliStep, PlanError> {
        let besides = match self.request.platforms {
            Some(_) => Besides::Of(platforms),
            None => Besides::Named,
        };
        self.cli_besides(key, platforms, besides)
    }

    fn cli_besides(&self, key: &str, platforms: &Platforms, besides: Besides<'_>) -> Result<CliStep, PlanError> {
        let cli = self.project.cli(key).ok_or_else(|| unknown("cli", key, self.project.clis.iter().map(|cli| cli.key.as_str())))?;
        Ok(CliStep { work: BuildCli::new(self.project, self.facts, cli, platforms, besides)?, run: self.mark })
    }

    /// Binaries that are not built by us, one per platform; images get them as the context `prebuilt.KEY`.
    ///
    /// Those for platforms that this run does not build are left alone.
    pub fn prebuilt(&self, key: &str) -> Result<PrebuiltStep, PlanError> {
        let key: Key = key.parse().map_err(|error| PlanError::configuration(format!("prebuilt: {error}")))?;
        let mut wanted = Vec::new();
        for id in self.images_and_needed()? {
            wanted.extend(self.platforms_of(&id)?.iter());
        }
        Ok(PrebuiltStep::new(key, wanted.into_iter().collect(), &self.project.root, self.mark))
    }

    /// The image of that key, `IMAGE` or `IMAGE:VARIANT`.
    pub fn image(&self, id: &str) -> Result<ImageStep, PlanError> {
        let id = ImageId::try_from(id.to_owned()).map_err(|error| PlanError::usage(error.to_string()))?;
        image::step(self, &id)
    }

    /// The whole selection, built: what a proof is asked for.
    pub fn selected(&self, built: impl IntoIterator<Item = Handle<Built>>) -> Result<Selected, PlanError> {
        let built: Vec<_> = built.into_iter().collect();
        let has = |id: &ImageId| built.iter().any(|handle| matches!(&handle.made().what, What::Image(image, _) if image == id));
        let images = self.images()?;
        if let Some(left_out) = images.iter().find(|id| !has(id)) {
            return Err(PlanError::configuration(format!("image `{left_out}` is selected, and this plan does not build it"))
                .hint("add it to the plan, or select fewer images"));
        }
        let proofs = images.iter().map(|id| image::proof(self, id)).collect::<Result<_, _>>()?;
        let tests = images.iter().map(|id| image::test(self, id)).filter_map(Result::transpose).collect::<Result<_, _>>()?;
        Ok(Selected { run: self.mark, proofs, tests, images, built: built.iter().map(|handle| handle.made().clone()).collect() })
    }

    pub(crate) fn model_image(&self, id: &ImageId) -> Result<&'a archwright_model::project::Image, PlanError> {
        let key = id.image.as_str();
        self.project.image(key).ok_or_else(|| unknown("image", key, self.project.images.iter().map(|image| image.key.as_str())))
    }
}

fn unknown<'a>(what: &str, key: &str, known: impl Iterator<Item = &'a str> + Clone) -> PlanError {
    let list: Vec<_> = known.clone().collect();
    let near = nearest(key, known).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    PlanError::configuration(format!("there is no {what} `{key}`")).hint(format!("{near}known: {}", list.join(", ")))
}
