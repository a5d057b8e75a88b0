//! The decisions: a project, the facts about machine and repository, and a request give a plan. Nothing here has a side effect.
//!
//! The same input gives the same plan, byte for byte. What is not known stays visible in it as a [`Condition`].

pub mod bake;
pub mod baked;
pub mod bases;
pub mod builder;
mod buildx;
pub mod cli;
pub mod compose;
pub mod condition;
pub mod contexts;
pub mod disk;
pub mod dockerfile;
pub mod error;
pub mod facts;
pub mod handle;
pub mod image;
pub mod lint;
pub mod plan;
pub mod prebuilt;
pub mod publish;
pub mod registries;
pub mod render;
pub mod request;
pub mod run;
pub mod selection;
pub mod step;
pub mod tags;
pub mod test;
pub mod ui;

pub use compose::compose;
pub use condition::Condition;
pub use error::{PlanError, PlanErrorKind};
pub use facts::{Fact, Facts};
pub use handle::{Binary, Builder, Built, Bundle, Handle, Neutral, PerPlatform, Proven};
pub use plan::{Decision, Plan};
pub use prebuilt::BinaryFor;
pub use request::{Output, PlatformChoice, Request, Selection};
pub use run::{Run, StepSpec};
pub use selection::ImageId;
pub use step::{Custom, Step, StepId, Work};
