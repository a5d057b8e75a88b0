//! What comes after what.

use crate::support::{after, plan, pushed};
use archwright::{Custom, model::Command};

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
    assert_eq!(after(&plan, "notices"), ["cli.tool"]);
    assert_eq!(after(&plan, "build.server"), ["preflight", "cli.tool", "builder", "notices"]);
    assert_eq!(after(&plan, "build"), ["preflight", "builder"]);
    assert_eq!(after(&plan, "smoke"), ["build.server"]);
    assert_eq!(after(&plan, "publish"), ["prove.server", "prove.agent"]);
    assert_eq!(after(&plan, "announce"), ["smoke"]);
}

/// A plan hangs on what its own steps need, whatever else is unknown on this machine.
#[test]
fn conditions_are_those_of_the_steps() {
    let facts_of = |plan: &archwright::Plan| plan.conditions().iter().map(|condition| condition.fact.clone()).collect::<Vec<_>>();
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
