//! A project in code, and plans of it.

use archwright::{
    Facts, Plan, PlanError, Project, Request, Run, World,
    model::{
        Platform, Sourced,
        project::{Cli, Image, Need},
    },
    observe::Environment,
    plan::{StepId, request::Output},
    progress::Silent,
    runner::{Interrupt, Runner},
};
use std::sync::Arc;

/// Two images, one of which takes a command line.
pub fn project() -> Project {
    let mut project = Project::new("/project");
    project.registry = Some(Sourced::code("ghcr.io/acme".parse().unwrap()));
    project.clis.push(Cli::new("tool".parse().unwrap(), "tool/Cargo.toml"));
    let mut server = Image::new("server".parse().unwrap(), "Dockerfile");
    server.needs.push(Need::Cli("tool".parse().unwrap()));
    project.images.push(server);
    project.images.push(Image::new("agent".parse().unwrap(), "agent.Dockerfile"));
    project
}

pub fn facts() -> Facts {
    Facts::unknown(Platform::LINUX_AMD64, "nobody looked")
}

pub fn pushed() -> Request {
    Request { output: Some(Sourced::code(Output::Push)), ..Request::default() }
}

/// A plan of that project.
pub fn plan_of(
    project: &Project,
    request: &Request,
    compose: impl Fn(&mut Plan, &Run<'_>) -> Result<(), PlanError>,
) -> Result<Plan, PlanError> {
    let facts = facts();
    let run = Run::new(project, &facts, request)?;
    let mut plan = Plan::new(&run);
    compose(&mut plan, &run)?;
    Ok(plan)
}

pub fn plan(request: &Request, compose: impl Fn(&mut Plan, &Run<'_>) -> Result<(), PlanError>) -> Result<Plan, PlanError> {
    plan_of(&project(), request, compose)
}

/// The steps that a step waits for.
pub fn after(plan: &Plan, step: &str) -> Vec<String> {
    let step = plan.step(&StepId::new(step)).unwrap_or_else(|| panic!("no step {step}"));
    step.after.iter().map(ToString::to_string).collect()
}

/// A world in which a project is executed and nobody is told.
pub fn world(project: Project) -> World {
    let runner = Runner::new(project.root.clone(), Environment::of_process(), Interrupt::default());
    World::new(project, runner, Arc::new(Silent))
}

/// A folder, and a project in it that needs no Docker unless an image is built.
pub fn project_in_a_folder() -> (tempfile::TempDir, Project) {
    let dir = tempfile::tempdir().unwrap();
    let mut project = project();
    project.root = dir.path().canonicalize().unwrap().to_str().unwrap().into();
    (dir, project)
}
