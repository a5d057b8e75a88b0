//! Steps of one's own that are closures.

use crate::support::{facts, project_in_a_folder, world};
use archwright::{
    Custom, Plan, Project, Report, Request, Run, StepError, execute,
    model::{Command, ExitKind},
    report::{self, Outcome},
    runner::Runner,
};
use std::{
    fs,
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

/// What the second closure does.
#[derive(Clone, Copy)]
enum Second {
    Works,
    Fails,
    FailsAsIfDone,
    Panics,
}

/// Two closures, `second` behind `first`.
fn first_then_second(project: &Project) -> Plan {
    let (facts, request) = (facts(), Request::default());
    let run = Run::new(project, &facts, &request).unwrap();
    let mut plan = Plan::new(&run);
    let first = plan.add(Custom::call("first", "goes before")).unwrap();
    plan.add(Custom::call("second", "goes behind").after(&first)).unwrap();
    plan
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
                Second::FailsAsIfDone => Err(StepError::new(ExitKind::Done, "it would not, and says that it did")),
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
fn the_report_of_a_run_that_is_killed_does_not_say_that_all_is_done() {
    let (_dir, project) = project_in_a_folder();
    let plan = first_then_second(&project);
    let (tell, told) = mpsc::channel();
    let file = project.path("target/archwright/report.json");
    let world = world(project.clone()).action("first", |_| Ok(())).action("second", move |_| {
        tell.send(fs::read_to_string(&file).unwrap()).unwrap();
        Ok(())
    });
    let report = execute(&plan, &world);
    let before: serde_json::Value = serde_json::from_str(&told.recv().unwrap()).unwrap();
    assert_eq!((&before["exit"], before["steps"].as_array().unwrap().len()), (&ExitKind::Interrupted.code().into(), 1));
    assert!(report.is_success());
}

#[test]
fn a_closure_that_fails_fails_the_run_and_stops_what_waits_for_it() {
    let (report, _) = run_closures(Second::Fails);
    assert_eq!(report.exit, ExitKind::HostStep.code());
    let outcomes: Vec<_> = report.steps.iter().map(|step| step.outcome).collect();
    assert_eq!(outcomes, [Outcome::Done, Outcome::Failed, Outcome::Skipped]);
}

#[test]
fn no_failure_is_a_success_whatever_it_calls_itself() {
    let (report, _) = run_closures(Second::FailsAsIfDone);
    assert!(!report.is_success());
    assert_eq!(report.exit, ExitKind::Bug.code());
    assert_eq!(report.steps[1].failure.as_ref().unwrap().exit, ExitKind::Bug.code());
    assert!(report::faults(&report).contains("failed, exit 1"), "{}", report::faults(&report));
    let lies = Report { exit: 0, ..report };
    assert!(!lies.is_success(), "the steps say how it ended");
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
    let plan = first_then_second(&project);
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

/// Executes `first`, which looks at nothing for a minute, and `second` behind it; Ctrl-C comes once it has begun, so many times.
fn interrupted_while_a_closure_is_deaf(times: usize) -> (Report, Duration, String) {
    let (_dir, project) = project_in_a_folder();
    let mut plan = first_then_second(&project);
    plan.add(Custom::command("beside", Command::new("sleep").arg("60"))).unwrap();
    let (begun, has_begun) = mpsc::sync_channel(1);
    let deaf = move |_: &Runner| {
        begun.send(()).unwrap();
        thread::sleep(Duration::from_secs(60));
        Ok(())
    };
    let world = world(project.clone()).action("first", deaf).action("second", |_| Ok(()));
    let interrupt = world.runner().interrupt().clone();
    let presses = thread::spawn(move || {
        has_begun.recv().unwrap();
        (0..times).for_each(|_| interrupt.raise());
        Instant::now()
    });
    let report = execute(&plan, &world);
    let written = fs::read_to_string(project.state_dir().join("report.json")).unwrap();
    (report, presses.join().unwrap().elapsed(), written)
}

#[test]
fn the_second_ctrl_c_ends_a_run_that_is_inside_a_closure() {
    let (report, elapsed, written) = interrupted_while_a_closure_is_deaf(2);
    assert!(elapsed < Duration::from_secs(8), "{elapsed:?}");
    assert_eq!(report.exit, ExitKind::Interrupted.code());
    let outcomes: Vec<_> = report.steps.iter().map(|step| (step.id.as_str(), step.outcome)).collect();
    assert_eq!(outcomes, [("first", Outcome::Failed), ("second", Outcome::Skipped), ("beside", Outcome::Failed)]);
    assert!(report.steps[0].note.contains("its closure went on"), "{report:?}");
    assert!(written.contains("\"exit\": 130") && written.contains("its closure went on"), "{written}");
}

#[test]
fn one_ctrl_c_ends_it_too_after_ten_seconds() {
    let (report, elapsed, _) = interrupted_while_a_closure_is_deaf(1);
    assert!((9..20).contains(&elapsed.as_secs()), "{elapsed:?}");
    assert_eq!(report.exit, ExitKind::Interrupted.code());
}

/// Nothing of another project's is touched: not its folder, not its report.
#[test]
fn a_plan_of_another_project_is_refused_before_anything_is_done() {
    let ((_dir, project), (_other_dir, other)) = (project_in_a_folder(), project_in_a_folder());
    let (facts, request) = (facts(), Request::default());
    let mut plan = Plan::new(&Run::new(&project, &facts, &request).unwrap());
    plan.add(Custom::call("first", "must not run")).unwrap();
    let report = execute(&plan, &world(other.clone()).action("first", |_| panic!("it ran")));
    assert_eq!(report.exit, ExitKind::Configuration.code());
    assert!(report.steps[0].note.contains(project.root.as_str()), "{report:?}");
    assert!(!other.state_dir().exists() && !project.state_dir().exists());
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
