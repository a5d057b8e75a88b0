//! Where the images go.

use super::{LOCAL, Preset};
use crate::cli::{Fault, args::CommonArgs, session::Session};
use archwright_model::{
    Origin, Sourced,
    project::{OutputKind, Setting},
};
use archwright_plan::request::Output;
use camino::Utf8Path;

pub(super) fn output(session: &Session<'_>, preset: &Preset, args: &CommonArgs) -> Result<Option<Sourced<Output>>, Fault> {
    let flag = flag(session, args)?;
    match preset {
        Preset::Local if args.push => Err(Fault::usage(format!("{LOCAL} loads, and --push pushes")).hint("use docker-build --push")),
        Preset::Local => Ok(Some(flag.unwrap_or_else(|| Sourced::new(Output::Load, Origin::Verb(LOCAL.into()))))),
        Preset::All | Preset::Platforms(..) | Preset::Image(_) | Preset::Target(_) => match flag {
            Some(flag) => Ok(Some(flag)),
            None => unflagged(session, preset),
        },
    }
}

fn flag(session: &Session<'_>, args: &CommonArgs) -> Result<Option<Sourced<Output>>, Fault> {
    let flag = |output, name: &str| Ok(Some(Sourced::new(output, Origin::Flag(name.into()))));
    if args.push {
        return flag(Output::Push, "--push");
    }
    if args.load {
        return flag(Output::Load, "--load");
    }
    if args.test_only {
        return flag(Output::Nothing, "--test-only");
    }
    let Some(text) = &args.output else { return Ok(None) };
    let Some(dir) = text.strip_prefix("oci:").filter(|dir| !dir.is_empty()) else {
        return Err(Fault::usage(format!("--output `{text}` is not oci:DIR")).hint(meant(text)));
    };
    flag(Output::Layout(Some(session.here.join(dir))), "--output")
}

/// What the environment says, else the target. A variable that says not to push or load takes that from a target, and nothing else.
fn unflagged(session: &Session<'_>, preset: &Preset) -> Result<Option<Sourced<Output>>, Fault> {
    let own = preset.target().and_then(|target| target.output.clone());
    let (push, load) = (session.variables().boolean(&Setting::Push)?, session.variables().boolean(&Setting::Load)?);
    let yes = |set: &Option<Sourced<bool>>| set.clone().filter(|set| set.value);
    let no = |set: &Option<Sourced<bool>>| set.clone().filter(|set| !set.value);
    match (yes(&push), yes(&load)) {
        (Some(push), Some(load)) => {
            return Err(Fault::usage(format!("{} pushes, and {} loads", push.origin, load.origin)).hint("unset one of them"));
        }
        (Some(push), None) => return Ok(Some(Sourced::new(Output::Push, push.origin))),
        (None, Some(load)) => return Ok(Some(Sourced::new(Output::Load, load.origin))),
        (None, None) => {}
    }
    let Some(own) = own else { return Ok(None) };
    let taken = match own.value {
        OutputKind::Push => no(&push),
        OutputKind::Load => no(&load),
        OutputKind::Layout => None,
    };
    Ok(Some(match taken {
        Some(variable) => Sourced::new(Output::Layout(None), variable.origin),
        None => Sourced::new(own.value.into(), own.origin),
    }))
}

/// What somebody may have wanted who names no `oci:DIR`.
fn meant(text: &str) -> String {
    if text.starts_with("oci-archive:") || Utf8Path::new(text).extension() == Some("tar") {
        "a layout is written as a folder: `--output oci:DIR`, and then `tar -cf FILE -C DIR .` makes an archive of it".into()
    } else if text.contains(['=', ':']) {
        "name a folder behind `oci:`; `--push` and `--load` are flags of their own".into()
    } else {
        format!("did you mean `oci:{text}`?")
    }
}
