//! What no plan is made of.

use crate::support::{facts, plan, plan_of, project, pushed};
use archwright::{
    Custom, Handle, Plan, Request, Run,
    model::{
        Command, Sourced,
        project::{Image, Need},
    },
    plan::{Builder, PlanErrorKind},
};

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

/// A command line built for fewer platforms than the image has none for the others.
#[test]
fn an_image_whose_binary_lacks_a_platform_is_refused() {
    let refused = plan(&Request::default(), |plan, run| {
        let builder = plan.add(run.builder()?)?;
        let tool = plan.add(run.cli_for("tool", &"linux/amd64".parse().unwrap())?)?;
        plan.add(run.image("server")?.with(&tool).on(&builder)).map(drop)
    });
    assert_eq!(refused.unwrap_err().to_string(), "image `server` is built for linux/arm64, and `cli.tool`, given to it, is not");
}

#[test]
fn nothing_is_published_twice() {
    let refused = plan(&pushed(), |plan, run| {
        archwright::compose(plan, run)?;
        archwright::compose(plan, run)
    });
    assert_eq!(refused.unwrap_err().kind(), PlanErrorKind::Configuration);
}

#[test]
fn a_plan_that_waits_for_itself_is_refused() {
    let mut project = project();
    project.images[0].needs = vec![Need::Image("agent".parse().unwrap())];
    // Both images are targets of one call, and the step would have to run in its middle.
    let refused = plan_of(&project, &Request::default(), |plan, run| {
        let builder = plan.add(run.builder()?)?;
        let agent = plan.add(run.image("agent")?.on(&builder))?;
        let smoke = plan.add(Custom::call("smoke", "starts the agent once").after(&agent))?;
        plan.add(run.image("server")?.with(&agent).on(&builder).after(&smoke)).map(drop)
    });
    assert_eq!(refused.unwrap_err().to_string(), "step `build` would wait for `smoke`, which waits for it");
}

/// BuildKit joins targets of one file only.
#[test]
fn an_image_that_needs_images_of_two_calls_is_refused() {
    let mut project = project();
    project.images[0].needs = Vec::new();
    project.images.push(Image::new("both".parse().unwrap(), "both.Dockerfile"));
    let refused = plan_of(&project, &Request::default(), |plan, run| {
        let builder = plan.add(run.builder()?)?;
        let notices = plan.add(Custom::command("notices", Command::new("true")))?;
        let server = plan.add(run.image("server")?.on(&builder).after(&notices))?;
        let agent = plan.add(run.image("agent")?.on(&builder))?;
        plan.add(run.image("both")?.with(&server).with(&agent).on(&builder)).map(drop)
    });
    assert_eq!(refused.unwrap_err().to_string(), "image `both` needs images of two calls of BuildKit, `build.server` and `build`");
}

#[test]
fn two_images_never_share_a_tag() {
    let mut project = project();
    project.images[1].name = "server".into();
    project.images[1].tags = vec!["agent".parse().unwrap()];
    let request = Request { tags: Some(Sourced::code(vec!["v1".parse().unwrap()])), ..pushed() };
    let refused = plan_of(&project, &request, archwright::compose);
    assert_eq!(refused.unwrap_err().to_string(), "`server` and `agent` would both be ghcr.io/acme/server:v1");
}

/// A handle says what a step of its own plan makes; in another plan that step may be missing, or be another.
#[test]
fn a_handle_of_another_plan_is_refused() {
    let (project, facts, request) = (project(), facts(), pushed());
    let run = Run::new(&project, &facts, &request).unwrap();
    let (mut one, mut other) = (Plan::new(&run), Plan::new(&run));
    let builder = one.add(run.builder().unwrap()).unwrap();
    let refused = "`builder` was added to another plan";
    assert_eq!(other.add(run.image("agent").unwrap().on(&builder)).unwrap_err().to_string(), refused);
    // Also where a step of the same name is there.
    other.add(run.builder().unwrap()).unwrap();
    assert_eq!(other.add(run.image("agent").unwrap().on(&builder)).unwrap_err().to_string(), refused);
    assert_eq!(other.add(Custom::command("mine", Command::new("true")).after(&builder)).unwrap_err().to_string(), refused);

    let built = |plan: &mut Plan, builder: &Handle<Builder>| {
        let tool = plan.add(run.cli("tool")?)?;
        let server = plan.add(run.image("server")?.with(&tool).on(builder))?;
        let agent = plan.add(run.image("agent")?.on(builder))?;
        run.selected([server, agent])
    };
    let selected = built(&mut one, &builder).unwrap();
    assert_eq!(other.prove(selected).unwrap_err().to_string(), "`build` was added to another plan");
    let mut one = Plan::new(&run);
    let builder = one.add(run.builder().unwrap()).unwrap();
    let selected = built(&mut one, &builder).unwrap();
    let proven = one.prove(selected).unwrap();
    assert_eq!(other.publish(proven).unwrap_err().to_string(), "`prove.server` was added to another plan");
}

