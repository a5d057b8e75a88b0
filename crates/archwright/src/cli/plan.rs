//! `plan` and `facts`: what would be done, and what is known.

use super::{
    Fault,
    args::{BuildArgs, PlanArgs, Progress},
    build::{self, Form},
    misuse::did_you_mean,
    request::{Preset, request},
    session::Session,
};

pub(super) fn run(session: &Session<'_>, args: &PlanArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    let (mut plan, _) = build::plan(session, project, &Preset::All, &args.build)?;
    build::foresee(&mut plan, &session.world(project, Some(Progress::Plain))?, &args.build);
    if let Some(key) = &args.why {
        let Some(decision) = plan.decisions().iter().find(|decision| decision.key == *key) else {
            let known: Vec<_> = plan.decisions().iter().map(|decision| decision.key.as_str()).collect();
            let near = did_you_mean(key, known.iter().copied());
            return Err(Fault::usage(format!("the plan has no value `{key}`")).hint(format!("{near}values: {}", known.join(", "))));
        };
        session.out.print(&format!("{} = {} ({})", decision.key, decision.value, decision.origin));
        return Ok(0);
    }
    build::show(session, &plan, Form::of(&args.build.common))
}

pub(super) fn facts(session: &Session<'_>, args: &BuildArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    let request = request(session, &Preset::All, args)?;
    let facts = build::facts(session, project, &request, args)?;
    session.out.print_json(&facts)?;
    Ok(0)
}
