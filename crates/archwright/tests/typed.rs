//! The typed library as a user's xtask uses it: a project in code, a step of one's own between ours, and what is refused.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use archwright::{
    Custom, Facts, Plan, PlanError, Project, Report, Request, Run, StepError, World, execute,
    model::{
        Command, ExitKind, Platform, Sourced,
        project::{Cli, Image, Need},
    },
    observe::Environment,
    plan::{StepId, request::Output},
    progress::Silent,
    report::Outcome,
    runner::{Interrupt, Runner},
};
use std::sync::{Arc, Mutex};

/// A project in code: two images, one of which takes a command line.
fn project() -> Project {
    let mut project = Project::new("/project");
    project.registry = Some(Sourced::code("ghcr.io/acme".parse().unwrap()));
    project.clis.push(Cli::new("tool".parse().unwrap(), "tool/Cargo.toml"));
    let mut server = Image::new("server".parse().unwrap(), "Dockerfile");
    server.needs.push(Need::Cli("tool".parse().unwrap()));
    project.images.push(server);
    project.images.push(Image::new("agent".parse().unwrap(), "agent.Dockerfile"));
    assert_eq!(archwright::model::config::check(&project), []);
    project
}

fn plan(request: &Request, compose: impl Fn(&mut Plan, &Run<'_>) -> Result<(), PlanError>) -> Result<Plan, PlanError> {
    let (project, facts) = (project(), Facts::unknown(Platform::LINUX_AMD64, "nobody looked"));
    let run = Run::new(&project, &facts, request);
    let mut plan = Plan::new(&run);
    compose(&mut plan, &run)?;
    Ok(plan)
}

fn after(plan: &Plan, step: &str) -> Vec<String> {
    let step = plan.step(&StepId::new(step)).unwrap_or_else(|| panic!("no step {step}"));
    step.after.iter().map(ToString::to_string).collect()
}

#[test]
fn a_custom_step_stands_between_ours() {
    let request = Request { output: Some(Sourced::code(Output::Push)), ..Request::default() };
    let plan = plan(&request, |plan, run| {
        let builder = plan.add(run.builder()?)?;
        let tool = plan.add(run.cli("tool")?)?;
        let notices = plan.add(Custom::command("notices", Command::new("cargo").args(["about", "generate"])).after(&tool))?;
        let server = plan.add(run.image("server")?.with(&tool).on(&builder).after(&notices))?;
        let agent = plan.add(run.image("agent")?.on(&builder))?;
        let smoke = plan.add(Custom::call("smoke", "starts the server once").after(&server))?;
        let proven = plan.prove(run.selected([server, agent])?)?;
        plan.publish(proven)?;
        plan.add(Custom::command("announce", Command::new("true")).after(&smoke)).map(drop)
    })
    .unwrap();
    assert_eq!(after(&plan, "notices"), ["cli.tool"]);
    assert_eq!(after(&plan, "build.server"), ["preflight", "cli.tool", "builder", "notices"]);
    assert_eq!(after(&plan, "build"), ["preflight", "builder"]);
    assert_eq!(after(&plan, "smoke"), ["build.server"]);
    assert_eq!(after(&plan, "publish"), ["prove.server", "prove.agent"]);
    assert_eq!(after(&plan, "announce"), ["smoke"]);
}

#[test]
fn a_part_of_the_selection_is_not_proven_for_the_whole() {
    let refused = plan(&Request::default(), |plan, run| {
        let builder = plan.add(run.builder()?)?;
        let agent = plan.add(run.image("agent")?.on(&builder))?;
        plan.prove(run.selected([agent])?).map(drop)
    });
    assert_eq!(refused.unwrap_err().to_string(), "image `server` is selected, and this plan does not build it");
}

#[test]
fn an_image_without_what_it_needs_is_refused() {
    let refused = plan(&Request::default(), |plan, run| {
        let builder = plan.add(run.builder()?)?;
        plan.add(run.image("server")?.on(&builder)).map(drop)
    });
    assert_eq!(refused.unwrap_err().to_string(), "image `server` needs `cli.tool`, and this plan does not give it");
}

#[test]
fn nothing_is_published_twice() {
    let request = Request { output: Some(Sourced::code(Output::Push)), ..Request::default() };
    let refused = plan(&request, |plan, run| {
        archwright::compose(plan, run)?;
        archwright::compose(plan, run)
    });
    assert_eq!(refused.unwrap_err().kind(), archwright::plan::PlanErrorKind::Configuration);
}

#[test]
fn a_plan_that_waits_for_itself_is_refused() {
    let (mut project, facts) = (project(), Facts::unknown(Platform::LINUX_AMD64, "nobody looked"));
    project.images[0].needs = vec![Need::Image("agent".parse().unwrap())];
    let request = Request::default();
    let run = Run::new(&project, &facts, &request);
    let mut plan = Plan::new(&run);
    let builder = plan.add(run.builder().unwrap()).unwrap();
    let agent = plan.add(run.image("agent").unwrap().on(&builder)).unwrap();
    let smoke = plan.add(Custom::call("smoke", "starts the agent once").after(&agent)).unwrap();
    // Both images are targets of one call, and the step would have to run in its middle.
    let refused = plan.add(run.image("server").unwrap().with(&agent).on(&builder).after(&smoke));
    assert_eq!(refused.unwrap_err().to_string(), "step `build` would wait for `smoke`, which waits for it");
}

#[test]
fn two_images_never_share_a_tag() {
    let request =
        Request { output: Some(Sourced::code(Output::Push)), tags: Some(Sourced::code(vec!["v1".parse().unwrap()])), ..Request::default() };
    let (mut project, facts) = (project(), Facts::unknown(Platform::LINUX_AMD64, "nobody looked"));
    project.images[1].name = "server".into();
    let run = Run::new(&project, &facts, &request);
    let refused = archwright::compose(&mut Plan::new(&run), &run);
    assert_eq!(refused.unwrap_err().to_string(), "`server` and `agent` would both be ghcr.io/acme/server:v1");
}

/// What the second closure does.
#[derive(Clone, Copy)]
enum Second {
    Works,
    Fails,
    Panics,
}

/// Executes custom steps alone: `first`, then `second`, each a closure.
fn run_closures(outcome: Second) -> (Report, Vec<&'static str>) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap().to_str().unwrap().to_owned();
    let (project, facts) = (Project::new(root.clone()), Facts::unknown(Platform::LINUX_AMD64, "nobody looked"));
    let request = Request::default();
    let run = Run::new(&project, &facts, &request);
    let mut plan = Plan::new(&run);
    plan.conditions.clear();
    let first = plan.add(Custom::call("first", "says so")).unwrap();
    let second = plan.add(Custom::call("second", "says so").after(&first)).unwrap();
    plan.add(Custom::command("third", Command::new("true")).after(&second)).unwrap();
    let said = Arc::new(Mutex::new(Vec::new()));
    let (one, two) = (Arc::clone(&said), Arc::clone(&said));
    let runner = Runner::new(root, Environment::of_process(), Interrupt::default());
    let world = World::new(project, runner, Arc::new(Silent))
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