/// What is proven and what a tag may lose hangs on the request: a step of another run would be built for another one.
#[test]
fn a_step_of_another_run_is_refused() {
    let (project, facts, pushed, local) = (project(), facts(), pushed(), Request::default());
    let (run, other) = (Run::new(&project, &facts, &pushed).unwrap(), Run::new(&project, &facts, &local).unwrap());
    let mut plan = Plan::new(&run);
    let refused = |what: &str| format!("`{what}` belongs to another run than this plan");
    assert_eq!(plan.add(other.builder().unwrap()).unwrap_err().to_string(), refused("builder"));
    assert_eq!(plan.add(other.cli("tool").unwrap()).unwrap_err().to_string(), refused("cli.tool"));
    assert_eq!(plan.add(other.prebuilt("mine").unwrap()).unwrap_err().to_string(), refused("prebuilt.mine"));
    let builder = plan.add(run.builder().unwrap()).unwrap();
    assert_eq!(plan.add(other.image("agent").unwrap().on(&builder)).unwrap_err().to_string(), refused("image.agent"));
    let tool = plan.add(run.cli("tool").unwrap()).unwrap();
    let server = plan.add(run.image("server").unwrap().with(&tool).on(&builder)).unwrap();
    let agent = plan.add(run.image("agent").unwrap().on(&builder)).unwrap();
    let selected = other.selected([server, agent]).unwrap();
    assert_eq!(plan.prove(selected).unwrap_err().to_string(), refused("the selection"));
}

#[test]
fn an_image_is_added_once() {
    let refused = plan(&Request::default(), |plan, run| {
        let builder = plan.add(run.builder()?)?;
        plan.add(run.image("agent")?.on(&builder))?;
        plan.add(run.image("agent")?.on(&builder)).map(drop)
    });
    let refused = refused.unwrap_err();
    assert_eq!((refused.kind(), refused.to_string().as_str()), (PlanErrorKind::Configuration, "image `agent` is added twice"));
}

/// Steps that wait for each other in diamonds have more ways between them than anybody can walk.
#[test]
fn many_ways_between_two_steps_are_no_trouble() {
    let planned = plan(&pushed(), |plan, run| {
        let mut row: Vec<_> = Vec::new();
        for depth in 0..24 {
            let mut next = Vec::new();
            for side in ["a", "b"] {
                let mine = Custom::command(format!("{side}{depth}"), Command::new("true"));
                next.push(plan.add(row.iter().fold(mine, Custom::after))?);
            }
            row = next;
        }
        let builder = plan.add(run.builder()?)?;
        let tool = plan.add(run.cli("tool")?)?;
        let server = plan.add(run.image("server")?.with(&tool).on(&builder).after(&row[0]))?;
        let agent = plan.add(run.image("agent")?.on(&builder))?;
        let proven = plan.prove(run.selected([server, agent])?)?;
        plan.publish(proven)
    });
    planned.unwrap();
}

/// Code is checked like a file: every mistake at once, each by its key.
#[test]
fn a_project_that_is_not_sound_is_not_planned() {
    let mut project = project();
    project.images[0].needs.push(Need::Cli("tol".parse().unwrap()));
    project.images[1].key = "local".parse().unwrap();
    let error = plan_of(&project, &Request::default(), archwright::compose).unwrap_err();
    assert_eq!(error.kind(), PlanErrorKind::Configuration);
    let text = error.to_string();
    assert!(text.starts_with("2 problems in the configuration\n"), "{text}");
    assert!(text.contains("an image cannot be called `local`"), "{text}");
    assert!(text.contains("`image.server` needs `cli.tol`, which is not there; did you mean `cli.tool`?"), "{text}");
}
