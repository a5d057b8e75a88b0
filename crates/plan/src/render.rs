//! A plan as text, as JSON, and as a bake file.

mod text;

pub use text::text;

use crate::{Plan, Work, bake::Build};

/// The plan as JSON, stable for equal plans.
pub fn json(plan: &Plan) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(plan)
}

/// The targets of all calls of BuildKit as one bake file, which each call can read: it names the targets that it builds.
///
/// Empty if the plan builds no image.
pub fn bake(plan: &Plan) -> String {
    let mut all: Option<Build> = None;
    for step in plan.steps() {
        let Work::Build(build) = &step.work else { continue };
        let all = all.get_or_insert_with(|| Build { targets: Vec::new(), ..build.clone() });
        for target in &build.targets {
            match all.targets.iter_mut().find(|known| known.name == target.name) {
                // Where one call asks for a target and another only needs it, it is the one that is asked for.
                Some(known) if target.requested && !known.requested => *known = target.clone(),
                Some(_) => {}
                None => all.targets.push(target.clone()),
            }
        }
    }
    all.map(|build| build.definition()).unwrap_or_default()
}
