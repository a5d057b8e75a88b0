//! Steps of one's own that are closures.

use crate::support::{facts, project_in_a_folder, world};
use archwright::{
    Custom, Plan, Report, Request, Run, StepError, execute,
    model::{Command, ExitKind},
    report::Outcome,
};
use std::sync::{Arc, Mutex};

/// What the second closure does.
#[derive(Clone, Copy)]
enum Second {
    Works,
    Fails,
    Panics,
}

/// Executes custom steps alone: `first`, then `second`, each a closure.
fn run_closures(outcome: Second) -> (Report, Vec<&'static str>) {
    let (_dir, project) = project_in_a_folder();
    let (facts, request) = (facts(), Request::default());
    let run = Run::new(&project, &facts, &request).unwrap();
    let mut plan = Plan::new(&run);
    let first = plan.add(Custom::call("first", "says so")).unwrap();
    let second = plan.add(Custom::call("second", "says so").after(&first)).unwrap();
    plan.add(Custom::command("third", Command::new("true")).after(&second)).unwrap();
    let said = Arc::new(Mutex::new(Vec::new()));
    let (one, two) = (Arc::clone(&said), Arc::clone(&said));
    let world = world(project.clone())
        .action("first", move |_| {
            one.lock().unwrap().push("first");
            Ok(())
        })
        .action("second", move |_| {
            two.lock().unwrap().push("second");
            match outcome {
                Second::Fails => Err(StepError::new(ExitKind::HostStep, "it would not")),
                Second::Panics => panic!("it could not"),
                Second::Works => Ok(()),
            }
        });
    let report = execute(&plan, &world);
    let said = said.lock().unwrap().clone();
    (report, said)
}

#[test]
fn closures_run_in_order() {
    let (report, said) = run_closures(Second::Works);
    assert!(report.is_success(), "{report:?}");
    assert_eq!(said, ["first", "second"]);
    assert!(report.steps.iter().all(|step| step.outcome == Outcome::Done));
}

#[test]
fn a_closure_that_fails_fails_the_run_and_stops_what_waits_for_it() {
    let (report, _) = run_closures(Second::Fails);
    assert_eq!(report.exit, ExitKind::HostStep.code());
    let outcomes: Vec<_> = report.steps.iter().map(|step| step.outcome).collect();
    assert_eq!(outcomes, [Outcome::Done, Outcome::Failed, Outcome::Skipped]);
}

#[test]
fn a_closure_that_panics_is_our_bug_and_still_gives_a_report() {
    let (report, _) = run_closures(Second::Panics);
    assert_eq!(report.exit, ExitKind::Bug.code());
    let outcomes: Vec<_> = report.steps.iter().map(|step| step.outcome).collect();
    assert_eq!(outcomes, [Outcome::Done, Outcome::Failed, Outcome::Skipped]);
}
