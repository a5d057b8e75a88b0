//! What comes after what.

use crate::support::{after, plan, pushed};
use archwright::{
    Custom, Plan, Request,
    model::{Command, Sourced},
    plan::{render, request::Output},
};

#[test]
fn a_custom_step_stands_between_ours() {
    let plan = plan(&pushed(), |plan, run| {
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
    assert_eq!(plan.steps()[0].id.as_str(), "preflight");
    assert_eq!(after(&plan, "preflight"), [""; 0]);
    assert_eq!(after(&plan, "builder"), ["preflight"]);
    assert_eq!(after(&plan, "cli.tool"), ["preflight"]);
    assert_eq!(after(&plan, "notices"), ["cli.tool"]);
    assert_eq!(after(&plan, "build.server"), ["cli.tool", "builder", "notices"]);
    assert_eq!(after(&plan, "build"), ["builder"]);
    assert_eq!(after(&plan, "smoke"), ["build.server"]);
    assert_eq!(after(&plan, "publish"), ["prove.server", "prove.agent", "smoke"]);
    assert_eq!(after(&plan, "announce"), ["smoke", "publish"]);
}

/// A plan of both images with steps of one's own before publishing and behind it, each added where the argument says.
fn with_own_steps(request: &Request) -> Plan {
    plan(request, |plan, run| {
        let command = || Command::new("true");
        let builder = plan.add(run.builder()?)?;
        plan.add(Custom::command("unit-tests", command()))?;
        let tool = plan.add(run.cli("tool")?)?;
        let server = plan.add(run.image("server")?.with(&tool).on(&builder))?;
        let agent = plan.add(run.image("agent")?.on(&builder))?;
        let start = plan.add(Custom::command("start", command()).after(&server))?;
        plan.add(Custom::command("smoke", command()).after(&start).after(&server))?;
        let proven = plan.prove(run.selected([server, agent])?)?;
        plan.add(Custom::command("scan", command()).after(&proven))?;
        plan.publish(proven)?;
        let rollout = plan.add(Custom::command("rollout", command()))?;
        plan.add(Custom::command("announce", command()).after(&rollout)).map(drop)
    })
    .unwrap()
}

/// Whatever a step of one's own waits for: if it was added before, its failure stops the tags; if behind, it finds them moved.
#[test]
fn publishing_stands_between_the_steps_of_ones_own() {
    let plan = with_own_steps(&pushed());
    assert_eq!(after(&plan, "smoke"), ["start", "build"]);
    assert_eq!(after(&plan, "scan"), ["prove.server", "prove.agent"]);
    assert_eq!(after(&plan, "publish"), ["prove.server", "prove.agent", "unit-tests", "smoke", "scan"]);
    assert_eq!(after(&plan, "rollout"), ["publish"]);
    assert_eq!(after(&plan, "announce"), ["rollout", "publish"]);
    let text = render::text(&plan, &Command::new("archwright"));
    assert!(text.contains(". publish  after prove.server, prove.agent, unit-tests, smoke, scan\n"), "{text}");
}

#[test]
fn loading_and_layouts_stand_there_too() {
    let loaded = with_own_steps(&Request { output: Some(Sourced::code(Output::Load)), ..Request::default() });
    assert_eq!(after(&loaded, "load"), ["prove.server", "prove.agent", "unit-tests", "smoke", "scan"]);
    let layouts = with_own_steps(&Request::default());
    assert_eq!(after(&layouts, "layout.agent"), ["prove.server", "prove.agent", "unit-tests", "smoke", "scan"]);
    assert_eq!(after(&layouts, "rollout"), ["layout.server", "layout.agent"]);
    assert_eq!(after(&layouts, "unit-tests"), [""; 0], "nothing is pushed, and nothing waits for a preflight");
}

/// With `--keep-going` a step about one image does not hold the others.
#[test]
fn a_layout_waits_for_steps_about_its_own_image() {
    let plan = with_own_steps(&Request { keep_going: true, ..Request::default() });
    assert_eq!(after(&plan, "layout.server"), ["prove.server", "unit-tests", "smoke", "scan"]);
    assert_eq!(after(&plan, "layout.agent"), ["prove.agent", "unit-tests", "scan"]);
}

/// A plan hangs on what its own steps need, whatever else is unknown on this machine.
#[test]
fn conditions_are_those_of_the_steps() {
    let facts_of = |plan: &Plan| plan.conditions().iter().map(|condition| condition.fact.clone()).collect::<Vec<_>>();
    let custom = plan(&pushed(), |plan, _| plan.add(Custom::command("alone", Command::new("true"))).map(drop)).unwrap();
    assert_eq!(facts_of(&custom), [""; 0]);
    let builder = plan(&pushed(), |plan, run| plan.add(run.builder()?).map(drop)).unwrap();
    assert_eq!(facts_of(&builder), ["docker"]);
    let both = plan(&pushed(), |plan, run| {
        plan.add(run.cli("tool")?)?;
        plan.add(run.builder()?).map(drop)
    })
    .unwrap();
    assert_eq!(facts_of(&both)[..2], ["docker", "rust"]);
}
