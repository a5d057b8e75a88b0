//! A plan as text, as JSON, and as a bake file.

mod text;

pub use text::text;

use crate::{Plan, Work};

/// The plan as JSON, stable for equal plans.
pub fn json(plan: &Plan) -> String {
    serde_json::to_string_pretty(plan).unwrap_or_default()
}

/// The bake files of the plan, one after another, each as BuildKit will read it.
pub fn bake(plan: &Plan) -> String {
    let builds = plan.steps.iter().filter_map(|step| match &step.work {
        Work::Build(build) => Some(build.definition()),
        _ => None,
    });
    builds.collect::<Vec<_>>().join("\n")
}
