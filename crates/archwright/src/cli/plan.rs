//! `plan` and `facts`: what would be done, and what is known.

use super::{
    Fault,
    args::{BuildArgs, PlanArgs},
    build,
    request::{Preset, request},
    session::Session,
};
use archwright_model::nearest;
use archwright_plan::render;

pub(super) fn run(session: &Session<'_>, args: &PlanArgs) -> Result<u8, Fault> {
    let (plan, _) = build::plan(session, session.project()?, &Preset::All, &args.build)?;
    if let Some(key) = &args.why {
        let Some(decision) = plan.decisions.iter().find(|decision| decision.key == *key) else {
            let known: Vec<_> = plan.decisions.iter().map(|decision| decision.key.as_str()).collect();
            let near = nearest(key, known.iter().copied()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            return Err(Fault::usage(format!("the plan has no value `{key}`")).hint(format!("{near}values: {}", known.join(", "))));
        };
        build::print(&format!("{} = {} ({})", decision.key, decision.value, decision.origin));
        return Ok(0);
    }
    build::print(&match (args.bake, args.build.common.json) {
        (true, _) => render::bake(&plan),
        (false, true) => render::json(&plan),
        (false, false) => render::text(&plan),
    });
    Ok(0)
}

pub(super) fn facts(session: &Session<'_>, args: &BuildArgs) -> Result<u8, Fault> {
    let project = session.project()?;
    let request = request(session, &Preset::All, args)?;
    let facts = build::facts(session, project, &request, args)?;
    build::print(&serde_json::to_string_pretty(&facts).unwrap_or_default());
    Ok(0)
}
