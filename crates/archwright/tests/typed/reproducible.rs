//! `SOURCE_DATE_EPOCH`: a fact like any other, said by the plan and given to every build.

use crate::support::{facts, project};
use archwright::{
    Plan, PlanError, Request, Run, compose,
    model::{Origin, Project, Sourced, project::Need},
    plan::{StepId, Work, request::Output},
};

fn plan(project: &Project, epoch: &str) -> Result<Plan, PlanError> {
    let mut facts = facts();
    facts.source_date_epoch = Some(epoch.into());
    let request = Request { output: Some(Sourced::code(Output::Nothing)), ..Request::default() };
    let run = Run::new(project, &facts, &request)?;
    let mut plan = Plan::new(&run);
    compose(&mut plan, &run)?;
    Ok(plan)
}

/// The argument of each image's targets.
fn epochs(plan: &Plan) -> Vec<(String, String)> {
    let Work::Build(build) = &plan.step(&StepId::new("build")).unwrap().work else { panic!("no build") };
    build.targets.iter().map(|target| (target.name.clone(), target.args["SOURCE_DATE_EPOCH"].shown().to_owned())).collect()
}

#[test]
fn the_plan_says_it_and_every_target_has_it() {
    let plan = plan(&project(), "1700000000").unwrap();
    let decision = plan.decisions().iter().find(|decision| decision.key == "source-date-epoch").unwrap();
    assert_eq!(decision.value, "1700000000");
    assert_eq!(decision.origin, Origin::Environment("SOURCE_DATE_EPOCH".into()));
    let epochs = epochs(&plan);
    assert_eq!(epochs.len(), 4);
    assert!(epochs.iter().all(|(_, epoch)| epoch == "1700000000"), "{epochs:?}");
}

#[test]
fn an_images_own_argument_stays() {
    let mut project = project();
    project.images[0].needs.retain(|need| !matches!(need, Need::Cli(_)));
    project.images[0].build_args.insert("SOURCE_DATE_EPOCH".into(), "0".into());
    let plan = plan(&project, "1700000000").unwrap();
    for (target, epoch) in epochs(&plan) {
        assert_eq!(epoch, if target.starts_with("server") { "0" } else { "1700000000" }, "{target}");
    }
}

#[test]
fn what_is_no_time_is_refused() {
    let error = plan(&project(), "yesterday").unwrap_err();
    assert_eq!(error.exit().code(), 2);
    assert_eq!(error.to_string(), "environment SOURCE_DATE_EPOCH: `yesterday` is no number of seconds");
}
