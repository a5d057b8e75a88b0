//! Multi-architecture container builds as typed steps, and the proof that each image holds what its manifest says.
//!
//! A project's `cargo xtask` is one line; everything comes from `archwright.toml`:
//!
//! ```no_run
//! # #[cfg(feature = "cli")]
//! fn main() -> std::process::ExitCode {
//!     archwright::cli::main()
//! }
//! # #[cfg(not(feature = "cli"))]
//! # fn main() {}
//! ```
//!
//! Where that is not enough, steps are composed in code. A builder value goes in, a typed handle comes out, so the compiler
//! checks what may go where; the plan stays a value that prints:
//!
//! ```
//! use archwright::{Custom, Plan, PlanError, Run, model::Command};
//!
//! fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
//!     let builder = plan.add(run.builder()?)?;
//!     let cli = plan.add(run.cli("noetl")?)?;
//!     // A step of your own, between ours: still a value, still in the plan.
//!     let notices = plan.add(Custom::command("notices", Command::new("cargo").args(["about", "generate"])).after(&cli))?;
//!     let server = plan.add(run.image("server")?.with(&cli).on(&builder).after(&notices))?;
//!     let proven = plan.prove(run.selected([server])?)?;
//!     plan.publish(proven)
//! }
//! ```
//!
//! [`Plan::publish`] divides your steps: those added before it must end well before any tag moves, whatever they wait for; those
//! added behind it run once the tags have moved. In a plan that pushes, nothing begins before the tags were looked at:
//!
//! ```
//! # use archwright::{Custom, Facts, Plan, PlanError, Project, Request, Run, model::{Command, Platform, Sourced, project::Image}};
//! # use archwright::plan::{StepId, request::Output};
//! fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
//!     let builder = plan.add(run.builder()?)?;
//!     let server = plan.add(run.image("server")?.on(&builder))?;
//!     // A closure, handed over with `World::action` or `cli::App::action` under the same name.
//!     plan.add(Custom::call("smoke", "starts the server once").after(&server))?;
//!     let proven = plan.prove(run.selected([server])?)?;
//!     plan.publish(proven)?;
//!     plan.add(Custom::command("rollout", Command::new("helm").args(["upgrade", "acme", "./chart"])))?;
//!     Ok(())
//! }
//! # let mut project = Project::new("/srv/acme");
//! # project.registry = Some(Sourced::code("ghcr.io/acme".parse()?));
//! # project.images.push(Image::new("server".parse()?, "Dockerfile"));
//! # let facts = Facts::unknown(Platform::LINUX_AMD64, "nobody looked");
//! # let request = Request { output: Some(Sourced::code(Output::Push)), ..Request::default() };
//! # let run = Run::new(&project, &facts, &request)?;
//! # let mut plan = Plan::new(&run);
//! # compose(&mut plan, &run)?;
//!
//! let after = |step| &plan.step(&StepId::new(step)).unwrap().after;
//! assert_eq!(after("publish"), &["prove.server", "smoke"].map(StepId::new));
//! assert_eq!(after("rollout"), &["publish"].map(StepId::new));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Binaries that somebody else built go into images by [`Run::prebuilt`], each in the slot of its platform, which takes no
//! other: see [`PlatformBinary`].
//!
//! A project can be described in code as well. It is checked like the file, and an unsound one has no run:
//!
//! ```
//! use archwright::{Facts, Plan, Project, Request, Run, compose, model::{Platform, project::{Cli, Image, Need}}};
//!
//! let mut project = Project::new("/srv/acme");
//! project.clis.push(Cli::new("tool".parse()?, "tool/Cargo.toml"));
//! let mut server = Image::new("server".parse()?, "Dockerfile");
//! server.needs.push(Need::Cli("tol".parse()?));
//! project.images.push(server);
//!
//! let (facts, request) = (Facts::unknown(Platform::LINUX_AMD64, "nobody looked"), Request::default());
//! let error = Run::new(&project, &facts, &request).unwrap_err();
//! assert!(error.to_string().contains("did you mean `cli.tool`?"));
//!
//! project.images[0].needs = vec![Need::Cli("tool".parse()?)];
//! let run = Run::new(&project, &facts, &request)?;
//! let mut plan = Plan::new(&run);
//! compose(&mut plan, &run)?;
//! assert_eq!(plan.conditions()[0].fact, "docker");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is not proven cannot be published; this does not compile:
//!
//! ```compile_fail,E0308
//! # use archwright::{Plan, PlanError, Run};
//! fn compose(plan: &mut Plan, run: &Run<'_>) -> Result<(), PlanError> {
//!     let builder = plan.add(run.builder()?)?;
//!     let server = plan.add(run.image("server")?.on(&builder))?;
//!     plan.publish(server)
//! }
//! ```
//!
//! Nor is a plan changed behind the proof; its steps are read only:
//!
//! ```compile_fail,E0616
//! # use archwright::Plan;
//! fn shrink(plan: &mut Plan) {
//!     plan.steps.retain(|step| step.id.as_str() != "prove.server");
//! }
//! ```

pub mod binary;
mod builder_lock;
mod builder_record;
mod caches;
#[cfg(feature = "cli")]
pub mod cli;
pub mod error;
pub mod execute;
mod files;
mod glob;
pub mod init;
mod interrupted;
pub mod journal;
mod layouts;
pub mod observe;
pub mod progress;
pub mod promote;
mod registry;
pub mod report;
pub mod resume;
pub mod roll_back;
pub mod runner;
#[cfg(feature = "cli")]
mod sarif;
mod steps;
mod text;
pub mod verify;
pub mod world;

pub use archwright_model as model;
pub use archwright_model::Project;
pub use archwright_oci as oci;
pub use archwright_plan as plan;
pub use archwright_plan::{Custom, Facts, Handle, Plan, PlanError, Request, Run, compose};
pub use binary::PlatformBinary;
pub use error::StepError;
pub use execute::execute;
pub use report::Report;
pub use resume::resume;
pub use world::World;
