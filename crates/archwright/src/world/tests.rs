//! One world, several plans.

use super::World;
use crate::{
    observe::Environment,
    progress::Silent,
    runner::{Interrupt, Runner},
};
use archwright_model::{
    ExitKind, Platform, Project, Sourced,
    project::{Image, RegistrySettings},
};
use archwright_plan::{Facts, Plan, Request, Run};
use std::sync::Arc;

fn plan(project: &Project) -> Plan {
    let (facts, request) = (Facts::unknown(Platform::LINUX_AMD64, "nobody looked"), Request::default());
    Plan::new(&Run::new(project, &facts, &request).unwrap())
}

fn project(root: &str) -> Project {
    let mut project = Project::new(root);
    project.registry = Some(Sourced::code("ghcr.io/acme".parse().unwrap()));
    project.images.push(Image::new("server".parse().unwrap(), "Dockerfile"));
    project
}

#[test]
fn each_plan_reaches_registries_in_its_own_way() {
    let plain = project("/project");
    let mut strict = plain.clone();
    let settings = RegistrySettings { ca_file: Some("nobody.pem".into()), ..Default::default() };
    strict.registries.insert("ghcr.io".parse().unwrap(), settings);
    let runner = Runner::new("/project", Environment::of([("PATH", "/usr/bin:/bin")]), Interrupt::default());
    let world = World::new(plain.clone(), runner, Arc::new(Silent));
    let reached = |project| world.for_plan(&plan(project)).unwrap().client().map(drop).map_err(|error| error.to_string());
    assert_eq!(reached(&plain), Ok(()));
    let refused = reached(&strict).unwrap_err();
    assert!(refused.contains("cannot read /project/nobody.pem"), "{refused}");
    assert_eq!(reached(&plain), Ok(()));
}

#[test]
fn a_plan_of_another_project_is_refused() {
    let runner = Runner::new("/project", Environment::of([("PATH", "/usr/bin:/bin")]), Interrupt::default());
    let world = World::new(project("/project"), runner, Arc::new(Silent));
    assert!(world.for_plan(&plan(&project("/project/"))).is_ok());
    let refused = world.for_plan(&plan(&project("/other"))).err().unwrap();
    assert_eq!(refused.exit(), ExitKind::Configuration);
    assert_eq!(refused.to_string(), "the plan is of the project in `/other`, and this world is around `/project`");
}
