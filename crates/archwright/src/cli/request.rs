//! Flags and environment as a request: a flag goes before the environment, that before a target, that before the project.

mod output;

use super::{
    Fault,
    args::{BuildArgs, CommonArgs},
    environment::{self, setting},
    session::Session,
};
use archwright_model::{
    Origin, Platforms, Sourced,
    project::{BuilderName, TagTemplate, Target},
    reference::Namespaces,
};
use archwright_plan::{PlatformChoice, Request, Selection, request::Variants};

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
    Target(Target),
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
    let (common, environment) = (&args.common, &session.environment);
    let mut images = args.images.clone();
    match preset {
        Preset::Image(image) => images.push(image.clone()),
        // Words of the command line go before the target's own.
        Preset::Target(target) if images.is_empty() => images.extend(target.images.iter().map(ToString::to_string)),
        Preset::All | Preset::Platforms(..) | Preset::Local | Preset::Target(_) => {}
    }
    Ok(Request {
        selection: Selection { images, variants: if common.all { Variants::All } else { Variants::named(common.variant.clone()) } },
        platforms: platforms(session, preset, common)?,
        output: output::output(session, preset, common)?,
        registry: registry(&common.registry, session)?,
        tags: tags(session, common)?,
        builder: setting::<BuilderName>(common.builder.as_deref(), "--builder", environment, "ARCHWRIGHT_BUILDER")?,
        no_cache: common.no_cache,
        keep_going: common.keep_going,
        allow_shrink: common.allow_shrink,
        allow_downgrade: common.allow_downgrade,
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
            let asked = environment::platforms(args.platforms.as_deref(), &session.environment)?;
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
    let found = setting::<Namespaces>(flag.as_deref(), "--registry", &session.environment, "ARCHWRIGHT_REGISTRY")?;
    Ok(found.map(|registry| Sourced::new(Some(registry.value), registry.origin)))
}

/// Tags, each flag and the variable a list with commas, as platforms are.
fn tags(session: &Session<'_>, args: &CommonArgs) -> Result<Option<Sourced<Vec<TagTemplate>>>, Fault> {
    const VARIABLE: &str = "ARCHWRIGHT_TAG";
    let (texts, origin): (Vec<&str>, _) = match session.environment.get(VARIABLE) {
        Some(text) if args.tag.is_empty() => (vec![text], Origin::Environment(VARIABLE.into())),
        None if args.tag.is_empty() => return Ok(None),
        Some(_) | None => (args.tag.iter().map(String::as_str).collect(), Origin::Flag("--tag".into())),
    };
    let parse = |text: &str| text.trim().parse().map_err(|error| Fault::usage(format!("{origin}: {error}")));
    let tags = texts.iter().flat_map(|text| text.split(',')).map(parse).collect::<Result<_, _>>()?;
    Ok(Some(Sourced::new(tags, origin)))
}
