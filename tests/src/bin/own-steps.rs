//! An xtask as a user's: a smoke test, a closure, hangs on the image, and a rollout stands behind the tags. Each runs a script of the project.

use archwright::{
    Custom, Plan, PlanError, Run, StepError,
    cli::App,
    model::{Command, ExitKind},
    runner::Runner,
};
use std::process::ExitCode;

fn main() -> ExitCode {
    App::default().compose(compose).action("smoke", |runner| script(runner, "smoke.sh")).main()
}

fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
    let builder = plan.add(run.builder()?)?;
    let app = plan.add(run.image("app")?.on(&builder))?;
    plan.add(Custom::call("smoke", "starts the image once").after(&app))?;
    let proven = plan.prove(run.selected([app])?)?;
    plan.publish(proven)?;
    plan.add(Custom::command("rollout", Command::new("sh").arg("rollout.sh"))).map(drop)
}

fn script(runner: &Runner, name: &str) -> Result<(), StepError> {
    let ended = runner.capture(&Command::new("sh").arg(name))?;
    if ended.exit.is_success() { Ok(()) } else { Err(StepError::new(ExitKind::HostStep, format!("{name} ended with {}", ended.exit))) }
}
