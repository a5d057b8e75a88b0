//! Steps of one's own that are closures.

use crate::support::{facts, project_in_a_folder, world};
use archwright::{
    Custom, Plan, Report, Request, Run, StepError, execute,
    model::{Command, ExitKind},
    report::Outcome,
    runner::Runner,
};
use std::{
    fs,
    sync::{Arc, Mutex},
};

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

/// Executes `first` and `second`; Ctrl-C comes while the named one runs, which ends well.
fn interrupted_in(step: &'static str) -> Report {
    let (_dir, project) = project_in_a_folder();
    let (facts, request) = (facts(), Request::default());
    let run = Run::new(&project, &facts, &request).unwrap();
    let mut plan = Plan::new(&run);
    let first = plan.add(Custom::call("first", "waits")).unwrap();
    plan.add(Custom::call("second", "waits").after(&first)).unwrap();
    let raise = move |name: &'static str| {
        move |runner: &Runner| {
            if name == step {
                runner.interrupt().raise();
            }
            Ok(())
        }
    };
    execute(&plan, &world(project.clone()).action("first", raise("first")).action("second", raise("second")))
}

#[test]
fn ctrl_c_when_all_is_done_interrupts_nothing() {
    let report = interrupted_in("second");
    assert!(report.is_success(), "{report:?}");
    assert_eq!(interrupted_in("first").exit, ExitKind::Interrupted.code());
}

/// The report that lies there is the other run's.
#[test]
fn a_run_that_is_interrupted_while_it_waits_for_another_leaves_its_report() {
    let (_dir, project) = project_in_a_folder();
    let other = world(project.clone());
    other.lock().unwrap();
    let file = project.state_dir().join("report.json");
    fs::write(&file, "the other run's").unwrap();

    let (facts, request) = (facts(), Request::default());
    let plan = Plan::new(&Run::new(&project, &facts, &request).unwrap());
    let waiting = world(project.clone());
    waiting.runner().interrupt().raise();
    assert_eq!(execute(&plan, &waiting).exit, ExitKind::Interrupted.code());
    assert_eq!(fs::read_to_string(&file).unwrap(), "the other run's");
    drop(other);
    assert!(execute(&plan, &world(project)).is_success());
    assert!(fs::read_to_string(&file).unwrap().contains("schema-version"));
}
