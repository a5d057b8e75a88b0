//! Flags and environment as a request.

use super::{
    Fault,
    args::{BuildArgs, CommonArgs},
    environment::{self, boolean, setting},
    session::Session,
};
use archwright_model::{
    Origin, Platforms, Sourced,
    project::{BuilderName, TagTemplate, Target},
    reference::Namespace,
};
use archwright_plan::{
    PlatformChoice, Request, Selection,
    request::{Output, Variants},
};

/// What a verb fixes before its flags are read.
#[derive(Debug, Clone)]
pub(super) enum Preset {
    /// `docker-build`.
    All,
    /// `docker-build-amd64`, `docker-build-arm64`.
    Platforms(&'static str, Platforms),
    /// `docker-build-local`.
    Local,
    /// `docker-build-<image>`.
    Image(String),
    /// A `[target.*]`.
    Target(Target),
}

/// The request of a build verb.
pub(super) fn request(session: &Session<'_>, preset: &Preset, args: &BuildArgs) -> Result<Request, Fault> {
    let (common, environment) = (&args.common, &session.environment);
    let mut images = args.images.clone();
    match preset {
        Preset::Image(image) => images.push(image.clone()),
        Preset::Target(target) if images.is_empty() => images.extend(target.images.iter().map(ToString::to_string)),
        Preset::All | Preset::Platforms(..) | Preset::Local | Preset::Target(_) => {}
    }
    Ok(Request {
        selection: Selection { images, variants: if common.all { Variants::All } else { Variants::named(common.variant.clone()) } },
        platforms: platforms(session, preset, common)?,
        output: output(session, preset, common)?,
        registry: registry(common.registry.as_deref(), session)?,
        tags: tags(session, common)?,
        builder: setting::<BuilderName>(common.builder.as_deref(), "--builder", environment, "ARCHWRIGHT_BUILDER")?,
        no_cache: common.no_cache,
        keep_going: common.keep_going,
        allow_shrink: common.allow_shrink,
    })
}

fn platforms(session: &Session<'_>, preset: &Preset, args: &CommonArgs) -> Result<Option<Sourced<PlatformChoice>>, Fault> {
    let verb = match preset {
        Preset::Platforms(verb, _) => Some(*verb),
        Preset::Local => Some("docker-build-local"),
        Preset::All | Preset::Image(_) | Preset::Target(_) => None,
    };
    if let (Some(verb), Some(_)) = (verb, &args.platforms) {
        return Err(Fault::usage(format!("{verb} fixes the platform, and --platforms names another")).hint("use docker-build --platforms"));
    }
    let said = |choice, verb: &str| Ok(Some(Sourced::new(choice, Origin::Flag(verb.into()))));
    match preset {
        Preset::Platforms(verb, platforms) => return said(PlatformChoice::Exact(platforms.clone()), verb),
        Preset::Local => return said(PlatformChoice::Server, "docker-build-local"),
        Preset::All | Preset::Image(_) | Preset::Target(_) => {}
    }
    if let Some(asked) = environment::platforms(args.platforms.as_deref(), &session.environment)? {
        return Ok(Some(Sourced::new(PlatformChoice::Exact(asked.value), asked.origin)));
    }
    match preset {
        Preset::Target(Target { key, platforms: Some(platforms), .. }) => said(PlatformChoice::Exact(platforms.clone()), key.as_str()),
        _ => Ok(None),
    }
}

fn output(session: &Session<'_>, preset: &Preset, args: &CommonArgs) -> Result<Option<Sourced<Output>>, Fault> {
    let flag = |output, name: &str| Ok(Some(Sourced::new(output, Origin::Flag(name.into()))));
    if args.push {
        return match preset {
            Preset::Local => Err(Fault::usage("docker-build-local loads, and --push pushes").hint("use docker-build --push")),
            _ => flag(Output::Push, "--push"),
        };
    }
    if args.load {
        return flag(Output::Load, "--load");
    }
    if args.test_only {
        return flag(Output::Nothing, "--test-only");
    }
    if let Some(text) = &args.output {
        let Some(dir) = text.strip_prefix("oci:").filter(|dir| !dir.is_empty()) else {
            let hint = if text.starts_with("oci:") { "name a folder behind `oci:`".into() } else { format!("did you mean `oci:{text}`?") };
            return Err(Fault::usage(format!("--output `{text}` is not oci:DIR")).hint(hint));
        };
        return flag(Output::Layout(Some(session.here.join(dir))), "--output");
    }
    match preset {
        Preset::Local => return flag(Output::Load, "docker-build-local"),
        Preset::Target(Target { key, output: Some(output), .. }) => return flag((*output).into(), key.as_str()),
        _ => {}
    }
    if boolean(&session.environment, "ARCHWRIGHT_PUSH")? {
        return Ok(Some(Sourced::new(Output::Push, Origin::Environment("ARCHWRIGHT_PUSH".into()))));
    }
    Ok(None)
}

/// The registry.
pub(super) fn registry(flag: Option<&str>, session: &Session<'_>) -> Result<Option<Sourced<Option<Namespace>>>, Fault> {
    if flag.is_some_and(|text| text.trim().is_empty()) {
        let project = session.project_here().and_then(|project| project.registry.as_ref());
        let near = project.map(|registry| format!(", or leave it out for `{}`", registry.value)).unwrap_or_default();
        return Err(Fault::usage("--registry is empty: no registry is set").hint(format!("give --registry HOST/PATH{near}")));
    }
    let found = setting::<Namespace>(flag, "--registry", &session.environment, "ARCHWRIGHT_REGISTRY")?;
    Ok(found.map(|registry| Sourced::new(Some(registry.value), registry.origin)))
}

fn tags(session: &Session<'_>, args: &CommonArgs) -> Result<Option<Sourced<Vec<TagTemplate>>>, Fault> {
    if args.tag.is_empty() {
        let one = setting::<TagTemplate>(None, "--tag", &session.environment, "ARCHWRIGHT_TAG")?;
        return Ok(one.map(|tag| Sourced::new(vec![tag.value], tag.origin)));
    }
    let origin = Origin::Flag("--tag".into());
    let parse = |text: &String| text.parse().map_err(|error| Fault::usage(format!("--tag: {error}")));
    Ok(Some(Sourced::new(args.tag.iter().map(parse).collect::<Result<_, _>>()?, origin)))
}
