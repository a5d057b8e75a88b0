//! Flags and environment as a request: a flag goes before the environment, that before a target, that before the project.

pub(super) mod member;
mod name;
mod output;
mod selection;

pub(super) use name::project;

use super::{
    Fault,
    args::{BuildArgs, CommonArgs},
    environment::{self, setting},
    session::Session,
};
use archwright_model::{
    Origin, Os, Platforms, Sourced,
    project::{BuilderName, OnFailure, Setting, TagTemplate, Target},
    reference::Namespaces,
};
use archwright_plan::{PlatformChoice, Request};

/// What a verb fixes before its flags are read.
#[derive(Debug, Clone)]
pub(super) enum Preset {
    /// `docker-build`.
    All,
    /// `docker-build-amd64`, `docker-build-arm64`.
    Platforms(String, Platforms),
    /// `docker-build-local`.
    Local,
    /// `docker-build-<image>`.
    Image(String),
    /// A `[target.*]`.
    Target(Box<Target>),
}

/// The verb that loads.
const LOCAL: &str = "docker-build-local";

impl Preset {
    /// The target of the project that the verb is.
    fn target(&self) -> Option<&Target> {
        match self {
            Self::Target(target) => Some(target),
            Self::All | Self::Platforms(..) | Self::Local | Self::Image(_) => None,
        }
    }
}

/// The request of a build verb.
pub(super) fn request(session: &Session<'_>, preset: &Preset, args: &BuildArgs) -> Result<Request, Fault> {
    let (common, variables) = (&args.common, session.variables());
    let target = preset.target();
    let name = name::name(session, args)?;
    let of_name = || name.as_ref().and_then(|name| Some(Sourced::new(Some(name.value.registry.clone()?), name.origin.clone())));
    let of_target =
        || target.and_then(|target| target.registry.clone()).map(|registry| Sourced::new(Some(registry.value), registry.origin));
    let keep_going = variables.boolean(&Setting::KeepGoing)?.map(|set| set.value);
    let no_cache = variables.boolean(&Setting::NoCache)?.is_some_and(|set| set.value);
    let on_failure = target.map_or(OnFailure::Stop, |target| target.on_failure);
    Ok(Request {
        selection: selection::selection(session, preset, args)?,
        platforms: platforms(session, preset, common)?,
        output: output::output(session, preset, common)?,
        registry: registry(&common.registry, session)?.or_else(of_name).or_else(of_target),
        tags: tags(session, common)?.or_else(|| target?.tags.clone()),
        builder: setting::<BuilderName>(common.builder.as_deref(), "--builder", variables, &Setting::Builder)?,
        no_cache: common.no_cache || no_cache,
        keep_going: common.keep_going || keep_going.unwrap_or(on_failure == OnFailure::KeepGoing),
        allow_shrink: common.allow_shrink,
        allow_downgrade: common.allow_downgrade,
        overrides: session.overrides().iter().cloned().chain(name.as_ref().map(name::told)).collect(),
    })
}

fn platforms(session: &Session<'_>, preset: &Preset, args: &CommonArgs) -> Result<Option<Sourced<PlatformChoice>>, Fault> {
    let fixed = match preset {
        Preset::Platforms(verb, platforms) => Some((verb.as_str(), PlatformChoice::Exact(platforms.clone()))),
        Preset::Local => Some((LOCAL, PlatformChoice::Server)),
        Preset::All | Preset::Image(_) | Preset::Target(_) => None,
    };
    match fixed {
        Some((verb, _)) if args.platforms.is_some() => {
            Err(Fault::usage(format!("{verb} fixes the platform, and --platforms names another")).hint("use docker-build --platforms"))
        }
        Some((verb, platforms)) => Ok(Some(Sourced::new(platforms, Origin::Verb(verb.into())))),
        None => {
            let asked = environment::platforms(args.platforms.as_deref(), session.variables())?;
            if let Some((wrong, origin)) =
                asked.as_ref().and_then(|asked| Some((asked.value.iter().find(|one| one.os() == Os::Darwin)?, &asked.origin)))
            {
                return Err(Fault::usage(format!("{origin}: no container runs on macOS itself: `{wrong}`"))
                    .hint(format!("did you mean `linux/{}`?", wrong.arch())));
            }
            let platforms = asked.or_else(|| preset.target()?.platforms.clone());
            Ok(platforms.map(|platforms| Sourced::new(PlatformChoice::Exact(platforms.value), platforms.origin)))
        }
    }
}

/// The registries, each flag and the variable a list with commas.
pub(super) fn registry(flags: &[String], session: &Session<'_>) -> Result<Option<Sourced<Option<Namespaces>>>, Fault> {
    if flags.iter().any(|text| text.trim().is_empty()) {
        let project = session.project_here().and_then(|project| project.registry.as_ref());
        let near = project.map(|registry| format!(", or leave it out for `{}`", registry.value)).unwrap_or_default();
        return Err(Fault::usage("--registry is empty: no registry is set").hint(format!("give --registry HOST/PATH{near}")));
    }
    let flag = (!flags.is_empty()).then(|| flags.join(","));
    let found = setting::<Namespaces>(flag.as_deref(), "--registry", session.variables(), &Setting::Registry)?;
    Ok(found.map(|registry| Sourced::new(Some(registry.value), registry.origin)))
}

/// Tags, each flag and the variable a list with commas, as platforms are.
fn tags(session: &Session<'_>, args: &CommonArgs) -> Result<Option<Sourced<Vec<TagTemplate>>>, Fault> {
    let (texts, origin): (Vec<&str>, _) = match session.variables().of(&Setting::Tag) {
        _ if !args.tag.is_empty() => (args.tag.iter().map(String::as_str).collect(), Origin::Flag("--tag".into())),
        Some((name, text)) => (vec![text], Origin::Environment(name)),
        None => return Ok(None),
    };
    let parse = |text: &str| text.trim().parse().map_err(|error| Fault::usage(format!("{origin}: {error}")));
    let tags = texts.iter().flat_map(|text| text.split(',')).map(parse).collect::<Result<_, _>>()?;
    Ok(Some(Sourced::new(tags, origin)))
}
