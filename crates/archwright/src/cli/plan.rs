//! `plan` and `facts`: what would be done, and what is known.

mod why;

use super::{
    Fault,
    args::{BuildArgs, PlanArgs, Progress},
    build::{self, Form},
    request::{self, Preset},
    session::Session,
};

pub(super) fn run(session: &Session<'_>, args: &PlanArgs) -> Result<u8, Fault> {
    let project = &*request::project(session, &Preset::All, &args.build)?;
    if let Some(line) = args.why.as_ref().and_then(|key| why::of_project(session, project, key)) {
        session.out.print(&line);
        return Ok(0);
    }
    let (mut plan, _) = build::plan(session, project, &Preset::All, &args.build)?;
    build::foresee(&mut plan, &session.world(project, Some(Progress::Plain))?, &args.build);
    if let Some(key) = &args.why {
        session.out.print(&why::of_plan(project, &plan, key)?);
        return Ok(0);
    }
    build::show(session, &plan, Form::of(&args.build.common))
}

pub(super) fn facts(session: &Session<'_>, args: &BuildArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    let request = request::request(session, &Preset::All, args)?;
    let facts = build::facts(session, project, &request, args)?;
    session.out.print_json(&facts)?;
    Ok(0)
}
